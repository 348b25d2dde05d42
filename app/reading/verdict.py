"""What is known of something that was read: who was asked besides the model, and what came of it.

A small model reads well and errs without a sign of it, so whatever it says is `unconfirmed` until a
witness was heard: the text layer of a page, the accessibility tree, a second look at a crop, the
sum of a column. No witness promotes what another one contradicts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["confirmed", "unconfirmed", "contradicted"]
Witness: TypeAlias = Literal[
    "accessibility tree",
    "another page",  # of the same document
    "arithmetic",
    "file",
    "quotation",  # the words that the value is said to be taken from
    "second look",
    "subtitles",
    "text layer",
]


@dataclass(frozen=True)
class Evidence:
    """What one witness says. `unconfirmed` is a witness that was asked and could not tell."""

    witness: Witness
    verdict: Verdict
    words: str = ""  # what it said, where that helps: the other value, the line of the file


def verdict_of(evidence: Iterable[Evidence]) -> Verdict:
    """Of all witnesses together: one that contradicts outweighs any number that confirm."""
    heard = {item.verdict for item in evidence}
    if "contradicted" in heard:
        return "contradicted"
    return "confirmed" if "confirmed" in heard else "unconfirmed"
