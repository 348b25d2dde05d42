"""From the wish for a picture of the desktop to an `ImagePart` with its origin."""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.chat.message import ImagePart, Origin
from app.desktop.cutting import cut
from app.desktop.face import Cannot, Captured, CaptureResult, Desktop, Screen, Window
from app.reading.geometry import PointBox
from app.ui.capture.overlay import Overlay
from app.ui.capture.picker import WindowOverlay
from app.ui.capture.region import RegionOverlay
from app.ui.capture.still import Still

Kind: TypeAlias = Literal["region", "window", "screen"]
SETTLE_MS = 180  # until other programs have painted what our windows covered


def own_windows() -> tuple[QWidget, ...]:
    """Those of the program that stand."""
    return tuple(widget for widget in QApplication.topLevelWidgets() if widget.isVisible())


class Capturer(QObject):
    """One capture at a time; each ends with exactly one of the three signals.

    Where the desktop has not allowed pictures of it, its own picker asks what may be seen: that
    needs no permission, and takes a whole window or display whatever was wished.

    The program's own windows are hidden meanwhile where the desktop would show them, and stand
    again at the end as they stood.
    """

    taken = Signal(object)  # ImagePart
    cancelled = Signal()
    failed = Signal(str)

    def __init__(
        self,
        desktop: Desktop,
        parent: QObject | None = None,
        *,
        own: Callable[[], Iterable[QWidget]] = own_windows,
        settle_ms: int = SETTLE_MS,
    ) -> None:
        super().__init__(parent)
        self._desktop, self._own, self._settle_ms = desktop, own, settle_ms
        self._busy = False
        self._hidden: list[QWidget] = []
        self._active: QWidget | None = None
        self._stills: list[Still] = []
        self._overlays: list[Overlay] = []
        self._name = ""
        self._picking: object | None = None  # which asking of the system's picker is waited for
        self._packing: _Packing | None = None

    @property
    def is_busy(self) -> bool:
        return self._busy

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """What stands over the displays while the user chooses."""
        return tuple(self._overlays)

    def take(self, kind: Kind) -> None:
        """Begin; nothing happens while another one is on its way.

        A picker that the system never showed, or never closed, does not stand in the way for ever:
        whoever wishes anew leaves it.
        """
        if self._picking is not None:
            self._end(self.cancelled.emit)
        if self._busy:
            return
        self._busy = True
        if self._desktop.permission("capture") not in ("granted", "unneeded"):
            self._pick()
            return
        here = self._desktop.screen_under_pointer()
        begin = {"region": self._regions, "window": self._windows, "screen": self._whole}[kind]
        self._hide_own()
        wait = self._settle_ms if self._hidden else 0
        QTimer.singleShot(wait, self, lambda: begin(here))

    def cancel(self) -> None:
        """As if Esc were pressed."""
        if self._overlays:
            self._end(self.cancelled.emit)

    # --- the three kinds, and what the system's picker gives ---

    def _pick(self) -> None:
        self._name = self.tr("Screen")
        self._hide_own()
        asking = self._picking = object()
        self._desktop.capture_picked(lambda result: self._picked(result, asking))

    def _picked(self, result: CaptureResult, asking: object) -> None:
        if asking is not self._picking:
            return  # it was left
        self._picking = None
        if isinstance(result, Captured):
            self._name = result.origin.title or self._name
            self._finish(result)
        elif not result.reason:
            self._end(self.cancelled.emit)
        else:
            self._refuse_permission()

    def _whole(self, here: Screen) -> None:
        self._name = self.tr("Screen")
        self._desktop.capture_screen(here, self._finish)

    def _regions(self, here: Screen) -> None:
        self._freeze(here, self._choose_region)

    def _windows(self, here: Screen) -> None:
        listed = self._desktop.windows()
        if listed.lacking is not None and not listed.listed:
            self._finish(listed.lacking)
            return
        hidden = {int(widget.winId()) for widget in self._hidden}
        others = [window for window in listed.listed if window.id not in hidden]
        self._freeze(here, lambda: self._choose_window(others))

    def _choose_region(self) -> None:
        for still in self._stills:
            overlay = RegionOverlay(still)
            overlay.chosen.connect(self._cut)
            self._cover(overlay)

    def _choose_window(self, windows: list[Window]) -> None:
        for still in self._stills:
            overlay = WindowOverlay(still, windows)
            overlay.chosen.connect(self._take_window)
            self._cover(overlay)

    def _freeze(self, here: Screen, then: Callable[[], None]) -> None:
        """Take all displays, that under the pointer last, so that its overlay gets the keys."""
        others = [screen for screen in self._desktop.screens() if screen.name != here.name]
        waiting = [*others, here]

        def next_one() -> None:
            if waiting:
                screen = waiting.pop(0)
                self._desktop.capture_screen(screen, lambda result: keep(screen, result))
            else:
                then()

        def keep(screen: Screen, result: CaptureResult) -> None:
            if isinstance(result, Cannot):
                self._finish(result)
                return
            self._stills.append(Still(screen, result))
            next_one()

        next_one()

    def _cover(self, overlay: Overlay) -> None:
        overlay.cancelled.connect(self.cancel)
        self._overlays.append(overlay)
        overlay.cover()

    def _cut(self, region: PointBox) -> None:
        self._name = self.tr("Region")
        still = max(self._stills, key=lambda still: still.screen.bounds.shared(region))
        part = cut(still.captured, region)
        self._finish(part or Cannot(self.tr("The region lies on no screen.")))

    def _take_window(self, window: Window) -> None:
        self._name = window.label or self.tr("Window")
        self._drop_overlays()
        QTimer.singleShot(
            self._settle_ms, self, lambda: self._desktop.capture_window(window, self._finish)
        )

    # --- the end ---

    def _finish(self, result: CaptureResult) -> None:
        if isinstance(result, Cannot):
            self._end(lambda: self.failed.emit(str(result)))
            return
        self._drop_overlays()
        self._show_own()
        packing = _Packing(result)
        packing.told.packed.connect(self._deliver)
        self._packing = packing
        QThreadPool.globalInstance().start(packing)

    def _deliver(self, png: bytes, origin: Origin) -> None:
        part = ImagePart(png, self._name, origin)
        self._end(lambda: self.taken.emit(part))

    def _refuse_permission(self) -> None:
        """There is no other way than to be allowed: have the system ask, and say what to do."""
        if self._desktop.permission("capture") == "restart":
            reason = Cannot(self.tr("Kestrel may take pictures once it is started again."))
        else:
            reason = self._desktop.ask_permission("capture") or Cannot(
                self.tr("Kestrel may not take pictures of the screen."),
                self.tr("Allow it in the system's settings, then start Kestrel again."),
            )
        self._end(lambda: self.failed.emit(str(reason)))

    def _end(self, tell: Callable[[], None]) -> None:
        self._drop_overlays()
        self._show_own()
        self._stills = []
        self._busy, self._picking = False, None
        tell()

    def _drop_overlays(self) -> None:
        for overlay in self._overlays:
            overlay.hide()  # closing the last window that stands would end the program
            overlay.deleteLater()
        self._overlays = []

    def _hide_own(self) -> None:
        self._active = QApplication.activeWindow()
        if self._desktop.leaves_own_windows_out:
            return
        self._hidden = [widget for widget in self._own() if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()

    def _show_own(self) -> None:
        for widget in self._hidden:
            widget.show()
        if self._hidden and self._active is not None:
            self._active.activateWindow()
        self._hidden, self._active = [], None


class _Told(QObject):
    packed = Signal(object, object)  # bytes, Origin


class _Packing(QRunnable):
    """Packs a picture on another thread: a large display takes some tenths of a second."""

    def __init__(self, captured: Captured) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.told = _Told()
        self._captured = captured

    def run(self) -> None:
        self.told.packed.emit(self._captured.png(), self._captured.origin)
