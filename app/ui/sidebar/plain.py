"""An excerpt as one reads it: without the signs of Markdown and of JSON that points."""

import re
from dataclasses import replace

from app.chat.conversation import Hit

_SIGNS = re.compile(
    r"[*`~#|\\]+|__+|"  # emphasis, code, headings, tables
    r"\"(?:bbox_2d|point_2d)\"\s*:\s*\[[\d\s.,-]*\]?,?\s?|"  # a place
    r"\"(?:label|role|state)\"\s*:\s*|"
    r"[\[\]{}\"]"
)


def plain(hit: Hit) -> Hit:
    """The same hit; its spans lie where the words found now stand."""
    kept = [True] * len(hit.excerpt)
    for found in _SIGNS.finditer(hit.excerpt):
        kept[found.start() : found.end()] = [False] * (found.end() - found.start())
    for start, end in hit.spans:  # what was looked for is never left out
        kept[start:end] = [True] * (end - start)
    before = [0]
    for is_kept in kept:
        before.append(before[-1] + is_kept)
    text = "".join(letter for letter, is_kept in zip(hit.excerpt, kept, strict=True) if is_kept)
    return replace(hit, excerpt=text, spans=tuple((before[a], before[b]) for a, b in hit.spans))
