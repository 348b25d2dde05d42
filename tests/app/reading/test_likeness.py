"""Two readings of one text, and of two."""

import pytest

from app.reading.likeness import likeness, plain, verdict_between


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Save", "Save", "confirmed"),
        ("Save as…", "“Save As”", "confirmed"),
        ("Preferences", "Preterences", "confirmed"),
        ("ＡＢＣ", "abc", "confirmed"),
        ("Save", "Cancel", "contradicted"),
        ("Total", "12.50", "contradicted"),
        ("Save", "Save all files", "unconfirmed"),
        ("Save", "", "unconfirmed"),
        ("", "Save", "unconfirmed"),
        ("+", "+", "confirmed"),
        ("+", "-", "contradicted"),
        ("设置", "设置", "confirmed"),
    ],
)
def test_what_a_second_reading_says(one: str, other: str, verdict: str):
    assert verdict_between(one, other) == verdict
    assert verdict_between(other, one) == verdict


def test_signs_and_case_do_not_count():
    assert plain("  “Save-As…” ") == "save as" and likeness("A", "a") == 1
