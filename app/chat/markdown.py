"""Conversations as Markdown that people read, and that can be imported again.

Comments which no reader shows say where a turn begins and what belongs to it; what stands between
them is the text as it was. Markdown that others wrote is read by its headings.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.chat.checked import fields, read, read_json, read_text, refuse
from app.chat.conversation import ChatCard, ChatSettings, Reply, Turn
from app.chat.export import card_record, chosen_chats, read_card, read_part
from app.chat.files import Inbox, Outbox, check_target, file_name, write_new
from app.chat.message import ImagePart, Part, Role, TextPart
from app.chat.records import dumped, part_record, reply_record, settings_record
from app.chat.store import Store
from app.chat.whole import Whole

VERSION = 1
SPEAKERS: dict[Role, str] = {"system": "System", "user": "You", "assistant": "Kestrel"}

_MARK = re.compile(r"<!-- kestrel:([a-z]+)(?: (.*))? -->")
_LIKE_A_MARK = re.compile(r"\\*<!-- kestrel:")


def export_markdown(store: Store, chats: Iterable[str] | None, folder: Path) -> tuple[Path, ...]:
    """One file per chat, of the path that is shown; None takes all but those in the trash."""
    check_target(folder)
    outbox = Outbox(folder)
    return tuple(_export(store, chat, folder, outbox) for chat in chosen_chats(store, chats))


def import_markdown(store: Store, source: Path) -> tuple[str, ...]:
    """A file, or all of a folder: all chats or none. Returns their new ids."""
    files = sorted(source.glob("*.md")) if source.is_dir() else [source]
    if not files:
        refuse(str(source), "holds no file that ends in .md")
    return store.take_in([_whole_of(file, Inbox(file.parent, store.keep_file)) for file in files])


def _export(store: Store, chat: str, folder: Path, outbox: Outbox) -> Path:
    card = store.card(chat)
    head = {
        **card_record(card),
        "version": VERSION,
        "settings": settings_record(store.settings(chat)),
    }
    blocks = [_mark("chat", head), f"# {' '.join(card.title.split())}\n"]
    for shown in store.path(chat):
        blocks += _turn_blocks(shown.turn, outbox)
    return write_new(folder, file_name(card.title), ".md", "\n".join(blocks))


def _turn_blocks(turn: Turn, outbox: Outbox) -> Iterator[str]:
    """Each ends its last line; an empty line is set between them."""
    record: dict[str, object] = {"role": turn.role, "created": turn.created}
    if turn.reply is not None:
        record["reply"] = {**reply_record(turn.reply), "thinking": ""}
    yield _mark("turn", record)
    yield f"## {SPEAKERS[turn.role]}\n"
    if turn.reply is not None and turn.reply.thinking:
        yield f"<details><summary>Thought for {turn.reply.thought_s:.0f} s</summary>\n"
        yield _mark("thinking") + "\n" + _guarded(turn.reply.thinking) + "\n"
        yield _mark("aside") + "</details>\n"
    for part in turn.parts:
        if isinstance(part, TextPart):
            yield _mark("text") + "\n" + _guarded(part.text) + "\n"
        else:
            source = outbox.put(part)
            yield _mark("part", part_record(part, lambda _, source=source: source))
            yield _link(part, source)


def _link(part: Part, source: dict[str, str]) -> str:
    assert not isinstance(part, TextPart)
    name = re.sub(r"[\[\]\\\n\r<>]", " ", part.name) or "attachment"
    if "file" not in source:
        return f"*{name}: missing*\n"
    return f"{'!' if isinstance(part, ImagePart) else ''}[{name}]({source['file']})\n"


def _mark(kind: str, told: object = None) -> str:
    """JSON may hold what ends a comment; so written it does not."""
    if told is None:
        return f"<!-- kestrel:{kind} -->\n"
    json = dumped(told).replace("--", "\\u002d\\u002d").replace(">", "\\u003e")
    return f"<!-- kestrel:{kind} {json} -->\n"


def _guarded(text: str) -> str:
    """A line that looks like one of our marks gets a backslash, which Markdown does not show."""
    lines = text.split("\n")
    return "\n".join("\\" + line if _LIKE_A_MARK.match(line) else line for line in lines)


def _unguarded(line: str) -> str:
    return line[1:] if line.startswith("\\") and _LIKE_A_MARK.match(line) else line


@dataclass(frozen=True)
class _Block:
    """A mark, what it tells, and the text up to the next one."""

    kind: str
    told: str
    text: str
    where: str


def _whole_of(file: Path, inbox: Inbox) -> Whole:
    text = read_text(file)
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")  # an editor did that
    blocks = list(_blocks(text, str(file)))
    return _ours(blocks, inbox) if blocks else foreign(text, file)


def _blocks(text: str, file: str) -> Iterator[_Block]:
    begun: tuple[str, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), None], 1):
        mark = None if line is None else _MARK.fullmatch(line)
        if line is not None and mark is None:
            lines.append(_unguarded(line))
            continue
        if begun is not None:
            # An empty line follows the mark and one ends the block.
            yield _Block(*begun[:2], "\n".join(lines[1:-1]), begun[2])
        if mark is not None:
            begun = mark[1], mark[2] or "", f"{file}, line {number}"
        lines = []


def _ours(blocks: list[_Block], inbox: Inbox) -> Whole:
    head = blocks[0]
    if head.kind != "chat":
        refuse(head.where, "does not begin a conversation")
    record = fields(read_json(head.told, head.where), head.where)
    if not isinstance(record.get("version"), int) or record["version"] > VERSION:
        refuse(head.where, "was exported by a newer version of Kestrel")
    settings = read(ChatSettings, record.get("settings", {}), head.where)
    turns: list[Turn] = []
    for block in blocks[1:]:
        if block.kind == "turn":
            turns.append(_begun(block, turns))
        elif block.kind != "aside":
            if not turns:
                refuse(block.where, "belongs to no turn")
            turns[-1] = _with(turns[-1], block, inbox)
    return Whole(read_card(record, head.where), settings, tuple(turns))


def _begun(block: _Block, turns: list[Turn]) -> Turn:
    record = fields(read_json(block.told, block.where), block.where)
    parent = turns[-1].id if turns else None
    turn = read(Turn, record, block.where, id=str(len(turns)), parent=parent, parts=())
    reply = (turn.reply or Reply()) if turn.role == "assistant" else None
    return replace(turn, reply=reply)


def _with(turn: Turn, block: _Block, inbox: Inbox) -> Turn:
    match block.kind:
        case "text":
            part: Part = TextPart(block.text)
        case "part":
            part = read_part(read_json(block.told, block.where), inbox, block.where)
        case "thinking" if turn.reply is not None:
            return replace(turn, reply=replace(turn.reply, thinking=block.text))
        case _:
            refuse(block.where, f"is a mark of an unknown kind, “{block.kind}”")
    return replace(turn, parts=(*turn.parts, part))


_NAMES: dict[str, Role] = {
    **dict.fromkeys(("you", "user", "human", "me", "question", "prompt", "用户", "你"), "user"),
    **dict.fromkeys(("assistant", "ai", "model", "answer", "response", "bot", "助手"), "assistant"),
    **dict.fromkeys(("kestrel", "chatgpt", "claude", "gemini", "qwen", "llama"), "assistant"),
    "system": "system",
}
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s+|\*\*)(.+?)(?::?\*\*:?|\s*#*)\s*")


def foreign(text: str, file: Path) -> Whole:
    """Markdown that another program or a person wrote: a heading or a bold name says who speaks."""
    title, made = file.stem, file.stat().st_mtime
    turns: list[tuple[Role, list[str]]] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = None if fenced else _HEADING.fullmatch(line)
        role = heading and _NAMES.get(heading[1].strip().rstrip(":").casefold())
        if role:
            turns.append((role, []))
        elif turns:
            turns[-1][1].append(line)
        elif line.startswith("# "):
            title = line[2:].strip() or title
    if not turns:
        refuse(str(file), "has no heading such as “User” or “Assistant” that says who speaks")
    whole: list[Turn] = []
    for place, (role, lines) in enumerate(turns):
        parts = (TextPart("\n".join(lines).strip()),)
        reply = Reply() if role == "assistant" else None
        parent = str(place - 1) if place else None
        whole.append(Turn(str(place), parent, role, parts, made, reply))
    return Whole(ChatCard("", title, made, made), ChatSettings(), tuple(whole))
