"""What a conversation of 5,000 turns takes: to open, to search, to go on with; in milliseconds.

Run with `python -m tests.benchmarks.long_conversation`; tests/app/chat/test_long.py holds how the
work grows with the length.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chat.conversation import ChatCard, ChatSettings, Reply, Turn
from app.chat.events import End
from app.chat.message import TextPart
from app.chat.store import Store
from app.chat.whole import Whole

TURNS = 5_000
REPLY = Reply(end=End("stop"), model="kestrel-nano")


def long_talk(count: int) -> Whole:
    """Questions of 30 words and answers of 150, `count` together."""
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
        for number in range(count)
    ]
    return Whole(ChatCard("", "Long", 0.0, 0.0), ChatSettings(), tuple(turns))


@contextmanager
def opened(folder: Path, count: int) -> Iterator[tuple[Store, str]]:
    """A store just opened, with one conversation of which nothing was read yet."""
    store = Store.open(folder)
    (chat,) = store.take_in([long_talk(count)])
    store.close()
    store = Store.open(folder)
    try:
        yield store, chat
    finally:
        store.close()


def _ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _best(call: Callable[[], object]) -> float:
    return min(_ms(call) for _ in range(3))


def measure(store: Store, chat: str) -> dict[str, float]:
    figures = {"opened first": _ms(lambda: store.path(chat))}
    last = store.path(chat)[-1].turn.id
    more = (TextPart("More"),)
    return figures | {
        "opened again": _best(lambda: store.path(chat)),
        "words found": _best(lambda: store.search("conversation takes")),
        "words not there": _best(lambda: store.search("zq")),
        "a question added": _best(lambda: store.add(chat, last, "user", more)),
        "a version chosen": _best(lambda: store.choose(chat, last)),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as kept, opened(Path(kept) / "kept", TURNS) as (store, chat):
        for name, ms in measure(store, chat).items():
            print(f"{name:18} {ms:8.1f} ms")
