"""What was read of the document that is open, and where each piece of it stands on its page."""

from dataclasses import dataclass, field

from app.reading.documents.values import Block, Extraction, Field, PageReading, Rows, Size
from app.reading.geometry import PixelBox
from app.ui.documents.boxes import Place
from app.ui.documents.rows import value_words


@dataclass
class Shelf:
    """Pages by their numbers, and the fields of the last form."""

    readings: dict[int, PageReading] = field(default_factory=dict[int, PageReading])
    lost: dict[int, str] = field(default_factory=dict[int, str])
    extraction: Extraction | None = None

    def clear(self) -> None:
        self.readings.clear()
        self.lost.clear()
        self.extraction = None

    def blocks(self, number: int) -> tuple[Block, ...]:
        reading = self.readings.get(number)
        return reading.blocks if reading is not None else ()

    def block_places(self, number: int) -> "Shown":
        """Of a page's text; a block without a place is in none."""
        blocks = self.blocks(number)
        boxed = [(i, block, block.box) for i, block in enumerate(blocks) if block.box is not None]
        reading = self.readings.get(number)
        return Shown(
            tuple(Place(_start(b.text), b.kind, b.verdict, box) for _, b, box in boxed),
            tuple(place for place, _, _ in boxed),
            reading.size if reading is not None else None,
        )

    def field_places(self, number: int) -> "Shown":
        """Of the fields that stand on a page."""
        if self.extraction is None:
            return Shown()
        found = [(f, f.box) for f in self.extraction.found if f.page == number]
        boxed = [(f, box) for f, box in found if box is not None]
        return Shown(
            tuple(_field_place(f, box) for f, box in boxed),
            tuple(f for f, _ in boxed),
            self.extraction.pages.get(number),
        )

    def table(self, number: int, chosen: int) -> Rows:
        """The table that is chosen on a page, else the first one there."""
        blocks = self.blocks(number)
        wanted = blocks[chosen : chosen + 1] if chosen >= 0 else ()
        tables = [block.rows for block in (*wanted, *blocks) if block.rows]
        return tables[0] if tables else ()


@dataclass(frozen=True)
class Shown:
    """Places on a page, and what each stands for: a block's place in the text, or a Field."""

    places: tuple[Place, ...] = ()
    things: tuple[int | Field, ...] = ()
    size: Size | None = None

    def number_of(self, thing: object) -> int:
        """The mark of a thing, from 1; 0 where it has none here."""
        return self.things.index(thing) + 1 if thing in self.things else 0


def _field_place(item: Field, box: PixelBox) -> Place:
    return Place(f"{item.name}: {value_words(item)}", "", item.verdict, box)


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
