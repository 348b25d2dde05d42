"""A display of our own (Xvfb) with hands on it (xdotool)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


class Hands:
    """Programs on the display, the mouse and the keyboard."""

    def __init__(self, size: str = "1400x900x24") -> None:
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        self._programs: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """A program of Python on this display."""
        known = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", **environment}
        program = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=known, stderr=subprocess.PIPE
        )
        self._programs.append(program)
        return program

    def do(self, *words: str | int) -> str:
        """One command of xdotool; what it says."""
        command = ["xdotool", *map(str, words)]
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def window(self, name: str) -> str:
        """Wait for a window of this name; its id."""
        until(lambda: self.do("search", "--onlyvisible", "--name", f"^{name}$"))
        return self.do("search", "--onlyvisible", "--name", f"^{name}$").splitlines()[-1]

    def under_the_mouse(self) -> str:
        """The id of the window there; the display's own where there is none."""
        return self.do("getmouselocation", "--shell").split("WINDOW=")[-1]

    def focus(self, window: str) -> None:
        self.do("windowraise", window)
        self.do("windowfocus", "--sync", window)

    def type(self, words: str) -> None:
        self.do("type", "--delay", "15", words)

    def key(self, keys: str) -> None:
        self.do("key", keys)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Slowly, as a hand does: a program has to notice each step."""
        self.do("mousemove", *start)
        self.do("mousedown", 1)
        for step in range(1, 11):
            x = start[0] + (end[0] - start[0]) * step // 10
            y = start[1] + (end[1] - start[1]) * step // 10
            self.do("mousemove", "--sync", x, y)
        self.do("mousemove", end[0] + 2, end[1] + 2)
        self.do("mouseup", 1)

    def close(self) -> None:
        for program in self._programs:
            program.terminate()
        for program in self._programs:
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self._server.terminate()
        self._server.wait()


def until(true: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    """Wait until it is true, looking often."""
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)
