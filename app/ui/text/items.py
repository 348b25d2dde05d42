"""What a shown text consists of, as plain values: paragraphs of runs, and tables of them.

They are compared to find what a longer text changes, so they hold no colour and no Qt.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

STEP = 22  # a level of a list
QUOTE_STEP = 16  # a level of a quotation

Thing: TypeAlias = Literal["", "badge", "math", "display", "box", "checked"]


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look. `ink` names a colour of code (see colours.py)."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""
    ink: str = ""


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one style; or one `thing`, whose `text` is its number or its TeX."""

    text: str
    style: Style = PLAIN
    thing: Thing = ""


Runs: TypeAlias = tuple[Run, ...]
Kind: TypeAlias = Literal["text", "heading", "code-head", "code", "rule", "display"]


@dataclass(frozen=True, slots=True)
class Para:
    """One block of the document. Measures are points."""

    runs: Runs = ()
    kind: Kind = "text"
    level: int = 0  # of a heading
    indent: int = 0
    bars: tuple[int, ...] = ()  # of the quotations it stands in: how far from the left
    marker: str = ""  # of a list item: "•", "3.", or "☐" and "☑" of a task
    above: int = 0
    below: int = 10
    language: str = ""  # of code
    joined: bool = False  # goes on the one before: a line too long for one block

    @property
    def left(self) -> int:
        return self.indent + len(self.bars) * QUOTE_STEP


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row is as long as the head."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...] = ()
    aligns: tuple[str, ...] = field(default=())
    indent: int = 0


Item: TypeAlias = Para | Grid


def plain(runs: Runs) -> str:
    """The letters alone; of a formula its TeX, of a badge its number."""
    return "".join(run.text.replace("\u2028", "\n") for run in runs)
