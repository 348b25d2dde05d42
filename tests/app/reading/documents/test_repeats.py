"""A row told twice, from the same words at the same place, is one row."""

from app.reading.documents.claims import Claim
from app.reading.documents.forms import Leaf
from app.reading.documents.repeats import without_repeats
from app.reading.documents.values import Field
from app.reading.geometry import pixel_box

LEAF = Leaf(("string",))


def row(at: int, text: str, y: float) -> list[Claim]:
    box = pixel_box(10, y, 200, y + 20)
    named = Claim(Field(("rows", at, "name"), text, 1, box, text), LEAF)
    return [named, Claim(Field(("rows", at, "note")), LEAF)]


def test_circles_are_left_out_and_the_rest_moves_up():
    title = Claim(Field(("title",), "List", 1, pixel_box(0, 0, 9, 9), "List"), LEAF)
    told = [
        title,
        *row(0, "bread", 100),
        *row(1, "bread", 101),
        *row(2, "bread", 99),
        *row(3, "cake", 140),
    ]
    kept, problems = without_repeats(told)
    assert [claim.field.name for claim in kept if claim.field.value] == [
        *("title", "rows[1].name", "rows[2].name")
    ]
    assert kept[-2].field.value == "cake"
    (problem,) = problems
    assert "rows[2] repeats rows[1]" in problem and "1 more" in problem


def test_the_same_words_on_another_line_are_another_row():
    told = [*row(0, "bread", 100), *row(1, "bread", 140)]
    assert without_repeats(told) == (tuple(told), ())


def test_without_places_nobody_can_tell():
    bare = [Claim(Field(("rows", at, "name"), "bread", 1, None, "bread"), LEAF) for at in (0, 1)]
    assert without_repeats(bare) == (tuple(bare), ())
