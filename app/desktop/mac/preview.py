"""Quick Look: the panel that shows files at a press of Space.

The panel takes its files from whom it finds in the responder chain of the window with the focus;
whoever sets them without being found is warned that this "will raise soon". Qt's views know nothing
of it, so a responder of ours is put into the chain behind the window. Where the panel does not find
it all the same, `qlmanage -p` shows the files in a process of its own.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess

from app.desktop.face import Cannot
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load

QLMANAGE = "/usr/bin/qlmanage"


class Preview:
    """`viewer` is the program that shows them where the panel does not."""

    def __init__(self, viewer: str = QLMANAGE) -> None:
        self._viewer = viewer
        self._controller: Cocoa = None
        self._window: Cocoa = None  # in whose chain the controller stands
        self._shown: tuple[Path, ...] = ()
        self._process: QProcess | None = None

    def show(self, files: Sequence[Path]) -> Cannot | None:
        """The same ones again: close it."""
        wanted = tuple(files)
        if not wanted or (wanted == self._shown and self._is_open()):
            self.close()
            return None
        missing = next((path for path in wanted if not path.exists()), None)
        if missing is not None:
            gone = QCoreApplication.translate("Desktop", "{name} is no longer there.")
            return Cannot(gone.format(name=missing.name))
        self._end_process()
        self._shown = wanted
        return None if self._in_panel(wanted) else self._in_process(wanted)

    def close(self) -> None:
        """Only what is ours: the panel may show another controller's files."""
        if self._controls():
            Quartz = load("Quartz")
            Quartz.QLPreviewPanel.sharedPreviewPanel().orderOut_(None)
        self._leave()
        self._end_process()
        self._shown = ()

    def _is_open(self) -> bool:
        if self._process is not None:
            return self._process.state() != QProcess.ProcessState.NotRunning
        Quartz = load("Quartz")
        return self._controls() and bool(Quartz.QLPreviewPanel.sharedPreviewPanel().isVisible())

    def _controls(self) -> bool:
        """Asking for the panel would make it."""
        if self._controller is None:
            return False
        Quartz = load("Quartz")
        if not Quartz.QLPreviewPanel.sharedPreviewPanelExists():
            return False
        return Quartz.QLPreviewPanel.sharedPreviewPanel().currentController() == self._controller

    def _in_panel(self, files: tuple[Path, ...]) -> bool:
        Foundation, Quartz = load("Foundation"), load("Quartz")
        if self._controller is None:
            self._controller = _controller_class().alloc().init()
        self._controller.urls = [Foundation.NSURL.fileURLWithPath_(str(path)) for path in files]
        if not self._controls() and not self._stand_behind():
            return False
        panel = Quartz.QLPreviewPanel.sharedPreviewPanel()
        panel.updateController()
        panel.makeKeyAndOrderFront_(None)
        if self._controls():
            panel.reloadData()
            return True
        panel.orderOut_(None)
        self._leave()
        return False

    def _stand_behind(self) -> bool:
        """Into the chain after the window with the focus; what stood there comes after it."""
        AppKit = load("AppKit")
        window = AppKit.NSApplication.sharedApplication().keyWindow()
        if window is None:
            return False
        self._leave()
        self._controller.setNextResponder_(window.nextResponder())
        window.setNextResponder_(self._controller)
        self._window = window
        return True

    def _leave(self) -> None:
        """The chain as it was: AppKit keeps none of its members alive."""
        window, self._window = self._window, None
        if window is not None:
            window.setNextResponder_(self._controller.nextResponder())
            self._controller.setNextResponder_(None)

    def _in_process(self, files: tuple[Path, ...]) -> Cannot | None:
        self._process = QProcess()
        self._process.start(self._viewer, ["-p", *map(str, files)])
        if self._process.waitForStarted(3000):
            return None
        self._process = None
        return Cannot(QCoreApplication.translate("Desktop", "Quick Look could not be started."))

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(1000)


@cache
def _controller_class() -> Cocoa:
    """The signatures are told because the panel calls these methods by protocols of its own."""
    AppKit, objc = load("AppKit"), load("objc")

    class KestrelPreviewController(AppKit.NSResponder):
        urls: list[Cocoa]

        @objc.typedSelector(b"Z@:@")
        def acceptsPreviewPanelControl_(self, panel: Cocoa) -> bool:
            return True

        @objc.typedSelector(b"v@:@")
        def beginPreviewPanelControl_(self, panel: Cocoa) -> None:
            panel.setDataSource_(self)

        @objc.typedSelector(b"v@:@")
        def endPreviewPanelControl_(self, panel: Cocoa) -> None:
            panel.setDataSource_(None)

        @objc.typedSelector(b"q@:@")
        def numberOfPreviewItemsInPreviewPanel_(self, panel: Cocoa) -> int:
            return len(self.urls)

        @objc.typedSelector(b"@@:@q")
        def previewPanel_previewItemAtIndex_(self, panel: Cocoa, index: int) -> Cocoa:
            return self.urls[index]  # a URL is an item: QuickLookUI adds the protocol to NSURL

    return KestrelPreviewController
