"""About how high a turn will be, before anything of it is laid out."""

from app.chat.conversation import Turn
from app.chat.message import DocumentPart, ImagePart, VideoPart

_LETTER = 6.9  # mean width at the reading size
_LINE = 23
_ASKED_WIDE = 490
_PICTURE, _CHIP = 300, 56


def estimated(turn: Turn, width: int) -> int:
    """In points, at a width of the column."""
    if turn.role == "assistant":
        thought = 36 if turn.reply and turn.reply.thinking else 0
        return 60 + thought + _lines(turn.text, width) * _LINE
    pictures = sum(isinstance(part, ImagePart) for part in turn.parts)
    chips = sum(isinstance(part, VideoPart | DocumentPart) for part in turn.parts)
    shown = _PICTURE * min(pictures, 1) + 150 * max(pictures - 1, 0) + _CHIP * chips
    return 56 + shown + min(_lines(turn.text, _ASKED_WIDE), 18) * _LINE


def _lines(text: str, width: int) -> int:
    """Breaks and what is wrapped, without a look at every line of a long text."""
    return 1 + text.count("\n") + int(len(text) * _LETTER / max(width, 100))
