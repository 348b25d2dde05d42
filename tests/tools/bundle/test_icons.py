"""The icons are what the drawings make, in all sizes, and can be told apart when they are small."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PIL.IcnsImagePlugin import IcnsFile
from pytestqt.qtbot import QtBot

from tools.bundle.icons import APPLICATION, ICONS, STATUS, application, drawn

SVG = ICONS / "kestrel.svg"
Draw = Callable[[int], np.ndarray]


@pytest.fixture
def draw(qtbot: QtBot) -> Draw:
    return lambda side: np.asarray(drawn(SVG, side)).astype(int)


def luminance(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722])


def test_the_committed_icon_is_what_its_drawing_makes(draw: Draw):
    kept, fresh = (ICONS / "Kestrel.icns").read_bytes(), application(SVG)
    for size in Image.open(BytesIO(fresh)).info["sizes"]:
        pictures = [IcnsFile(BytesIO(content)).getimage(size) for content in (kept, fresh)]
        one, other = (np.asarray(picture.convert("RGBA")).astype(int) for picture in pictures)
        assert np.abs(one - other).mean() < 1.0, size


def test_every_size_that_macos_asks_for_is_in_it(draw: Draw):
    found = {width * scale for width, _, scale in Image.open(ICONS / "Kestrel.icns").info["sizes"]}
    assert found == set(APPLICATION) - {16}, "16 is drawn from its double"


def test_it_has_the_margin_and_the_round_corners_of_macos(draw: Draw):
    alpha = draw(1024)[..., 3]
    rows = np.flatnonzero(alpha.any(axis=1))
    assert (rows[0], rows[-1]) == (100, 923), "824 of 1024 points"
    assert alpha[110, 110] == 0 and alpha[512, 110] == 255


@pytest.mark.parametrize("side", [16, 32])
def test_the_eye_stands_out_when_it_is_small(draw: Draw, side: int):
    """Amber on blue, around a dark middle: what one sees of it at 16 pixels."""
    pixels = draw(side)
    red, blue = pixels[..., 0], pixels[..., 2]
    eye = np.argwhere((red - blue > 60) & (pixels[..., 3] > 200))
    assert len(eye) >= side * side * 0.04
    assert np.abs(eye.mean(axis=0) - (side - 1) / 2).max() < side * 0.1, "in the middle"
    light = luminance(pixels)
    middle = light[side // 2, side // 2 - 1]
    assert light[tuple(eye.T)].max() - middle > 80


def test_the_status_item_is_a_template(qtbot: QtBot):
    """macOS takes the shape alone: a colour would be lost, so there is none."""
    for name, side in STATUS.items():
        kept = np.asarray(Image.open(ICONS / name).convert("RGBA")).astype(int)
        assert kept.shape == (side, side, 4)
        assert not kept[kept[..., 3] > 0][:, :3].any()
        covered = (kept[..., 3] > 128).mean()
        assert 0.1 < covered < 0.5, "neither lost nor a blot"
        fresh = np.asarray(drawn(ICONS / "status.svg", side)).astype(int)
        assert np.abs(kept - fresh).max() <= 2
