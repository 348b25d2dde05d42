"""The icons are what the drawings make, in all sizes, and can be told apart when they are small."""

import struct
from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PIL.IcnsImagePlugin import IcnsFile
from pytestqt.qtbot import QtBot

from tools.bundle.icons import ICONS, PICTURES, SMALL, STATUS, application, drawn

SVG = ICONS / "kestrel.svg"
KEPT = (ICONS / "Kestrel.icns").read_bytes()
PLACES = [16, 32, 128, 256, 512]  # points; each for ordinary and for sharp displays
Draw = Callable[[int], np.ndarray]


@pytest.fixture
def draw(qtbot: QtBot) -> Draw:
    return lambda side: np.asarray(drawn(SVG, side)).astype(int)


def entries(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at < len(content):
        name, length = struct.unpack_from(">4sI", content, at)
        yield name.decode(), content[at + 8 : at + length]
        at += length


def pictures(content: bytes) -> dict[tuple[int, int, int], np.ndarray]:
    """(width, height, scale): its pixels, as Pillow reads them."""
    file = IcnsFile(BytesIO(content))
    return {
        size: np.asarray(file.getimage(size).convert("RGBA")).astype(int)
        for size in file.itersizes()
    }


def luminance(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722])


def test_the_committed_icon_is_what_its_drawing_makes(qtbot: QtBot):
    kept, fresh = pictures(KEPT), pictures(application(SVG))
    assert kept.keys() == fresh.keys()
    for size, one in kept.items():
        assert np.abs(one - fresh[size]).mean() < 1.0, size


def test_every_size_that_macos_asks_for_is_drawn_in_that_size(draw: Draw):
    kept = pictures(KEPT)
    assert kept.keys() == {(side, side, scale) for side in PLACES for scale in (1, 2)}
    for (side, _, scale), pixels in kept.items():
        assert pixels.shape == (side * scale, side * scale, 4)
        assert np.abs(pixels - draw(side * scale)).mean() < 1.0, (side, scale)


def test_the_container_says_its_length_and_names_no_entry_twice():
    magic, length = struct.unpack_from(">4sI", KEPT)
    assert (magic, length) == (b"icns", len(KEPT))
    found = dict(entries(KEPT))
    assert len(found) == len(list(entries(KEPT)))
    assert found.keys() == PICTURES.keys() | {name for pair in SMALL for name in pair}
    for name, side in PICTURES.items():
        assert Image.open(BytesIO(found[name])).size == (side, side)


def test_it_has_the_margin_and_the_round_corners_of_macos(draw: Draw):
    alpha = draw(1024)[..., 3]
    rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (100, 923, 100, 923), "824 of 1024"
    corners = alpha[[120, 120, 903, 903], [120, 903, 120, 903]]
    assert not corners.any(), "nothing of the bird reaches beyond the plate"
    assert alpha[512, 110] == 255


@pytest.mark.parametrize("side", [16, 32])
def test_the_eye_stands_out_when_it_is_small(draw: Draw, side: int):
    """Amber around a dark middle, in a head that is lighter and darker than the sky behind it."""
    pixels = draw(side)
    red, blue = pixels[..., 0], pixels[..., 2]
    opaque = pixels[..., 3] > 200
    eye = (red - blue > 60) & (luminance(pixels) > 90) & opaque
    assert eye.sum() >= side * side * 0.03
    light = luminance(pixels)
    row, column = 480 * side // 1024, 544 * side // 1024
    assert light[eye].max() - light[row, column] > 80, "the pupil"
    sky = light[side // 2, side - 1 - side // 8]
    assert light[side // 3, 4 * side // 16] < sky - 30, "the cap"
    assert light[13 * side // 16, 8 * side // 16] > sky + 60, "the breast"


def test_the_status_item_is_a_template(qtbot: QtBot):
    """macOS takes the shape alone: a colour would be lost, so there is none."""
    for name, side in STATUS.items():
        kept = np.asarray(Image.open(ICONS / name).convert("RGBA")).astype(int)
        assert kept.shape == (side, side, 4)
        assert not kept[kept[..., 3] > 0][:, :3].any()
        covered = (kept[..., 3] > 128).mean()
        assert 0.25 < covered < 0.6, "neither lost nor a blot"
        eye = kept[7 * side // 18, 9 * side // 18, 3]
        assert eye < 64 and kept[3 * side // 18, 8 * side // 18, 3] > 200, "the eye is left out"
        fresh = np.asarray(drawn(ICONS / "status.svg", side)).astype(int)
        assert np.abs(kept - fresh).max() <= 2
