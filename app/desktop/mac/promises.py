"""Files that are only promised in a drag: the system is asked to have them written.

Qt hands no promise on, so its view is made to accept them as well, and while they are dropped the
pasteboard of drags is read (NSFilePromiseReceiver). The source writes them when it likes: its word
comes on a queue of ours, and after half a minute those that did not come are told as lost.

What the receiver cannot do: a promise of the kind from before macOS 10.12 needs the drag itself,
which Qt keeps to itself. Mail is said to give such ones; they then count as lost, with the system's
reason.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.desktop.face import Received
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.post import Post
from app.desktop.mac.views import view_of

translate = QCoreApplication.translate
PATIENCE_MS = 30_000


class Promises(QObject):
    """Several drops may be waited for at once."""

    def __init__(self, post: Post, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__()
        self._post, self._patience_ms = post, patience_ms
        self._awaited: set[Receipt] = set()

    def expect(self, widget: QWidget) -> None:
        """Qt's own types stay: registering anew would drop them."""
        _accept(view_of(widget))
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Qt may have made the native window anew since it was last shown."""
        if isinstance(watched, QWidget) and event.type() == QEvent.Type.Show:
            _accept(view_of(watched))
        return False

    def held(self) -> bool:
        AppKit = load("AppKit")
        return bool(_drag().canReadObjectForClasses_options_([AppKit.NSFilePromiseReceiver], None))

    def receive(self, folder: Path, then: Received) -> None:
        AppKit, Foundation = load("AppKit"), load("Foundation")
        found = _drag().readObjectsForClasses_options_([AppKit.NSFilePromiseReceiver], None)
        if not found:
            then((), translate("Desktop", "What was dropped promises no file any more."))
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            then((), str(error))
            return
        receipt = Receipt(found, lambda files, reason: self._told(receipt, files, reason, then))
        self._awaited.add(receipt)
        queue = Foundation.NSOperationQueue.alloc().init()
        url = Foundation.NSURL.fileURLWithPath_isDirectory_(str(folder), True)
        for promise in found:
            promise.receivePromisedFilesAtDestination_options_operationQueue_reader_(
                url, {}, queue, self._reader(receipt)
            )
        receipt.wait(queue, self._patience_ms)

    def close(self) -> None:
        for receipt in self._awaited:
            receipt.end()
        self._awaited.clear()

    def _reader(self, receipt: "Receipt") -> Callable[[Cocoa, Cocoa], None]:
        """Comes on the queue's thread. With an error, the URL means nothing."""

        def read(url: Cocoa, error: Cocoa) -> None:
            path = None if error is not None or url is None else Path(str(url.path()))
            why = "" if error is None else str(error.localizedDescription())
            self._post(lambda: receipt.take(path, why))

        return read

    def _told(
        self, receipt: "Receipt", files: tuple[Path, ...], reason: str, then: Received
    ) -> None:
        self._awaited.discard(receipt)
        then(files, reason)


class Receipt:
    """What has come of one drop. It tells once: when all is there, or after the time for it."""

    def __init__(self, promises: Cocoa, told: Received) -> None:
        self._promises = promises  # kept alive until their files are there
        self._told: Received | None = told
        self._queue: Cocoa = None
        self._expected = 0
        self._files: list[Path] = []
        self._reasons: list[str] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._give_up)

    def wait(self, queue: Cocoa, patience_ms: int) -> None:
        """How many will come is known now: one promise of the older kind may be several files."""
        self._queue = queue
        self._expected = sum(max(1, len(one.fileNames() or ())) for one in self._promises)
        self._timer.start(patience_ms)

    def take(self, path: Path | None, why: str) -> None:
        """A file of the source's word that is not there is lost as well."""
        if path is not None and path.exists():
            self._files.append(path)
        else:
            self._reasons.append(why or translate("Desktop", "The file was not written."))
        if len(self._files) + len(self._reasons) >= self._expected:
            self._tell()

    def end(self) -> None:
        """Nobody waits any more."""
        self._told = None
        self._timer.stop()

    def _give_up(self) -> None:
        missing = translate("Desktop", "{count} promised files did not come in time.")
        count = self._expected - len(self._files) - len(self._reasons)
        self._reasons.append(missing.format(count=count))
        self._tell()

    def _tell(self) -> None:
        """What comes afterwards lies in the folder, but nobody is told."""
        told = self._told
        self.end()
        if told is not None:
            told(tuple(self._files), " ".join(dict.fromkeys(self._reasons)))


def _drag() -> Cocoa:
    """The pasteboard of what is being dragged right now."""
    AppKit = load("AppKit")
    return AppKit.NSPasteboard.pasteboardWithName_(AppKit.NSPasteboardNameDrag)


def _accept(view: Cocoa) -> None:
    AppKit = load("AppKit")
    promised = AppKit.NSFilePromiseReceiver.readableDraggedTypes()
    view.registerForDraggedTypes_(sorted({*view.registeredDraggedTypes(), *promised}))
