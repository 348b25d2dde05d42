"""Looking at the screen: a capture goes into the composer, or is read in a window of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from app.chat.message import ImagePart
from app.desktop.face import Desktop
from app.ui.capture.capturer import Capturer, Kind
from app.ui.desk import Desk
from app.ui.window.main import MainWindow

if TYPE_CHECKING:
    from app.ui.read_window import ReadWindow

Then: TypeAlias = Callable[[ImagePart], None]


class Looking(QObject):
    """Joins the Capture menu and button to the capturer and to what becomes of its pictures."""

    def __init__(
        self, window: MainWindow, desk: Desk, desktop: Desktop, reading: "Callable[[], ReadWindow]"
    ) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._capturer, self._reading = Capturer(desktop, self), reading
        self._then: Then = self._attach
        self._capturer.taken.connect(self._taken)
        self._capturer.failed.connect(lambda reason: window.notice.say(reason, "warn"))
        menus = window.menus
        menus["region"].triggered.connect(lambda: self.capture("region"))
        menus["window"].triggered.connect(lambda: self.capture("window"))
        menus["screen"].triggered.connect(lambda: self.capture("screen"))
        menus["read"].triggered.connect(self.read)
        menus["find"].triggered.connect(self.find)
        window.composer.capture_wanted.connect(self._choose)

    def capture(self, kind: Kind) -> None:
        """What is taken is attached to the question that is being written."""
        self._then = self._attach
        self._capturer.take(kind)

    def read(self) -> None:
        """List the elements of the last picture; where there is none, of a region to be taken."""
        self._with_picture(self._read)

    def find(self) -> None:
        self._with_picture(self._find)

    def _with_picture(self, then: Then) -> None:
        picture = self._last_picture()
        if picture is not None:
            then(picture)
        else:
            self._then = then
            self._capturer.take("region")

    def _last_picture(self) -> ImagePart | None:
        """Of the draft, or else of the conversation."""
        parts = [part for shown in self._desk.path() for part in shown.turn.parts]
        parts += self._window.composer.draft().parts
        return next((part for part in reversed(parts) if isinstance(part, ImagePart)), None)

    def _choose(self) -> None:
        menu = QMenu(self._window)
        for name in ("region", "window", "screen"):
            menu.addAction(self._window.menus[name])
        menu.addSeparator()
        menu.addAction(self._window.menus["read"])
        menu.addAction(self._window.menus["find"])
        button = self._window.composer.capture
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))
        menu.aboutToHide.connect(menu.deleteLater)

    def _attach(self, picture: ImagePart) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._window.composer.attach([picture])
        self._window.composer.setFocus()

    def _read(self, picture: ImagePart) -> None:
        self._shown().read(picture)

    def _find(self, picture: ImagePart) -> None:
        self._shown().look_at(picture)

    def _shown(self) -> "ReadWindow":
        window = self._reading()
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def _taken(self, picture: ImagePart) -> None:
        then, self._then = self._then, self._attach
        then(picture)
