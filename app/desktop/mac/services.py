"""The Services menu of other programs: "Ask Kestrel about this", for a text or for files.

The names askText and askFiles stand in Info.plist as well (NSMessage), where macOS finds them. It
needs no permission: the user hands over what is selected.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Asked
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.post import Post

translate = QCoreApplication.translate


class Services:
    """The provider is made when somebody listens."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._provider: Cocoa = None

    def receive(self, asked: Callable[[Asked], None]) -> None:
        AppKit = load("AppKit")
        if self._provider is None:
            self._provider = _provider_class().alloc().init()
        self._provider.told = lambda given: self._post(lambda: asked(given))
        AppKit.NSApplication.sharedApplication().setServicesProvider_(self._provider)

    def close(self) -> None:
        if self._provider is not None:
            AppKit = load("AppKit")
            AppKit.NSApplication.sharedApplication().setServicesProvider_(None)
            self._provider = None


@cache
def _provider_class() -> Cocoa:
    """What these methods return is the error, which the system shows; None: it went well."""
    Foundation, objc = load("Foundation"), load("objc")

    class KestrelServices(Foundation.NSObject):
        told: Callable[[Asked], None]

        @objc.typedSelector(b"v@:@@o^@")
        def askText_userData_error_(self, board: Cocoa, data: Cocoa, error: Cocoa) -> str | None:
            text = text_on(board)
            if not text.strip():
                return translate("Desktop", "No text is selected.")
            self.told(Asked(text=text))
            return None

        @objc.typedSelector(b"v@:@@o^@")
        def askFiles_userData_error_(self, board: Cocoa, data: Cocoa, error: Cocoa) -> str | None:
            files = files_on(board)
            if not files:
                return translate("Desktop", "No file is selected.")
            self.told(Asked(files=files))
            return None

    return KestrelServices


def text_on(board: Cocoa) -> str:
    AppKit = load("AppKit")
    return str(board.stringForType_(AppKit.NSPasteboardTypeString) or "")


def files_on(board: Cocoa) -> tuple[Path, ...]:
    """Addresses of other kinds are left out."""
    AppKit, Foundation = load("AppKit"), load("Foundation")
    only_files = {AppKit.NSPasteboardURLReadingFileURLsOnlyKey: True}
    urls = board.readObjectsForClasses_options_([Foundation.NSURL], only_files)
    return tuple(Path(str(url.path())) for url in urls or ())
