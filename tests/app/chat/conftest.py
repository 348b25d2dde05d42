"""A store in a folder of its own, and a short conversation in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.chat.conversation import Reply, Turn
from app.chat.events import End, Receipt, Timings, Usage
from app.chat.message import ImagePart, Origin, TextPart
from app.chat.store import Store

ORIGIN = Origin((-1280.0, 0.0, 640.5, 480.0), (0.0, 1.0, 1281.0, 960.0), "DELL", "Sound")
RECEIPT = Receipt("shot.png", "image", (860, 472), (864, 480), (), 405, "seen at full size")
REPLY = Reply(
    thinking="Let me look.",
    thought_s=1.5,
    receipts=(RECEIPT,),
    end=End("stop", Usage(410, 400, 9, 3), Timings(0.1, 0.2, 0.3, 900.0, 58.0, 8, 6)),
    model="kestrel-nano",
)


@dataclass
class Talk:
    """A question with a picture, and its answer."""

    chat: str
    question: Turn
    answer: Turn


def say(store: Store, chat: str, parent: str | None, text: str) -> Turn:
    return store.add(chat, parent, "user", (TextPart(text),))


def reply(store: Store, chat: str, parent: str | None, text: str) -> Turn:
    turn = store.begin_reply(chat, parent, "kestrel-nano")
    store.finish(turn.id, text, REPLY)
    return store.turn(turn.id)


def begin_talk(store: Store) -> Talk:
    chat = store.new_chat("Sound settings", "Work").id
    picture = ImagePart(b"\x89PNG fake", "shot.png", ORIGIN)
    question = store.add(chat, None, "user", (picture, TextPart("Where is Save?")))
    return Talk(chat, question, reply(store, chat, question.id, "It is at the bottom right."))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


@pytest.fixture
def talk(store: Store) -> Talk:
    return begin_talk(store)
