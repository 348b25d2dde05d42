"""What only people at a terminal see: the line of progress, and Ctrl-C."""

import io
import os
import signal
import sys

import pytest

from app.chat.events import End, Prefill, Text
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.progress import WIPE, Progress


class Terminal(io.StringIO):
    """Standard error that people look at, or not."""

    def __init__(self, looked_at: bool) -> None:
        super().__init__()
        self._looked_at = looked_at

    def isatty(self) -> bool:
        return self._looked_at


def shown(monkeypatch: pytest.MonkeyPatch, looked_at: bool) -> str:
    terminal = Terminal(looked_at)
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress() as progress:
        for event in (Prefill(0, 700), Prefill(512, 700), Text("a"), Text("b"), End("stop")):
            progress.show(event)
    return terminal.getvalue()


def test_progress_is_one_line_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch):
    written = shown(monkeypatch, looked_at=True)
    assert f"{WIPE}reading, 512 of 700 tokens{WIPE}writing, 1 tokens{WIPE}" in written
    assert written.endswith(WIPE) and "\n" not in written


def test_a_file_gets_no_progress(monkeypatch: pytest.MonkeyPatch):
    assert shown(monkeypatch, looked_at=False) == ""


def test_the_first_ctrl_c_cancels_the_second_leaves():
    before = signal.getsignal(signal.SIGINT)
    with cancelled_by_ctrl_c() as cancel:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
