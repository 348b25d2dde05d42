"""Totals of tables are recomputed where it is clear what they add up."""

import pytest

from app.reading.documents.table_sums import table_sums
from app.reading.documents.values import Rows

HEAD = ("item", "count", "price")


def verdicts(*rows: tuple[str, ...], attested: bool = False) -> list[tuple[str, str]]:
    told = table_sums((HEAD, *rows), attested=attested)
    assert {item.witness for item in told} <= {"arithmetic"}
    return [(item.verdict, item.words) for item in told]


def test_a_total_that_adds_up():
    told = verdicts(
        ("bread", "2", "€ 3,20"), ("cake", "1", "1.004,50"), ("Total", "3", "1.007,70 €")
    )
    assert [verdict for verdict, _ in told] == ["confirmed", "confirmed"]


def test_a_total_that_does_not():
    told = verdicts(("bread", "", "3.20"), ("cake", "", "4.50"), ("Gesamt", "", "7.80"))
    assert told == [("contradicted", "column 3: the rows add up to 7.70, the total says 7.80")]
    assert (
        verdicts(("bread", "", "3.20"), ("cake", "", "4.50"), ("Sum", "", "7.80"), attested=True)[
            0
        ][0]
        == "unconfirmed"
    ), "the page itself says so"


@pytest.mark.parametrize(
    "rows",
    [
        (("a", "", "1"), ("Total", "", "1")),
        (("a", "", "1"), ("b", "", "2")),
        (("a", "", "1"), ("b", "", "2 of 3"), ("Total", "", "5")),
        (("a", "", "1"), ("b", "", "2"), ("Subtotal", "", "3"), ("c", "", "4"), ("Total", "", "7")),
        (("a", "", "1,234"), ("b", "", "2,345"), ("Total", "", "3,579")),
        (("a", "", "1"), ("b", "", "2"), ("Totally", "", "9")),
    ],
    ids=["one row", "no total", "no number", "subtotals", "two readings", "another word"],
)
def test_what_is_not_clear_is_left_alone(rows: tuple[tuple[str, ...], ...]):
    assert [v for v, _ in verdicts(*rows) if v == "contradicted"] == []


def test_no_table():
    empty: Rows = ()
    assert table_sums(empty, attested=False) == ()
