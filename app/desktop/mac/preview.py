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
        self._shown: tuple[Path, ...] = ()
        self._process: QProcess | None = None

    def show(self, files: Sequence[Path]) -> Cannot | None:
        """The same ones again: close it."""
        wanted = tuple(files)
        again = wanted == self._shown and self._is_open()
        self.close()
        if again or not wanted:
            return None
        missing = next((path for path in wanted if not path.exists()), None)
        if missing is not None:
            gone = QCoreApplication.translate("Desktop", "{name} is no longer there.")
            return Cannot(gone.format(name=missing.name))
        self._shown = wanted
        return None if self._in_panel(wanted) else self._in_process(wanted)

    def close(self) -> None:
        Quartz = load("Quartz")
        if Quartz.QLPreviewPanel.sharedPreviewPanelExists() and self._controller is not None:
            panel = Quartz.QLPreviewPanel.sharedPreviewPanel()
            if panel.currentController() is self._controller:
                panel.orderOut_(None)
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished(1000)
            self._process = None
        self._shown = ()

    def _is_open(self) -> bool:
        Quartz = load("Quartz")
        if self._process is not None:
            return self._process.state() != QProcess.ProcessState.NotRunning
        exists = Quartz.QLPreviewPanel.sharedPreviewPanelExists()
        return bool(exists and Quartz.QLPreviewPanel.sharedPreviewPanel().isVisible())

    def _in_panel(self, files: tuple[Path, ...]) -> bool:
        AppKit, Foundation, Quartz = load("AppKit"), load("Foundation"), load("Quartz")
        window = AppKit.NSApplication.sharedApplication().keyWindow()
        if window is None:
            return False
        if self._controller is None:
            self._controller = _controller_class().alloc().init()
        self._controller.urls = [Foundation.NSURL.fileURLWithPath_(str(path)) for path in files]
        _put_behind(window, self._controller)
        panel = Quartz.QLPreviewPanel.sharedPreviewPanel()
        panel.updateController()
        panel.makeKeyAndOrderFront_(None)
        if panel.currentController() is self._controller:
            panel.reloadData()
            return True
        panel.orderOut_(None)
        return False

    def _in_process(self, files: tuple[Path, ...]) -> Cannot | None:
        self._process = QProcess()
        self._process.start(self._viewer, ["-p", *map(str, files)])
        if self._process.waitForStarted(3000):
            return None
        self._process = None
        return Cannot(QCoreApplication.translate("Desktop", "Quick Look could not be started."))


def _put_behind(window: Cocoa, responder: Cocoa) -> None:
    """Into the chain after the window, once; what stood there comes after it."""
    following = window.nextResponder()
    if following is not responder:
        responder.setNextResponder_(following)
        window.setNextResponder_(responder)


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
