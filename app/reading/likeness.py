"""How alike two readings of one text are.

Two looks at the same word differ in blanks, quotation marks, an ellipsis, a letter; two different
words differ in more. In between nothing is decided.
"""

import re
import unicodedata
from difflib import SequenceMatcher

from app.reading.verdict import Verdict

ALIKE = 0.85  # from here on two readings are of one text
UNLIKE = 0.5  # below this they are of two
_SIGNS = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """Letters and digits alone, of one case and one width, with single blanks between words."""
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words; without letters only signs are compared."""
    ours, theirs = plain(one), plain(other)
    if not ours or not theirs:
        return float(one.strip() == other.strip())
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def verdict_between(one: str, other: str) -> Verdict:
    """What a second reading says of a first one. No text at all says nothing."""
    if not one.strip() or not other.strip():
        return "unconfirmed"
    alike = likeness(one, other)
    if alike >= ALIKE:
        return "confirmed"
    return "contradicted" if alike < UNLIKE and not _holds(one, other) else "unconfirmed"


def _holds(one: str, other: str) -> bool:
    """Whether one of them has the other within it, word by word: a look at more, or at less."""
    ours, theirs = f" {plain(one)} ", f" {plain(other)} "
    return bool(ours.strip() and theirs.strip()) and (ours in theirs or theirs in ours)
