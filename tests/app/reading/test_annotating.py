"""Pictures with their marks drawn on: in their own resolution, whole or not at all."""

from pathlib import Path

import pytest
from PIL import Image

from app.reading.annotating import NotDrawn, annotate, upright
from app.reading.geometry import Relative, relative_box
from app.reading.reply import Mark

MARKS = [
    Mark("Save", "", "", relative_box(100, 200, 300, 400), None),
    Mark("", "", "", None, Relative(900, 900)),
]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "shot.png"
    Image.new("RGBA", (1200, 800), (0, 0, 0, 0)).save(path)
    return path


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.WEBP"])
def test_it_has_the_pictures_own_size(picture: Path, tmp_path: Path, name: str):
    annotate(picture, MARKS, tmp_path / name)
    with Image.open(tmp_path / name) as drawn:
        assert drawn.size == (1200, 800)
        colors = drawn.convert("RGB").getcolors(maxcolors=1 << 24)
    assert colors and len(colors) > 4, "something was drawn on the white ground"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "shot.png"])


def test_it_is_turned_as_people_see_it(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "turned.jpg", exif=exif)
    assert upright(tmp_path / "turned.jpg").size == (20, 40)


def test_what_cannot_be_says_why(picture: Path, tmp_path: Path):
    with pytest.raises(NotDrawn, match="itself"):
        annotate(picture, MARKS, picture)
    with pytest.raises(NotDrawn, match=r"\.png"):
        annotate(picture, MARKS, tmp_path / "a.pdf")
    with pytest.raises(NotDrawn, match="No such"):
        annotate(picture, MARKS, tmp_path / "none" / "a.png")
    with pytest.raises(NotDrawn, match="no picture"):
        annotate(b"words", MARKS, tmp_path / "a.png")
    with pytest.raises(NotDrawn):
        annotate(picture.read_bytes()[:60], MARKS, tmp_path / "a.png")
    assert list(tmp_path.glob(".*")) == []
