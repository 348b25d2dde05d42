"""What is read of a document: pages as they are shown, blocks on them, fields of a form.

All boxes are in pixels of the page as `Sheet` shows it. Whatever a model said carries its evidence;
its verdict is computed from that and never stored, so nothing can be promoted by hand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from PIL import Image

from app.chat.message import ImagePart
from app.reading.crops import png
from app.reading.geometry import PixelBox
from app.reading.reply import Unread
from app.reading.verdict import Evidence, Verdict, verdict_of

DPI = 150  # small print is legible, and a page of A4 stays nearly within `PIXELS`
PIXELS = 2048 * 32 * 32  # of a page as it is shown: the family's cookbook, 2048 visual tokens

# Controls, marks that turn the direction of writing, and what is no letter at all.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Size: TypeAlias = tuple[int, int]  # width, height in pixels
Rows: TypeAlias = tuple[tuple[str, ...], ...]
Path: TypeAlias = tuple[str | int, ...]  # keys and places in lists, from the outermost
Value: TypeAlias = str | float | int | bool | None
Json: TypeAlias = dict[str, Any]  # Any: what json.dumps takes
BlockKind: TypeAlias = Literal["heading", "paragraph", "list", "table", "image", "other"]


@dataclass(frozen=True)
class Word:
    """A word of the text layer, and where it stands."""

    text: str
    box: PixelBox


@dataclass(frozen=True)
class Sheet:
    """A page as the model and people see it. `words` is the text layer: empty in pictures."""

    number: int  # from 1
    picture: Image.Image  # RGB
    words: tuple[Word, ...] = ()

    @property
    def size(self) -> Size:
        return self.picture.size

    @property
    def png(self) -> bytes:
        """The picture as a PNG file."""
        return png(self.picture)

    @property
    def part(self) -> ImagePart:
        """The page as it is shown to a model."""
        return ImagePart(self.png, f"page {self.number}")


@dataclass(frozen=True)
class Block:
    """A piece of a page. Of a table `rows` are its cells; a list has a line of `text` per entry."""

    kind: BlockKind
    text: str
    box: PixelBox | None = None
    rows: Rows = ()
    level: int = 0  # of a heading: 1 is the highest
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)


@dataclass(frozen=True)
class PageReading:
    """The blocks of one page in the order they were told, and what of the reply was unreadable."""

    number: int  # of the page, from 1
    size: Size
    blocks: tuple[Block, ...]
    unread: tuple[Unread, ...] = ()
    whole: bool = True  # False: the answer was cut off or ran in circles, so the page lacks its end


@dataclass(frozen=True)
class Field:
    """One value that a schema asks for. `None` is what is not there or cannot be read.

    `value` is what the model claims, set aside or not; `Extraction.value` holds what stands.
    """

    path: Path
    value: Value = None
    page: int | None = None
    box: PixelBox | None = None
    quotation: str = ""  # the words of the page that the value was taken from
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)

    @property
    def stands(self) -> bool:
        """Whether no witness of the reading contradicts it.

        A sum that is wrong may be the document's own mistake; the value is on the page all the
        same. It is marked as contradicted, and stays.
        """
        against = [item for item in self.evidence if item.verdict == "contradicted"]
        return self.value is not None and all(item.witness == "arithmetic" for item in against)

    @property
    def name(self) -> str:
        """The path in words: `items[2].price`, counted from 1 as people count."""
        steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.path]
        return "".join(steps).removeprefix(".")


@dataclass(frozen=True)
class Extraction:
    """All fields of a document. One path has several fields where its pages disagree."""

    source: str  # the file's name
    schema: str  # the schema's name
    fields: tuple[Field, ...]
    value: Json  # in the form of the user's schema; null is what is not there or does not stand
    problems: tuple[str, ...] = ()  # each a sentence for people
    pages: Mapping[int, Size] = field(default_factory=dict)  # those that were read
    whole: bool = True  # False: a page was left out, or an answer was cut off

    @property
    def found(self) -> tuple[Field, ...]:
        """The fields that have a value."""
        return tuple(item for item in self.fields if item.value is not None)


def table_tsv(rows: Sequence[Sequence[str]]) -> str:
    """A table as spreadsheets take it from the clipboard: tabs between cells, a line a row.

    A cell that a spreadsheet would compute (`=1+1` on a hostile page) is given as a text.
    """
    return "".join("\t".join(cell_text(cell) for cell in row) + "\r\n" for row in rows)


def cell_text(text: str) -> str:
    """The words of a cell on one line, so that no spreadsheet takes them for a formula.

    Control characters are replaced: a terminal that shows the file would obey them.
    """
    line = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    formula = line[:1] in ("=", "+", "-", "@") and not _is_number(line)
    return f"'{line}" if formula else line


def _is_number(text: str) -> bool:
    return all(letter in "+-.,%'  \u202f" or letter.isdigit() for letter in text)
