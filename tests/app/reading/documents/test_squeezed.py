"""Texts are compared by letters and numbers, and never within a number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.squeezed import Stream, squeezed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Total:", "TOTAL"),
        ("“Rye” bread", "Rye bread"),
        ("a\u00a0b", "ab"),
        ("ﬁne", "fine"),
        ("１２", "12"),
        ("€ 12.50", "12.50 €"),
        ("−5", "-5"),
        ("co-operate", "cooperate"),
    ],
)
def test_alike(one: str, other: str):
    assert squeezed(one) == squeezed(other)


@pytest.mark.parametrize(
    ("one", "other"), [("12.50", "1250"), ("-5", "5"), ("12,5", "12.5"), ("Müller", "Muller")]
)
def test_not_alike(one: str, other: str):
    assert squeezed(one) != squeezed(other)


def places(text: str, wanted: str) -> list[list[int]]:
    return [list(run) for run in Stream.of(text.split()).places(wanted)]


def test_where_a_text_stands():
    assert places("Sub total 10.90 Total 10.90", "10.90") == [[2], [4]]
    assert places("Corner Bakery Ltd", "corner  bakery") == [[0, 1]]
    assert places("Total:10.90EUR", "10.90") == [[0]]
    assert places("per cent", "percent") == [[0, 1]]
    assert places("東京都港区", "港区") == [[0]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1200", "12"), ("12.50", "12"), ("12.50", "50"), ("112.50", "12.50"), ("stable", "table")],
)
def test_never_within_a_number_or_a_word(text: str, wanted: str):
    assert places(text, wanted) == []


@settings(deadline=None)  # two cores, many tests
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=8), st.data())
def test_any_words_are_found_where_they_were_put(words: list[str], data: st.DataObject):
    words = [word for word in " ".join(words).split() if squeezed(word)]
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = list(Stream.of(words).places(" ".join(words[start:end])))
    assert any(run.start <= start and run.stop >= end for run in found)
