"""A conversation of 5,000 turns opens, is searched and goes on without a wait one can feel."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.chat.conversation import ChatCard, ChatSettings, Turn
from app.chat.message import TextPart
from app.chat.store import Store
from app.chat.whole import Whole
from tests.app.chat.conftest import REPLY, say

TURNS = 5_000


def long_talk() -> Whole:
    words = Path(__file__).read_text().split()
    turns = [
        Turn(
            str(number),
            str(number - 1) if number else None,
            "assistant" if number % 2 else "user",
            (TextPart(" ".join(words[number % 50 : number % 50 + (150 if number % 2 else 30)])),),
            float(number),
            REPLY if number % 2 else None,
        )
        for number in range(TURNS)
    ]
    return Whole(ChatCard("", "Long", 0.0, 0.0), ChatSettings(), tuple(turns))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    folder = tmp_path_factory.mktemp("long") / "kept"
    store = Store.open(folder)
    (chat,) = store.take_in([long_talk()])
    store.close()
    store = Store.open(folder)
    yield store, chat
    store.close()


def best_ms(call: Callable[[], object]) -> float:
    """Of three, and of this process's own time: the machine does other things too."""
    times = []
    for _ in range(3):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return min(times)


@pytest.mark.slow
def test_a_long_conversation(long: tuple[Store, str]):
    store, chat = long
    start = time.process_time()
    path = store.path(chat)
    first = (time.process_time() - start) * 1000
    assert len(path) == TURNS
    figures = {
        "path, first": first,
        "path, again": best_ms(lambda: store.path(chat)),
        "search": best_ms(lambda: store.search("conversation goes")),
        "search, nothing": best_ms(lambda: store.search("zq")),
        "add": best_ms(lambda: say(store, chat, path[-1].turn.id, "More")),
        "choose": best_ms(lambda: store.choose(chat, path[-1].turn.id)),
    }
    print(", ".join(f"{name} {ms:.1f} ms" for name, ms in figures.items()))
    limits = {"path, first": 800, "path, again": 120, "search": 300, "search, nothing": 300}
    limits |= {"add": 60, "choose": 300}
    assert {name: ms for name, ms in figures.items() if ms > limits[name]} == {}


def test_a_long_conversation_is_whole(long: tuple[Store, str]):
    store, chat = long
    path = store.path(chat)
    expected = long_talk().turns
    assert [s.turn.text for s in path[:TURNS]] == [turn.text for turn in expected]
    assert {s.turn.reply for s in path[1:TURNS:2]} == {REPLY}
    assert [s.turn.parent for s in path[1:]] == [s.turn.id for s in path[:-1]]
