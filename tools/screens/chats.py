"""The store of the pictures: chats of some days, made anew for each run."""

import time
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from app.chat.conversation import ChatSettings, Reply
from app.chat.events import End, EndReason, Receipt, Timings, Usage
from app.chat.message import ImagePart, Part, TextPart, VideoPart
from app.chat.store import Store
from app.places import RESOURCES
from tools.screens import drawings, words

HOUR, DAY = 3600.0, 86400.0
MODEL = "Qwen3.5 4B"
FIGURES = Timings(0.2, 0.21, 1.1, 8000.0, 58.2, 120, 97)
TITLES = (  # of chats that only stand in the list: title, days ago, folder
    ("Where does the status item go?", 2.1, "Kestrel"),
    ("Names for a small bird of prey", 3.2, "Kestrel"),
    ("Draft of the talk in March", 5.4, "Writing"),
    ("A better first sentence", 6.1, "Writing"),
    ("What the receipt from Lisbon says", 9.0, ""),
    ("Read the parking sign", 12.3, ""),
    ("Which bus stops here at night?", 40.0, ""),
)


@dataclass(frozen=True)
class Made:
    """Ids of the chats that pictures are taken of."""

    chime: str
    parser: str
    menu: str
    stopped: str
    failed: str
    clip: str
    chinese: str
    invoice: str


def end(reason: EndReason = "stop", error: str = "") -> End:
    return End(reason, Usage(1609, 1204, 64), FIGURES, error, retryable=bool(error))


class Author:
    """Writes chats at a given age."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noon = time.time()

    def chat(self, title: str, ago: float, folder: str = "", *, pinned: bool = False) -> str:
        with self._at(ago):
            chat = self._store.new_chat(title, folder, ChatSettings()).id
            self._store.pin(chat, pinned)
        return chat

    def ask(self, chat: str, ago: float, question: str, *shown: Part, parent: str = "") -> str:
        with self._at(ago):
            parts = (*shown, TextPart(question))
            return self._store.add(chat, parent or None, "user", parts).id

    def answer(
        self, chat: str, question: str, ago: float, text: str, reply: Reply | None = None
    ) -> str:
        with self._at(ago):
            turn = self._store.begin_reply(chat, question, MODEL)
            self._store.finish(turn.id, text, reply or Reply(end=end(), model=MODEL))
        return turn.id

    def trash(self, chat: str, ago: float) -> None:
        with self._at(ago):
            self._store.trash(chat)

    def _at(self, ago: float) -> "mock._patch[float]":
        return mock.patch("time.time", return_value=self._noon - ago)


def write(store: Store, folder: Path) -> Made:
    """All of them; the newest last, so that it stands first."""
    folder.mkdir()
    author = Author(store)
    for title, days, group in TITLES:
        chat = author.chat(title, days * DAY, group)
        asked = author.ask(chat, days * DAY, title)
        author.answer(chat, asked, days * DAY, "As the picture shows, on the right.")
    for title, days in (("Old packing list", 3.0), ("Test of the microphone", 11.0)):
        chat = author.chat(title, (days + 2) * DAY)
        author.ask(chat, (days + 2) * DAY, title)
        author.trash(chat, days * DAY)
    return Made(
        chinese=_chinese(author),
        failed=_failed(author),
        stopped=_stopped(author),
        menu=_menu(author),
        parser=_parser(author),
        invoice=_invoice(author),
        clip=_clip(author, folder),
        chime=_chime(author, folder),
    )


def _chime(author: Author, folder: Path) -> str:
    chat = author.chat("Which setting stops the sound?", 60.0)
    panel = ImagePart(drawings.sound_panel(folder / "sound.png"), "sound.png")
    asked = author.ask(chat, 60.0, words.CHIME_ASKED, panel)
    size = drawings.PANEL
    seen = Receipt("sound.png", "image", size, size, (), 405, "860 × 472 seen at full size")
    reply = Reply(words.CHIME_THOUGHTS, 2.1, (seen,), end(), MODEL)
    author.answer(chat, asked, 60.0, words.CHIME, reply)
    return chat


def _clip(author: Author, folder: Path) -> str:
    chat = author.chat("What changed in this clip?", 2 * HOUR)
    part = VideoPart(drawings.clip(folder / "morning.mp4"), "morning.mp4")
    asked = author.ask(chat, 2 * HOUR, "What changes in this clip?", part)
    times = tuple(n * 0.5 for n in range(2 * drawings.SECONDS))
    seen = Receipt("morning.mp4", "video", (640, 360), (640, 352), times, 2640, "")
    author.answer(chat, asked, 2 * HOUR, words.CLIP, Reply("", 0.0, (seen,), end(), MODEL))
    return chat


def _invoice(author: Author) -> str:
    chat = author.chat("Invoice 2207 to a table", HOUR)
    asked = author.ask(chat, HOUR, "Turn invoice 2207 into a table and check the sum.")
    author.answer(chat, asked, HOUR, words.TABLE)
    return chat


def _parser(author: Author) -> str:
    chat = author.chat("Where does the parser fail?", DAY + HOUR, pinned=True)
    asked = author.ask(chat, DAY + HOUR, words.PARSER)
    author.answer(chat, asked, DAY + HOUR, words.LONG)
    return chat


def _menu(author: Author) -> str:
    chat = author.chat("How many entries does the menu have?", DAY + 3 * HOUR)
    picture = ImagePart(RESOURCES / "samples" / "menu.png", "menu.png")
    asked = author.ask(chat, DAY + 3 * HOUR, "How many entries does this menu have?", picture)
    for text in ("It has **four** entries.", "It has **five** entries, the last one is dimmed."):
        author.answer(chat, asked, DAY + 3 * HOUR, text)
    return chat


def _stopped(author: Author) -> str:
    chat = author.chat("What do these two errors mean?", DAY + 4 * HOUR)
    asked = author.ask(chat, DAY + 4 * HOUR, "Explain both errors to me, one after the other.")
    stopped = Reply(end=end("cancelled"), model=MODEL)
    author.answer(chat, asked, DAY + 4 * HOUR, words.STOPPED, stopped)
    return chat


def _failed(author: Author) -> str:
    chat = author.chat("Compare the two floor plans", DAY + 5 * HOUR)
    asked = author.ask(chat, DAY + 5 * HOUR, "Compare the two floor plans room by room.")
    why = words.NO_MEMORY
    author.answer(chat, asked, DAY + 5 * HOUR, "", Reply(end=end("failed", why), model=MODEL))
    return chat


def _chinese(author: Author) -> str:
    chat = author.chat("翻译这个错误提示", 2 * DAY)
    asked = author.ask(chat, 2 * DAY, words.CHINESE)
    author.answer(chat, asked, 2 * DAY, words.CHINESE_ANSWER)
    return chat
