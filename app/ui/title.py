"""What a chat is called before anybody names it: the first words of its first question."""

from pathlib import Path

from app.chat.message import Part, TextPart, words_of

LONGEST = 60  # characters


def title_of(parts: tuple[Part, ...]) -> str:
    """In one line; the name of the first attachment where nothing was said."""
    words = " ".join(words_of(parts).split())
    if len(words) > LONGEST:
        cut = words[:LONGEST].rsplit(" ", 1)[0]
        words = f"{cut.rstrip(' ,.;:')}…"
    return words or next((_name(part) for part in parts if not isinstance(part, TextPart)), "")


def _name(part: Part) -> str:
    assert not isinstance(part, TextPart)
    return part.name or (part.source.name if isinstance(part.source, Path) else "")
