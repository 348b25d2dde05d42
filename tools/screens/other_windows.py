"""The other windows, panels and overlays."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.chat.message import ImagePart, Origin
from app.desktop.face import Captured, Screen
from app.places import RESOURCES
from app.reading.geometry import point_box
from app.ui.capture.region import RegionOverlay
from app.ui.capture.still import Still
from app.ui.picture.view import PictureView
from app.ui.program import Program
from app.ui.reading import ScreenReader
from tests.fixtures.shown_documents import fill, size_of, write_receipt
from tools.screens import drawings
from tools.screens.chats import Made
from tools.screens.stage import RATIO, Stage

SETTINGS = ("general", "answers", "model", "privacy", "permissions", "storage")


class OtherWindows:
    """Each method opens one and has it taken."""

    def __init__(self, stage: Stage, program: Program, made: Made, files: Path) -> None:
        self._stage, self._program, self._made, self._files = stage, program, made, files

    def take_all(self) -> None:
        self._settings()
        self._small_ones()
        self._reading()
        self._documents()
        self._picture()
        self._capture()
        self._quick()
        self._models()

    def _settings(self) -> None:
        stage, program = self._stage, self._program
        program.window.menus["preferences"].trigger()
        window = self._shown("SettingsWindow")
        for page in SETTINGS:
            window.turn(page)  # pyright: ignore[reportAttributeAccessIssue]
            stage.run(0.3)
            stage.shoot(f"settings-{page}", f"Settings: {page}.", window)
        window.close()
        program.desk.open(self._made.chime)
        stage.run(0.3)
        program.window.bar.settings_button.click()
        panel = self._shown("ChatSettingsPanel")
        stage.shoot("chat-settings", "How one chat is answered.", program.window, panel)
        panel.close()

    def _small_ones(self) -> None:
        for name, command, kind, shows in (
            ("trash", "trash_bin", "TrashWindow", "Recently deleted chats."),
            ("shortcuts", "shortcuts", "ShortcutsWindow", "The keyboard shortcuts."),
            ("about", "about", "AboutWindow", "About Kestrel."),
        ):
            self._program.window.menus[command].trigger()
            window = self._shown(kind)
            self._stage.shoot(name, shows, window)
            window.close()

    def _reading(self) -> None:
        stage, window = self._stage, self._program.read_window()
        window.show()
        sample = RESOURCES / "samples" / "account.png"
        reader = self._program.findChildren(ScreenReader)[0]
        done: list[object] = []
        reader.read.connect(done.append)
        window.read(ImagePart(sample, sample.name))
        stage.until(lambda: done)
        stage.run(0.5)
        stage.shoot("read-this", "Read this: the elements beside the picture.", window)
        window.close()

    def _documents(self) -> None:
        """A receipt, as it would stand there after it was read; nano reads no documents."""
        stage, window = self._stage, self._program.documents()
        stage.run(0.3)
        stage.shoot("document-empty", "A document to be read is waited for.", window)
        document = write_receipt(self._files, pages=3)
        window.open(document)
        stage.until(lambda: window.page.canvas.is_ready)
        fill(window, size_of(document))
        window.turn(1, 3)
        stage.run(0.4)
        stage.shoot("document-text", "The text of a page, each piece in its place.", window)
        window.result.fields_tab.click()
        window.result.fields.chosen.emit(window.result.fields.rows.fields[2])
        stage.run(0.4)
        stage.shoot("document-fields", "The fields of a receipt, each checked.", window)
        window.close()

    def _picture(self) -> None:
        stage, program = self._stage, self._program
        program.desk.open(self._made.chime)
        stage.run(0.4)
        views = program.window.transcript.findChildren(PictureView)
        next(view for view in views if view.isVisible()).opened.emit()
        window = self._shown("PictureWindow")
        stage.run(0.5)
        stage.shoot("picture", "A picture with its marks, seen large.", window)
        window.close()

    def _capture(self) -> None:
        """A drawn desktop stands for any."""
        screen = QApplication.primaryScreen()
        size = screen.geometry().size()
        desktop = QImage(size * RATIO, QImage.Format.Format_RGB32)
        desktop.fill("#5b6f8c")
        painter = QPainter(desktop)
        panel = QPixmap(str(drawings.sound_panel(self._files / "a.png")))
        place = QRect(QPoint(), panel.size() * RATIO)
        place.moveCenter(desktop.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, panel)
        painter.end()
        bounds = (0.0, 0.0, float(size.width()), float(size.height()))
        content = (0.0, 0.0, float(desktop.width()), float(desktop.height()))
        captured = Captured(desktop, Origin(bounds, content, screen.name()))
        box = point_box(0, 0, size.width(), size.height())
        overlay = RegionOverlay(Still(Screen(screen.name(), box, is_main=True), captured))
        overlay.cover()
        self._stage.shoot("capture", "A region is about to be chosen.", overlay)
        QTest.keyClick(overlay, Qt.Key.Key_Space)
        self._stage.shoot("region", "A region with its size.", overlay)
        overlay.close()

    def _models(self) -> None:
        self._program.models.open()
        window = self._shown("ModelsWindow")
        self._stage.run(0.8)
        self._stage.shoot("models", "The models that fit this machine.", window)
        window.close()

    def _quick(self) -> None:
        stage, quick = self._stage, self._program.quick
        quick.open()
        panel = quick.panel
        stage.shoot("quick", "Quick ask.", panel, margin=36)
        sample = RESOURCES / "samples" / "print.png"
        quick.quick.open([ImagePart(sample, "Print")])
        stage.run(1.0)
        stage.shoot("quick-context", "Quick ask about a capture.", panel, margin=36)
        QTest.keyClicks(panel.field, "Where is the Save button?")
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
        stage.until(lambda: quick.quick.is_busy)
        stage.until(lambda: not quick.quick.is_busy)
        stage.run(0.6)
        stage.shoot("quick-answer", "Quick ask with an answer that points.", panel, margin=36)
        panel.close()

    def _shown(self, kind: str) -> QWidget:
        """The window of a class, once it stands."""

        def found() -> QWidget | None:
            return next(
                (
                    widget
                    for widget in QApplication.topLevelWidgets()
                    if type(widget).__name__ == kind and widget.isVisible()
                ),
                None,
            )

        self._stage.until(found)
        window = found()
        assert window is not None
        self._stage.run(0.3)
        return window
