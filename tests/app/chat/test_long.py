"""A conversation of 5,000 turns is whole, and what is done with it grows no faster than it does."""

from collections.abc import Callable, Iterator

import pytest

from app.chat.store import Store
from tests.app.chat.conftest import say
from tests.benchmarks.long_conversation import REPLY, TURNS, long_talk, opened
from tests.fixtures.work import calls

SHORTER = TURNS // 5
STEPS = 100  # of SQLite's machine, a call of its progress handler

Kept = tuple[Store, str]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with opened(tmp_path_factory.mktemp("long") / "kept", TURNS) as kept:
        yield kept


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with opened(tmp_path_factory.mktemp("short") / "kept", SHORTER) as kept:
        yield kept


def work(store: Store, action: Callable[[], object]) -> int:
    """Calls, and hundreds of steps of SQLite's own machine, which calls nothing."""
    connection = store._db._connection
    steps = 0

    def stepped() -> None:
        nonlocal steps
        steps += 1

    connection.set_progress_handler(stepped, STEPS)
    try:
        counted = calls(action)
    finally:
        connection.set_progress_handler(None, 0)
    return counted + steps


def works(kept: Kept) -> dict[str, int]:
    store, chat = kept
    first = work(store, lambda: store.path(chat))
    last = store.path(chat)[-1].turn.id
    return {
        "path, first": first,
        "path, again": work(store, lambda: store.path(chat)),
        "search": work(store, lambda: store.search("conversation takes")),
        "search, nothing": work(store, lambda: store.search("zq")),
        "add": work(store, lambda: say(store, chat, last, "More")),
        "choose": work(store, lambda: store.choose(chat, last)),
    }


def test_work_grows_no_faster_than_the_conversation(long: Kept, short: Kept):
    more, less = works(long), works(short)
    length = TURNS / SHORTER
    growth = {name: more[name] / less[name] for name in more}
    assert {name: times for name, times in growth.items() if times > 1.2 * length} == {}
    # What is found is shown as far as the list goes, and a new turn looks at its parent alone.
    assert growth["search"] < 3 and growth["add"] < 1.5
    # What was read once is not read again.
    assert more["path, again"] < more["path, first"] / 3


def test_a_long_conversation_is_whole(long: Kept):
    store, chat = long
    path = store.path(chat)
    expected = long_talk(TURNS).turns
    assert [s.turn.text for s in path[:TURNS]] == [turn.text for turn in expected]
    assert {s.turn.reply for s in path[1:TURNS:2]} == {REPLY}
    assert [s.turn.parent for s in path[1:]] == [s.turn.id for s in path[:-1]]
