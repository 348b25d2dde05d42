"""Galleries: what was painted comes back, whole parts only, the same again."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.nano import gallery
from tools.nano.gallery import Gallery, Part, parts
from tools.nano.web.sheets import Record, Size

RECORD = Record(
    (64, 32),
    "form",
    "Lato",
    1,
    [["label", "Ä b", "", [1, 2, 30, 12]]],
    [["Ä", 0, [1, 2, 8, 12], [1.5, 7.25]]],
)


def _painted(*_: Any) -> Iterator[tuple[np.ndarray, Record]]:  # noqa: ANN401  # stands for sheet
    rng = np.random.default_rng(0)
    for _number in range(5):
        yield rng.integers(0, 256, (32, 64, 3), dtype=np.uint8), RECORD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gallery, "sheet", _painted)
    for number, count in enumerate((3, 8)):  # of which the second needs two sheets
        part = Part(number, (64, 32), 1, count)
        gallery.write(None, tmp_path, part, 1, "train")  # pyright: ignore[reportArgumentType]
    return tmp_path


def test_what_was_painted_comes_back(folder: Path) -> None:
    read = Gallery(folder)
    assert len(read) == 11
    assert read.by_size == {(64, 32): list(range(11))}
    fresh = [pixels for pixels, _ in _painted()]
    for index in range(3):
        picture = read.picture(index)
        assert np.array_equal(picture.pixels, fresh[index])
        assert picture.screen.size == (64, 32)
        assert picture.screen.elements[0].box == (1, 2, 30, 12)
        assert picture.inks[0].word == "Ä" and picture.inks[0].edges == (1.5, 7.25)
    assert read.record(0)["face"] == "Lato"


def test_pixels_are_the_callers_own(folder: Path) -> None:
    read = Gallery(folder)
    read.picture(0).pixels[:] = 0
    assert read.picture(0).pixels.any()


def test_an_unfinished_part_is_not_there(folder: Path) -> None:
    (folder / "part-00001.npz").rename(folder / "part-00001.part")
    assert len(Gallery(folder)) == 3


def test_parts_hold_the_count_in_the_shares_of_sizes_and_scales() -> None:
    planned = parts(1000, 1)
    assert planned == parts(1000, 1) != parts(1000, 2)
    assert [part.number for part in planned] == list(range(len(planned)))
    sizes: Counter[Size] = Counter()
    for part in planned:
        sizes[part.size] += part.count
    assert sizes == {size: round(1000 * share) for size, share in gallery.SHARES.items()}
    assert sum(part.count for part in planned if part.scale == 2) == pytest.approx(300, abs=3)


def test_a_folder_of_other_pictures_is_refused(tmp_path: Path) -> None:
    gallery._manifest(tmp_path, "train", 10, 1)
    gallery._manifest(tmp_path, "train", 10, 1)
    assert json.loads((tmp_path / "manifest.json").read_text())["fonts"]["Lato"] == "OFL-1.1"
    with pytest.raises(SystemExit, match="other pictures"):
        gallery._manifest(tmp_path, "held-out", 10, 1)
