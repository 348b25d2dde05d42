"""Conversations as JSON with their files, whole: what is exported can be imported again.

chats.json   {"format": "kestrel.chats", "version": 1, "chats": […]}
files/       what was shown in them
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.chat.checked import entries, fields, read, read_json, read_plain, read_text, refuse
from app.chat.conversation import ChatCard, ChatSettings, Reply, Turn
from app.chat.files import Inbox, Outbox, check_target, write_new
from app.chat.message import DocumentPart, ImagePart, Part, TextPart, VideoPart
from app.chat.records import KINDS, Record, dumped, part_record, reply_record, settings_record
from app.chat.store import Store
from app.chat.whole import Whole

FORMAT, VERSION = "kestrel.chats", 1
FILE = "chats"


def export_json(store: Store, chats: Iterable[str] | None, folder: Path) -> Path:
    """Into a folder; None takes all chats but those in the trash. Returns the file."""
    check_target(folder)
    outbox = Outbox(folder)
    wholes = [store.whole(chat) for chat in chosen_chats(store, chats)]
    told = {
        "format": FORMAT,
        "version": VERSION,
        "chats": [_whole_record(whole, outbox.put) for whole in wholes],
    }
    return write_new(folder, FILE, ".json", dumped(told))


def import_json(store: Store, source: Path) -> tuple[str, ...]:
    """From such a file, or a folder with one: all chats or none. Returns their new ids."""
    file = source / f"{FILE}.json" if source.is_dir() else source
    told = fields(read_json(read_text(file), str(file)), str(file))
    if told.get("format") != FORMAT:
        refuse(str(file), "is not an export of Kestrel")
    if not isinstance(told.get("version"), int) or told["version"] > VERSION:
        refuse(str(file), "was exported by a newer version of Kestrel")
    inbox = Inbox(file.parent, store.keep_file)
    return store.take_in(
        [
            _whole_of(record, inbox, f"chats[{place}]")
            for place, record in enumerate(entries(told.get("chats"), "chats"))
        ]
    )


def chosen_chats(store: Store, chats: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(card.id for card in store.chats()) if chats is None else tuple(chats)


def card_record(card: ChatCard) -> Record:
    """Without what belongs to the store and not to the chat."""
    told = ("title", "created", "changed", "folder", "pinned")
    return {name: getattr(card, name) for name in told}


def read_card(record: Record, where: str) -> ChatCard:
    return replace(read(ChatCard, record, where, id=""), trashed=None, traceless=False)


def read_part(value: object, inbox: Inbox, where: str) -> Part:
    record = fields(value, where)
    kind = KINDS.get(str(record.get("kind")))
    if kind is None:
        refuse(where, "is of an unknown kind")
    if kind is TextPart:
        return read(TextPart, record, where)
    name = read_plain(str, record.get("name", ""), f"{where}.name")
    source = inbox.get(record.get("source"), name, f"{where}.source")
    if source is None:
        return TextPart(f"({name or record['kind']}: missing)")
    assert kind in (ImagePart, VideoPart, DocumentPart)
    return read(kind, record, where, source=source)


def _whole_record(whole: Whole, put: Callable[[Part], dict[str, str]]) -> Record:
    turns = [_turn_record(turn, put) for turn in whole.turns]
    for record in turns:
        record["chosen"] = whole.chosen.get(record["id"])
    return {
        **card_record(whole.card),
        "settings": settings_record(whole.settings),
        "chosen": whole.chosen.get(None),
        "turns": turns,
    }


def _turn_record(turn: Turn, put: Callable[[Part], dict[str, str]]) -> Record:
    parts = [part_record(part, lambda _, part=part: put(part)) for part in turn.parts]
    reply = None if turn.reply is None else reply_record(turn.reply)
    return {**vars(turn), "parts": parts, "reply": reply}


def _whole_of(value: object, inbox: Inbox, where: str) -> Whole:
    record = fields(value, where)
    settings = read(ChatSettings, record.get("settings", {}), f"{where}.settings")
    chosen: dict[str | None, str] = {}
    turns: list[Turn] = []
    told = entries(record.get("turns"), f"{where}.turns")
    for place, one in enumerate(told):
        turns.append(_turn_of(one, inbox, f"{where}.turns[{place}]"))
    for above, one in [
        (None, record),
        *((turn.id, one) for turn, one in zip(turns, told, strict=True)),
    ]:
        if one.get("chosen") is not None:
            chosen[above] = read_plain(str, one["chosen"], f"{where}.chosen")
    return Whole(read_card(record, where), settings, tuple(turns), chosen)


def _turn_of(value: object, inbox: Inbox, where: str) -> Turn:
    record = fields(value, where)
    parts = tuple(
        read_part(part, inbox, f"{where}.parts[{place}]")
        for place, part in enumerate(entries(record.get("parts"), f"{where}.parts"))
    )
    turn = read(Turn, record, where, parts=parts)
    if (turn.role == "assistant") != (turn.reply is not None):
        return replace(turn, reply=Reply() if turn.role == "assistant" else None)
    return turn
