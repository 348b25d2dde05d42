"""Killed at 100 random moments of a stream, a store loses at most a second of what was shown.

Several programs stream into one store at once and are killed one by one.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import app
from app.chat.conversation import Turn
from app.chat.database import is_sound
from app.chat.message import ImagePart
from app.chat.store import Store
from tests.app.chat.streaming_program import piece

KILLS, AT_ONCE = 100, 5
LONGEST_S = 2.4  # from the first word a program says to its end
LOST_S = 1.0

ROOT = Path(app.__file__).parents[1]
PROGRAM = Path(__file__).parent / "streaming_program.py"


def killed(folder: Path, seed: int) -> list[list[str]]:
    """What a program said until it was killed."""
    moment = random.Random(seed).uniform(0.0, LONGEST_S)
    program = subprocess.Popen(
        [sys.executable, PROGRAM, folder, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    first = program.stdout.readline()
    time.sleep(moment)
    program.send_signal(signal.SIGKILL)
    rest = program.communicate()[0]
    assert program.returncode == -signal.SIGKILL
    whole = (first + rest).rpartition("\n")[0]  # the last line may be half a one
    return [line.split() for line in whole.splitlines()]


def check(store: Store, said: list[list[str]]) -> float:
    """Nothing older than a second is missing; how many seconds of text are."""
    shown: dict[str, list[float]] = {}
    for word, turn, *more in said:
        if word == "finished":
            end = store.turn(turn).reply
            assert end is not None and end.end is not None and end.end.reason == "stop"
            assert store.turn(turn).text == "".join(map(piece, range(int(more[0]))))
        elif word == "shown":
            shown.setdefault(turn, []).append(float(more[1]))
        else:
            check_files(store.turn(turn))
    lost = 0.0
    for turn, moments in shown.items():
        text = store.turn(turn).text
        kept = text.count(" ")
        assert text == "".join(map(piece, range(kept)))
        if kept < len(moments):
            lost = max(lost, moments[-1] - moments[kept])
    assert lost <= LOST_S
    return lost


def check_files(turn: Turn) -> None:
    """What a question shows is there, whole."""
    for part in turn.parts:
        if isinstance(part, ImagePart):
            assert isinstance(part.source, Path)
            content = part.source.read_bytes()
            assert hashlib.sha256(content).hexdigest() == part.source.stem


def settle(store: Store, said: list[list[str]]) -> None:
    """A dead program's reply is known as such, those of the living are not touched."""
    begun = {turn for word, turn, *_ in said if word == "began"}
    ended = {turn for word, turn, *_ in said if word == "finished"}
    orphans = [turn for turn in store.unfinished() if turn.id in begun]
    assert {turn.id for turn in orphans} <= begun - ended
    for turn in orphans:
        reply = store.settle(turn.id).reply
        assert reply is not None and reply.end is not None


@pytest.mark.slow
def test_killed_at_100_random_moments(folder: Path):
    Store.open(folder).close()

    def one(seed: int) -> float:
        said = killed(folder, seed)
        store = Store.open(folder)
        try:
            lost = check(store, said)
            settle(store, said)
            return lost
        finally:
            store.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        lost = list(threads.map(one, range(KILLS)))
    store = Store.open(folder)
    assert len(store.chats()) == KILLS
    assert all(len(store.path(card.id)) >= 1 for card in store.chats())
    assert store.unfinished() == () and list((folder / "writers").iterdir()) != []
    assert store.search("Question of 7")
    store.close()
    assert is_sound(folder / "chats.db")
    print(f"lost at most {max(lost):.2f} s, {sum(lost) / KILLS:.2f} s on average")
