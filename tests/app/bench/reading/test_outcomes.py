"""Outcomes kept in a file: a run goes on where it stopped, and never mixes two checkpoints."""

from pathlib import Path

import pytest

from app.bench.reading.outcomes import Failed, Kept, Looked, ResultsUnfit, Told

FACTS = {"checkpoint": "a", "data": "b"}
LOOKED = Looked("qt", "1", "Save", "text", False, "wrong", "right", "place", "confirmed", 2, 0.5)
TOLD = Told("qt", "1", 3, 3, 2, 3, 3, 3, 2, (2, 2), (1, 1), (0, 0), False, 4, 1.0)
FAILED = Failed("qt", "2", "Open", "it burns")


def test_what_was_kept_comes_back_but_for_what_failed(tmp_path: Path):
    path = tmp_path / "kept.jsonl"
    with Kept(path, FACTS) as kept:
        for outcome in (LOOKED, FAILED, TOLD):
            kept.add(outcome)
    with Kept(path, FACTS) as again:
        assert again.outcomes == [LOOKED, TOLD]
        again.add(LOOKED)
    with Kept(path, FACTS) as third:
        assert third.outcomes == [LOOKED, TOLD, LOOKED]


def test_a_line_that_was_cut_off_is_forgotten(tmp_path: Path):
    path = tmp_path / "kept.jsonl"
    with Kept(path, FACTS) as kept:
        kept.add(LOOKED)
        kept.add(TOLD)
    path.write_bytes(path.read_bytes()[:-30])
    with Kept(path, FACTS) as again:
        assert again.outcomes == [LOOKED]
        again.add(TOLD)
    with Kept(path, FACTS) as third:
        assert third.outcomes == [LOOKED, TOLD]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"checkpoint": "z", "data": "b"}\n', "another checkpoint"),
        ("not json\n", "no results"),
        ("cut off before its first line", "no results"),
        ('{"checkpoint": "a", "data": "b"}\n{"outcome": "Looked"}\n', "another version"),
        ('{"checkpoint": "a", "data": "b"}\n7\n', "another version"),
    ],
)
def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path, text: str, why: str):
    path = tmp_path / "kept.jsonl"
    path.write_text(text)
    with pytest.raises(ResultsUnfit, match=why):
        Kept(path, FACTS)
    assert path.read_text() == text


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path):
    with pytest.raises(ResultsUnfit, match="name another file"):
        Kept(tmp_path / "none" / "kept.jsonl", FACTS)


def test_without_a_file_outcomes_are_kept_in_memory():
    with Kept(None, FACTS) as kept:
        kept.add(TOLD)
    assert kept.outcomes == [TOLD]
