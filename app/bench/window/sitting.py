"""One measurement in a process of its own: `python -m app.bench.window.sitting KIND HOME [SOCKET]`.

Kinds: bare (an empty window of Qt, for comparison), start, long (a chat of 5,000 messages is
opened and scrolled), stream (an answer of 200 tokens a second). Prints JSON. Times are those of
CLOCK_MONOTONIC, which parent and child share.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

from app.bench.window.memory import resident

TICK_MS = 2
PAGES = 60  # of the long chat that are scrolled


class Painted(QObject):
    """Calls once, after a window was painted and the event loop is free to take a key."""

    def __init__(self, window: QObject, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._call)
        return False


class Stalls(QObject):
    """The longest time in which the event loop did not come round."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    def end(self) -> float:
        self._timer.stop()
        return self.longest_ms

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - TICK_MS)
        self._last = now


def tell(**values: float) -> None:
    print(json.dumps(values), flush=True)
    QApplication.exit()


def bare() -> object:
    window = QMainWindow()
    field = QPlainTextEdit()
    window.setCentralWidget(field)
    window.resize(1240, 800)
    Painted(field.viewport(), lambda: tell(shown=time.monotonic(), memory=resident()))
    window.show()
    return window


def start(home: Path) -> object:
    from app.ui.program import Program

    program = Program(home)
    done = lambda: tell(shown=time.monotonic(), memory=resident())  # noqa: E731
    Painted(program.window.composer.editor.viewport(), done)
    program.start()
    return program


def long(home: Path) -> object:
    from app.client.connection import Connection
    from app.ui.program import Program

    program = Program(home, Connection.to_engine(home / "s"))
    program.start()
    (card,) = program.store.chats()
    transcript = program.window.transcript
    stalls = Stalls()

    def open_it() -> None:
        begun = time.perf_counter()
        Painted(transcript.viewport(), lambda: opened(time.perf_counter() - begun))
        program.desk.open(card.id)

    def opened(seconds: float) -> None:
        stalls.begin()
        scroll(0, seconds)

    def scroll(page: int, seconds: float) -> None:
        bar = transcript.verticalScrollBar()
        bar.setValue(bar.value() - transcript.viewport().height())
        if page < PAGES:
            QTimer.singleShot(16, program, lambda: scroll(page + 1, seconds))
        else:
            tell(opened=seconds, stall_ms=stalls.end(), memory=resident())

    QTimer.singleShot(300, program, open_it)
    return program


def stream(home: Path, socket: Path) -> object:
    from app.chat.conversation import Draft
    from app.client.connection import Connection
    from app.ui.program import Program

    program = Program(home, Connection.to_engine(socket))
    program.start()
    stalls = Stalls()
    paints = 0

    def grew() -> None:
        nonlocal paints
        paints += 1

    def ended(_chat: str, turn: object) -> None:
        tell(stall_ms=stalls.end(), paints=paints, memory=resident())

    def ask() -> None:
        stalls.begin()
        program.talks.send(Draft("Tell me all about it."))

    program.talks.grew.connect(grew)
    program.talks.ended.connect(ended)
    QTimer.singleShot(500, program, ask)
    return program


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    kind, *rest = sys.argv[1:]
    kept = {"bare": bare, "start": start, "long": long, "stream": stream}[kind](*map(Path, rest))
    gc.freeze()  # as app/cli/window.py does
    application.exec()
    close = getattr(kept, "close", None)
    if close is not None:
        close()
