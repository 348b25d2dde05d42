"""All measurements of the window, each in processes of its own, and their table."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import qVersion

from app.chat.message import TextPart
from app.chat.store import Store

MESSAGES = 5000
RATE, TOKENS = 200, 2000  # tokens a second, tokens of the answer
LIMIT_S = 120
MB = 2**20
BEGIN, END = "<!-- kestrel bench app -->", "<!-- /kestrel bench app -->"
ANSWER = "It is **here**, as `said`.\n\n- one\n- two\n"
Told: TypeAlias = dict[str, float]


class BenchFailed(Exception):
    """A sitting ended without its figures. The message holds what it said."""


@dataclass(frozen=True)
class Row:
    """One quantity; `bare` is the same of an empty Qt window, where there is one."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    bare: float | None = None

    def line(self) -> str:
        goal = "" if self.goal is None else f"{self.goal:g}"
        beside = "" if self.bare is None else f"{self.bare:.2f} ({self.value / self.bare:.1f}x)"
        return f"| {self.name} | {self.value:.2f} | {self.unit} | {goal} | {beside} |"


def run(repeats: int, tell: Callable[[str], None]) -> list[Row]:
    """The best of some starts, the worst stall of some streams."""
    starts, bares, longs, streams = [], [], [], []
    for number in range(repeats):
        tell(f"round {number + 1} of {repeats}")
        with tempfile.TemporaryDirectory(prefix="kestrel-bench-") as folder:
            home = Path(folder)
            bares.append(_sit("bare"))
            starts.append(_sit("start", home / "new"))
            _fill(home / "long")
            longs.append(_sit("long", home / "long"))
            streams.append(_stream(home))
    return _rows(starts, bares, longs, streams)


def markdown(rows: list[Row], repeats: int) -> str:
    """The table, and how it was measured."""
    platform = os.environ.get("QT_QPA_PLATFORM") or "the display"
    said = (
        f"`kestrel bench app --repeats {repeats}`: best times, worst stalls; Qt {qVersion()} on "
        f"{platform}, {sys.platform}, {os.cpu_count()} cores; "
        f"load {os.getloadavg()[0]:.1f} after it."
    )
    head = [
        "| What | Measured | Unit | Goal | Empty Qt window |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *(row.line() for row in rows), "", said])


def _rows(
    starts: list[Told], bares: list[Told], longs: list[Told], streams: list[Told]
) -> list[Row]:
    def least(sittings: list[Told], name: str, scale: float = 1.0) -> float:
        return min(told[name] for told in sittings) / scale

    def most(sittings: list[Told], name: str, scale: float = 1.0) -> float:
        return max(told[name] for told in sittings) / scale

    seconds, bare = TOKENS / RATE, (least(bares, "start"), least(bares, "memory", MB))
    return [
        Row("start to usable window", least(starts, "start"), "s", 0.7, bare[0]),
        Row("memory of the window's process", least(starts, "memory", MB), "MB", None, bare[1]),
        Row(f"a chat of {MESSAGES} messages opens", least(longs, "opened"), "s", 0.3),
        Row("longest stall while it is scrolled", most(longs, "stall_ms"), "ms", 33),
        Row("memory with it open", least(longs, "memory", MB), "MB"),
        Row(f"longest stall at {RATE} tokens/s", most(streams, "stall_ms"), "ms", 33),
        Row("paints a second meanwhile", most(streams, "paints", seconds), "1/s", 30),
    ]


def _sit(kind: str, *paths: Path) -> Told:
    """Start a sitting and read its figures; `start` is from the fork to what it calls shown."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "app.bench.window.sitting", kind, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise BenchFailed(f"{kind} told nothing: {done.stderr.strip()[-500:]}")
    told: Told = json.loads(lines[0])
    if "shown" in told:
        told["start"] = told["shown"] - begun
    return told


def _stream(home: Path) -> Told:
    socket = home / "s"
    command = [
        sys.executable,
        "-m",
        "app.bench.window.streamer",
        str(socket),
        str(RATE),
        str(TOKENS),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as engine:
        assert engine.stdout is not None
        engine.stdout.readline()
        try:
            return _sit("stream", home / "stream", socket)
        finally:
            engine.kill()


def _fill(home: Path) -> None:
    """A chat of questions and answers of some lines each."""
    store = Store.open(home / "chats")
    chat = store.new_chat("A long talk").id
    parent = None
    for number in range(MESSAGES):
        role = "assistant" if number % 2 else "user"
        words = f"Turn {number}. " + (
            "It is **here**, as `said`.\n\n- one\n- two\n" if number % 2 else "Why?"
        )
        parent = store.add(chat, parent, role, (TextPart(words),)).id
    store.close()
