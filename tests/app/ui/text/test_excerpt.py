"""Markdown as words alone."""

import pytest

from app.ui.text.excerpt import plain_excerpt


@pytest.mark.parametrize(
    ("markdown", "length", "expected"),
    [
        ("**Save** [1](box:1) is there", 80, "Save 1 is there"),
        ("# Title\n\nText", 80, "Title Text"),
        ("One two three four", 12, "One two…"),
        ("```python\nx = 1\n```", 80, "x = 1"),
        ("", 80, ""),
        ("word", 4, "word"),
    ],
)
def test_excerpts(markdown: str, length: int, expected: str):
    assert plain_excerpt(markdown, length) == expected


def test_an_excerpt_of_a_long_text_is_short_and_says_so():
    found = plain_excerpt("wonderful " * 100_000, 60)
    assert len(found) <= 60
    assert found.endswith("wonderful…")
