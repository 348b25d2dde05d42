"""Measuring: the same questions every time, true answers score full, a stop loses nothing."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tools.nano import parity, texts, unseen
from tools.nano.evaluate import ROWS, Tally, collect, lost, score, score_film, table
from tools.nano.gallery import MANIFEST
from tools.nano.questions import Turn

PAINTED = ("Qt", "familiar Qt")


def tally_of(setting: str, say: str | None, count: int = 4) -> Tally:
    """What an answerer reaches that says the truth (None) or always the same."""
    tally = Tally()
    for index in range(count):
        shown = unseen.picture(setting, index)
        for turn in unseen.turns(setting, index, shown):
            score(turn.answer if say is None else say, turn, shown, tally)
    return tally


@pytest.mark.parametrize("setting", PAINTED)
def test_the_truth_scores_full(setting: str) -> None:
    tally = tally_of(setting, None)
    for row in ("where", "where box", "read", "list", "boxes", "json", "exists", "count"):
        assert tally.share(row) == 1, row
    assert tally.share("errors") == 0
    assert not set(tally.all) - set(ROWS)


def test_the_truth_about_films_and_papers_scores_full() -> None:
    tally = tally_of("papers", None, 12)
    silent = Tally()
    for index in range(30):
        shown = unseen.film(index)
        for turn in unseen.film_turns(index, shown):
            score_film(turn.answer, turn, shown, tally)
            score_film("", turn, shown, silent)
    for row in (
        "receipt",
        "table",
        "chart",
        "number",
        "amount",
        "when",
        "frame",
        "gone",
        "way",
        "json",
    ):
        assert tally.share(row) == 1, row
        assert not silent.share(row), row
    assert not set(tally.all) - set(ROWS)


def test_silence_scores_nothing() -> None:
    tally = tally_of("Qt", "")
    assert tally.share("errors") == 1
    for row in ("where", "read", "list", "boxes", "json", "exists", "count"):
        assert tally.share(row) == 0, row


@pytest.mark.parametrize("setting", PAINTED)
def test_pictures_and_questions_are_the_same_every_time(setting: str) -> None:
    one, other = (unseen.picture(setting, 5) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)
    assert unseen.turns(setting, 5, one) == unseen.turns(setting, 5, other)
    assert all(side % 32 == 0 for side in one.screen.size)


def test_words_of_the_open_setting_were_kept_from_training() -> None:
    for index in range(6):
        for element in unseen.picture("Qt", index).screen.elements:
            plain = [word for word in element.text.split() if word.isalpha() and len(word) > 3]
            assert element.role == "title" or all(map(texts.kept, plain)), element.text


def test_tables_tell_shares_and_numbers() -> None:
    whole, copy = Tally(), Tally()
    whole.add("where", 3, 4, 4)
    copy.add("where", 1, 4, 4)
    whole.add("errors", 1, 10, 10)
    copy.add("errors", 2, 10, 10)
    whole.add("list", 4, 10, 6)
    assert "| 75 % of 4 | 90 % Qt, 75 % Chromium |" in table({"Qt": whole})
    assert "| 10.0 % of 10 |" in table({"Qt": whole})
    assert "| 0.40 of 6 |" in table({"Qt": whole})
    said = lost({"Qt": whole}, {"Qt": copy}).splitlines()
    assert said[2].endswith("| 50.0 |")
    assert said[5].endswith("| 10.0 |")  # more errors: points lost
    assert said[6].endswith("| - |")


def test_what_was_measured_before_a_stop_is_told() -> None:
    def stopped() -> Iterator[tuple[str, Tally]]:
        for _ in range(2):
            tally = Tally()
            tally.add("read", 1)
            yield "Qt", tally
        raise KeyboardInterrupt

    tallies, done = collect(stopped(), 9)
    assert done == 2
    assert tallies["Qt"].cell("read") == "100 % of 2"


def test_missing_pages_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"tools\.nano\.gallery --folder .* --split held-out"):
        unseen.check(["Chromium"], 1, tmp_path / "none")
    unseen.check(["Qt"], 1, tmp_path / "none")


def test_pages_of_training_are_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"split": "train", "count": 0}))
    with pytest.raises(SystemExit, match="for training"):
        unseen.check(["Chromium"], 1, tmp_path)


def test_parity_tells_the_first_difference(tmp_path: Path) -> None:
    (tmp_path / "preprocessor_config.json").write_text('{"size": {"longest_edge": 98304}}')
    options = argparse.Namespace(folder=tmp_path, settings=["familiar Qt"], screens=2, pages=None)

    def say(pixels: np.ndarray, question: str) -> list[int]:
        return [7, len(question)]

    same, _ = parity.compare(options, say, lambda pixels, question, said: [7, len(question)])
    other, _ = parity.compare(options, say, lambda pixels, question, said: [7, 2])
    assert all(found.equal == found.answers > 0 for found in same.values())
    assert other["read"].equal == 0
    assert "token 1: port " in other["read"].first
    assert other["read"].first.endswith(", transformers 2")


def test_turns_name_their_elements() -> None:
    shown = unseen.picture("Qt", 0)
    asked: list[Turn] = unseen.turns("Qt", 0, shown)
    assert asked[0].task == "list"
    assert len({turn.question for turn in asked}) == len(asked)
