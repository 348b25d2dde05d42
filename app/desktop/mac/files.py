"""Files shown in the Finder, and moved to the trash."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot
from app.desktop.mac.frameworks import load

translate = QCoreApplication.translate


def reveal(path: Path) -> Cannot | None:
    """The Finder opens its folder with the file selected. It says nothing of one that is gone."""
    if not path.exists():
        return Cannot(translate("Desktop", "{name} is no longer there.").format(name=path.name))
    AppKit, Foundation = load("AppKit"), load("Foundation")
    url = Foundation.NSURL.fileURLWithPath_(str(path))
    AppKit.NSWorkspace.sharedWorkspace().activateFileViewerSelectingURLs_([url])
    return None


def trash(path: Path) -> Cannot | None:
    """As the Finder does: the user can put it back."""
    Foundation = load("Foundation")
    url = Foundation.NSURL.fileURLWithPath_(str(path))
    manager = Foundation.NSFileManager.defaultManager()
    done, _, error = manager.trashItemAtURL_resultingItemURL_error_(url, None, None)
    if done:
        return None
    reason = translate("Desktop", "{name} could not be moved to the trash.")
    why = "" if error is None else str(error.localizedDescription())
    return Cannot(reason.format(name=path.name), why)
