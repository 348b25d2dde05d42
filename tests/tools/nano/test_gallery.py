"""Galleries: what was painted comes back, whole parts only, the same again."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import compress as old

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
        browser: Any = object()
        gallery.write(tmp_path, part, gallery.pages(browser, part, 1, "train"))
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


def test_galleries_of_before_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "_packed", lambda data: data if data[:1] == b"{" else old(data, 4))
    part = Part(2, (64, 32), 1, 2)
    gallery.write(folder, part, _painted())
    assert len(read := Gallery(folder)) == 13
    assert np.array_equal(read.picture(11).pixels, next(_painted())[0])
    assert read.record(11) == read.record(0)


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


def test_screens_of_qt_come_back_as_they_were_painted(tmp_path: Path) -> None:
    part = Part(3, (256, 128), 1, 3)
    gallery.write(tmp_path, part, gallery.dialogs(None, part, 1, "train"))
    read, fresh = Gallery(tmp_path, tmp_path), gallery.dialogs(None, part, 1, "train")
    assert len(read) == 6
    for index, (pixels, record) in zip(range(3), fresh, strict=False):
        picture = read.picture(index)
        assert np.array_equal(picture.pixels, pixels)
        assert [element.text for element in picture.screen.elements] == [
            text for _, text, _, _ in record.elements
        ]
        assert {ink.element for ink in picture.inks} == set(range(len(record.elements)))
        assert all(isinstance(ink.edges, tuple) for ink in picture.inks)
