"""Rendered screens tell the truth: what the boxes enclose is there, at every scale and theme."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.bench.reading.material import Screen, Truth, load
from tools.material import chromium, qt, web

needs_chromium = pytest.mark.skipif(
    chromium.program() is None, reason="needs Chromium: apt-get install chromium"
)
ROOT = Path(__file__).parents[3]


def loaded(folder: Path) -> list[Screen]:
    material = load(folder)
    assert not material.left_out
    return list(material.screens)


def pixel(image: Image.Image, x: float, y: float) -> tuple[int, int, int]:
    red, green, blue = image.convert("RGB").getpixel((int(x), int(y)))  # type: ignore[misc]
    return red, green, blue


def is_edge(image: Image.Image, truth: Truth) -> bool:
    """Whether a filled box ends where it is said to: another colour begins just outside."""
    x = (truth.box.start.x + truth.box.end.x) / 2
    below = truth.box.end.y
    return pixel(image, x, below - 2) != pixel(image, x, below + 1)


@pytest.mark.slow
def test_qt_at_two_scales_is_the_same_screen(tmp_path: Path):
    for scale in (1, 2):
        qt.painted(tmp_path / str(scale), scale, "light", 3, 800_000)
    ones, twos = loaded(tmp_path / "1"), loaded(tmp_path / "2")
    for one, two in zip(ones, twos, strict=True):
        assert one.elements and two.elements
        with Image.open(one.picture) as small, Image.open(two.picture) as large:
            assert large.size == (small.width * 2, small.height * 2)
        for element, other in zip(one.elements, two.elements, strict=True):
            assert (element.role, element.text, element.state) == (
                other.role,
                other.text,
                other.state,
            )
            assert other.box.end.x == 2 * element.box.end.x
            assert other.box.start.y == 2 * element.box.start.y
        assert [t.words for t in one.targets] == [t.words for t in two.targets], "asked alike"


@pytest.mark.slow
def test_boxes_of_qt_end_where_its_controls_end(tmp_path: Path):
    qt.painted(tmp_path, 2, "dark", 12, 800_000)
    seen = 0
    for screen in loaded(tmp_path):
        with Image.open(screen.picture) as image:
            for element in screen.elements or ():
                if element.role in ("field", "title") and element.box.end.y + 2 < image.height:
                    assert is_edge(image, element), (screen.name, element)
                    seen += 1
    assert seen > 3


@needs_chromium
@pytest.mark.parametrize(("scale", "theme"), [(1, "light"), (2, "dark")])
def test_boxes_of_pages_end_where_their_controls_end(scale: int, theme: str):
    seen = 0
    with chromium.Chromium() as browser:
        for shot in web.shots(browser, "chromium", scale, theme, 8, 800_000):
            assert shot.image.width in (256 * scale, 320 * scale, 384 * scale)
            for thing in shot.things:
                x1, y1, x2, y2 = thing.box
                assert 0 <= x1 < x2 <= shot.image.width and 0 <= y1 < y2 <= shot.image.height
                assert thing.text or thing.name
                if thing.role in ("title", "field", "combobox", "icon"):
                    inside = pixel(shot.image, x1 + 3 * scale, (y1 + y2) / 2)
                    outside = pixel(shot.image, x1 - 1, (y1 + y2) / 2)
                    assert inside != outside, (shot.name, thing)
                    seen += 1
    assert seen > 5


@needs_chromium
def test_a_page_is_the_same_in_both_themes_and_scales():
    with chromium.Chromium() as browser:
        ways = [(1, "light"), (1, "dark"), (2, "light")]
        shots = [next(web.shots(browser, "chromium", s, t, 1, 800_000)) for s, t in ways]
    assert len({shot.key for shot in shots}) == 1 and len({shot.source for shot in shots}) == 3
    light, dark, double = ([(t.text, t.state, t.name) for t in shot.things] for shot in shots)
    assert light == dark == double
    for one, two in zip(shots[0].things, shots[2].things, strict=True):
        assert all(abs(2 * a - b) <= 1 for a, b in zip(one.box, two.box, strict=True))


@needs_chromium
def test_a_page_on_which_something_is_covered_or_cut_is_not_used():
    covered = """<main><section><span data-role="label">Save</span></section></main>
    <div style="position:fixed;inset:0;background:red"></div>"""
    cut = '<main><section><p data-role="label" style="margin-left:190px">Save</p></section></main>'
    plain = '<main><section><span data-role="label">Save</span></section></main>'
    with chromium.Chromium() as browser:
        told = []
        for page in (covered, cut, plain):
            browser.shown(f"<!doctype html>{page}", (200, 100), 1)
            told.append([thing.text for thing in web.truth(browser.value(web.MEASURE))])
    assert told == [[], [], ["Save"]]


@needs_chromium
def test_a_refused_call_and_a_failing_script_are_told():
    with chromium.Chromium() as browser:
        with pytest.raises(chromium.ChromiumFailed, match="was refused"):
            browser.call("Page.noSuchThing")
        with pytest.raises(chromium.ChromiumFailed, match="script failed"):
            browser.value("nobody.knows")
        assert browser.value("1 + 1") == 2


def test_without_a_browser_it_says_what_to_install(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "tools.material", "--out", str(tmp_path), "--screens", "0"],
        env=os.environ | {"PATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "apt-get install chromium" in done.stderr
    assert "Traceback" not in done.stderr
