"""Moments of a film as people and models write them.

The family was trained to give times as 'mm:ss.ff', and slips to `75.3 seconds`, to a bare number or
to hours; all of them are read. What is written is always the first.
"""

import math
import re
from collections.abc import Iterator

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,3})?)")
_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:s|sec|secs|seconds?)?")
_IN_WORDS = re.compile(r"(?<![\d:.])(?:\d{1,2}:)?\d{1,3}:\d{2}(?:\.\d{1,3})?(?![\d:])")


def clock(seconds: float) -> str:
    """A moment as the family writes it: 01:02.50. Minutes go on beyond the hour."""
    hundredths = max(round(seconds * 100), 0)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"


def short_clock(seconds: float) -> str:
    """A moment for people: 0:42, 1:02:03, with tenths where it does not fall on a second."""
    tenths = max(round(seconds * 10), 0)
    hours, rest = divmod(tenths, 36000)
    minutes, left = divmod(rest, 600)
    point = f".{left % 10}" if left % 10 else ""
    whole = f"{left // 10:02}{point}"
    return f"{hours}:{minutes:02}:{whole}" if hours else f"{minutes}:{whole}"


def seconds_of(said: object) -> float | None:
    """The moment that a model or a person named; None if it is none."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        return float(said) if math.isfinite(said) and said >= 0 else None
    if not isinstance(said, str):
        return None
    words = said.strip().strip("<>").strip()
    if found := _CLOCK.fullmatch(words):
        hours, minutes, left = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(left.replace(",", "."))
    found = _COUNT.fullmatch(words)
    return float(found[1]) if found else None


def moments_in(text: str) -> Iterator[tuple[str, float]]:
    """Every time that a text names by the clock, as it is written and in seconds."""
    for found in _IN_WORDS.finditer(text):
        seconds = seconds_of(found[0])
        if seconds is not None:
            yield found[0], seconds
