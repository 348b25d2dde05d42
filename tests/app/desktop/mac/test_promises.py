"""Promised files: those that come are told once, on the GUI's thread, and why others did not."""

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from threading import Thread, get_ident
from typing import Any

import pytest
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desktop.mac.post import Post
from app.desktop.mac.promises import Promises
from tests.fixtures.cocoa import URL, Cocoa, Kind, Said

Told = list[tuple[tuple[Path, ...], str, int]]


class Promise:
    """NSFilePromiseReceiver of one promise: the source writes its files when `keep` is called."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.folder, self.reader = Path(), None

    def fileNames(self) -> tuple[str, ...]:
        return self.names

    def receivePromisedFilesAtDestination_options_operationQueue_reader_(
        self, folder: URL, options: dict[str, Any], queue: Any, reader: Callable[..., None]
    ) -> None:
        self.folder, self.reader = Path(folder.path()), reader

    def keep(self, name: str, error: Any = None, writes: bool = True) -> None:
        """As the system does it: on a thread that is not ours."""
        reader, path = self.reader, self.folder / name
        assert reader is not None, "it was asked for"
        if writes:
            path.write_text(name)
        thread = Thread(target=lambda: reader(URL(str(path)), error))
        thread.start()
        thread.join()


class Window(QWidget):
    """Counts how often it is shown."""

    shown = 0

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        self.shown += 1


class Receivers:
    """NSFilePromiseReceiver."""

    @staticmethod
    def readableDraggedTypes() -> tuple[str, ...]:
        return ("com.apple.promise", "public.file-url")


@pytest.fixture
def board(cocoa: Cocoa) -> Said:
    """The pasteboard of drags."""
    board = Said(canReadObjectForClasses_options_=lambda kinds, options: kinds == [Receivers])
    cocoa.give(
        "AppKit",
        NSPasteboardNameDrag="drag",
        NSPasteboard=Said(pasteboardWithName_=lambda name: board if name == "drag" else None),
        NSFilePromiseReceiver=Receivers,
    )
    cocoa.give("Foundation", NSURL=URL, NSOperationQueue=Kind())
    return board


@pytest.fixture
def promises(qtbot: QtBot) -> Promises:
    return Promises(Post(), patience_ms=200)


def received(promises: Promises, folder: Path) -> Told:
    told: Told = []
    promises.receive(folder, lambda files, reason: told.append((files, reason, get_ident())))
    return told


def drop(board: Said, *given: Promise) -> None:
    board.answers["readObjectsForClasses_options_"] = lambda kinds, options: given


def test_files_that_come_are_told_together(
    promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot
):
    one, two = Promise("a.png"), Promise()
    drop(board, one, two)
    folder = tmp_path / "new" / "folder"
    told = received(promises, folder)
    one.keep("a.png")
    qtbot.wait(20)
    assert told == []
    two.keep("b.txt")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told == [((folder / "a.png", folder / "b.txt"), "", get_ident())]
    qtbot.wait(300)
    assert len(told) == 1  # not again when the time is over


def test_one_promise_may_be_several_files(
    promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot
):
    mail = Promise("a.pdf", "b.pdf")
    drop(board, mail)
    told = received(promises, tmp_path)
    mail.keep("a.pdf")
    qtbot.wait(20)
    assert told == []
    mail.keep("b.pdf")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert len(told[0][0]) == 2


def test_half_of_them_fail(promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot):
    good, bad, empty = Promise(), Promise(), Promise()
    drop(board, good, bad, empty)
    told = received(promises, tmp_path)
    good.keep("a.png")
    bad.keep("b.png", error=Said(localizedDescription="The source was closed."))
    empty.keep("c.png", writes=False)
    qtbot.waitUntil(lambda: len(told) == 1)
    files, reason, _ = told[0]
    assert files == (tmp_path / "a.png",)
    assert "The source was closed." in reason and "not written" in reason


def test_those_that_do_not_come_in_time_are_lost(
    promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot
):
    good, slow = Promise(), Promise("b.png", "c.png")
    drop(board, good, slow)
    told = received(promises, tmp_path)
    good.keep("a.png")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][0] == (tmp_path / "a.png",) and "2" in told[0][1]
    slow.keep("b.png")  # late
    qtbot.wait(20)
    assert len(told) == 1


def test_what_was_told_is_not_kept(promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot):
    promise = Promise()
    drop(board, promise)
    told = received(promises, tmp_path)
    promise.keep("a.png")
    qtbot.waitUntil(lambda: len(told) == 1)
    alive = weakref.ref(promise)
    drop(board)
    del promise
    gc.collect()
    assert alive() is None


def test_a_drop_that_promises_nothing_any_more(promises: Promises, board: Said, tmp_path: Path):
    drop(board)
    ((files, reason, _),) = received(promises, tmp_path)
    assert files == () and reason


def test_a_folder_that_cannot_be_made(promises: Promises, board: Said, tmp_path: Path):
    drop(board, Promise())
    (tmp_path / "taken").write_text("a file")
    ((files, reason, _),) = received(promises, tmp_path / "taken")
    assert files == () and "taken" in reason


def test_closed_it_tells_nobody(promises: Promises, board: Said, tmp_path: Path, qtbot: QtBot):
    promise = Promise()
    drop(board, promise)
    told = received(promises, tmp_path)
    promises.close()
    promise.keep("a.png")
    qtbot.wait(300)
    assert told == []


def test_the_drag_is_asked_whether_it_promises(promises: Promises, board: Said):
    assert promises.held() is True
    board.answers["canReadObjectForClasses_options_"] = False
    assert promises.held() is False


def test_a_window_takes_promises_besides_what_qt_takes(
    promises: Promises, board: Said, cocoa: Cocoa, qtbot: QtBot
):
    view = Said(registeredDraggedTypes=["public.file-url", "public.png"])
    cocoa.give("objc", objc_object=lambda c_void_p: view)
    widget = Window()
    qtbot.addWidget(widget)
    promises.expect(widget)
    wanted = ["com.apple.promise", "public.file-url", "public.png"]
    assert view.last("registerForDraggedTypes_") == wanted
    widget.show()  # Qt may have made its view anew
    assert view.count("registerForDraggedTypes_") == 2
    assert widget.shown == 1  # it sees its own events
