"""Documents are opened as pages, and what is none says so in one line."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.reading.documents import opening
from app.reading.documents.opening import (
    DocumentUnreadable,
    PasswordNeeded,
    open_document,
    page_numbers,
)
from app.reading.geometry import whole_box
from tests.fixtures.documents import (
    HEIGHT,
    RECEIPT,
    WIDTH,
    Line,
    form_pdf,
    picture_bytes,
    scan,
    truncated,
    write_pdf,
)

_PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<<%s>>endobj\n%strailer<</Root 1 0 R>>\n%%%%EOF"
)


def refusal(path: Path, password: str | None = None) -> str:
    with pytest.raises(DocumentUnreadable) as caught, open_document(path, password) as document:
        document.sheet(1)
    told = str(caught.value)
    assert "\n" not in told and path.name in told
    return told


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_stand_where_their_ink_is(tmp_path: Path, turned: int):
    lines = (Line(100, 120, "Kestrel"), Line(200, 300, "hovers", 20))
    path = write_pdf(tmp_path / "a.pdf", lines, size=(420, 420), turned=turned)
    with open_document(path) as document:
        sheet = document.sheet(1)
    assert [word.text for word in sheet.words] == ["Kestrel", "hovers"]
    ink = sheet.picture.convert("L")
    for word in sheet.words:
        box = whole_box(word.box, sheet.size)
        assert darkest(ink.crop(box)) < 60
        ImageDraw.Draw(ink).rectangle(box, fill=255)
    assert darkest(ink) > 200, "no ink is left outside of the boxes"


def darkest(picture: Image.Image) -> int:
    return next(shade for shade, count in enumerate(picture.histogram()) if count)


def test_a_page_is_drawn_at_the_dots_asked_for_and_within_the_limit(tmp_path: Path):
    path = write_pdf(tmp_path / "a.pdf", RECEIPT)
    with open_document(path) as document:
        assert document.sheet(1, dpi=72).size == (round(WIDTH), round(HEIGHT))
        large = document.sheet(1, dpi=6000, limit=1_000_000).size
    assert 980_000 < large[0] * large[1] <= 1_000_000


def test_a_page_of_any_size_stays_bounded(tmp_path: Path):
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000000 %d]>>endobj\n"
    for height in (7_000_000, 1):
        path = tmp_path / "huge.pdf"
        path.write_bytes(_PDF % (b"/Type/Pages/Kids[3 0 R]/Count 1", page % height))
        with open_document(path) as document:
            width, tall = document.sheet(1).size
        assert 0 < width * tall <= opening.PIXELS * 1.1


def test_a_tiff_of_several_pages(tmp_path: Path):
    pdf = write_pdf(tmp_path / "a.pdf", RECEIPT, (Line(60, 80, "second"),))
    with open_document(scan(pdf, tmp_path / "a.tiff", dpi=72)) as document:
        assert document.count == 2 and document.name == "a.tiff"
        first, second = document.sheet(1), document.sheet(2)
        assert document.sheet(1).png == first.png, "pages are read in any order"
    assert first.size == second.size == (round(WIDTH), round(HEIGHT))
    assert first.words == () and first.png != second.png


def test_pictures_are_seen_as_people_see_them(tmp_path: Path):
    turned = Image.new("RGB", (60, 20), "red")
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(tmp_path / "turned.jpg", exif=exif)
    Image.new("RGBA", (60, 20), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    Image.new("I;16", (60, 20), 40_000).save(tmp_path / "deep.png")
    with open_document(tmp_path / "turned.jpg") as document:
        assert document.sheet(1).size == (20, 60)
    with open_document(tmp_path / "clear.png") as document:
        assert document.sheet(1).picture.getpixel((5, 5)) == (255, 255, 255)
    with open_document(tmp_path / "deep.png") as document:
        assert document.sheet(1).picture.getpixel((5, 5)) == (156, 156, 156)


def test_a_large_picture_is_made_smaller(tmp_path: Path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (4000, 3000), "white").save(path)
    with open_document(path) as document:
        width, height = document.sheet(1).size
    assert width * height <= opening.PIXELS and abs(width / height - 4 / 3) < 0.01


def test_passwords(tmp_path: Path):
    path = write_pdf(tmp_path / "locked.pdf", RECEIPT, password="falcon")
    with pytest.raises(PasswordNeeded, match="is encrypted; give its password"):
        open_document(path).__enter__()
    with pytest.raises(PasswordNeeded, match="does not open with this password"):
        open_document(path, "sparrow").__enter__()
    with open_document(path, "falcon") as document:
        assert document.sheet(1).words[0].text == "Corner"


def test_what_cannot_be_read_says_why(tmp_path: Path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "words.txt").write_text("hello")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (tmp_path / "none.pdf").write_bytes(_PDF % (b"/Type/Pages/Kids[]/Count 0", b""))
    (tmp_path / "loop.pdf").write_bytes(_PDF % (b"/Type/Pages/Kids[2 0 R]/Count 99999999", b""))
    (tmp_path / "cut.png").write_bytes(picture_bytes()[:50])
    truncated(write_pdf(tmp_path / "cut.pdf", RECEIPT))
    assert "is empty" in refusal(tmp_path / "empty.pdf")
    assert "does not exist" in refusal(tmp_path / "gone.pdf")
    assert "no PDF and no picture" in refusal(tmp_path / "words.txt")
    assert "is no file; name a PDF or a picture" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe.pdf")
    assert "pipe.pdf is no file" in refusal(tmp_path / "pipe.pdf"), "and is not waited for"
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "anim.gif", save_all=True, append_images=frames[1:])
    assert "anim.gif is animated" in refusal(tmp_path / "anim.gif")
    for name in ("broken.pdf", "none.pdf", "loop.pdf", "cut.png", "cut.pdf"):
        assert "is damaged" in refusal(tmp_path / name), name


def test_a_page_that_takes_forever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.reading.documents.pdf.SECONDS", -1.0)
    many = [Line(60, 20 + at % 800, "ink " * 10) for at in range(500)]
    path = write_pdf(tmp_path / "slow.pdf", many)
    with open_document(path) as document, pytest.raises(DocumentUnreadable, match="takes longer"):
        document.sheet(1)


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "PAGES", 1)
    assert "more than 1; split it" in refusal(write_pdf(tmp_path / "long.pdf", RECEIPT, RECEIPT))


def test_far_too_many_pixels_are_refused(tmp_path: Path):
    path = tmp_path / "vast.png"
    Image.new("1", (20_000, 6_000)).save(path)
    assert "more than 100 megapixels" in refusal(path)


@settings(deadline=None)  # two cores, many tests
@given(st.binary(max_size=300))
def test_any_bytes_behind_the_name_of_a_pdf_end_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, rest: bytes
):
    path = tmp_path_factory.mktemp("any") / "any.pdf"
    path.write_bytes(b"%PDF-1.7\n" + rest)
    refusal(path)


def test_pages_by_their_numbers():
    assert page_numbers("", 3) == (1, 2, 3)
    assert page_numbers("2-3, 1,2", 3) == (1, 2, 3)
    for wrong in ("0", "4", "3-2", "x", "1-", "-1", "1,,2", "9" * 30):
        with pytest.raises(DocumentUnreadable):
            page_numbers(wrong, 3)


def test_what_was_filled_into_a_form_is_drawn_and_is_a_word(tmp_path: Path):
    with open_document(form_pdf(tmp_path / "form.pdf", "Ada Lovelace")) as document:
        sheet = document.sheet(1)
    assert [word.text for word in sheet.words] == ["Applicant", "Ada", "Lovelace"]
    field = sheet.words[1].box
    assert darkest(sheet.picture.convert("L").crop(whole_box(field, sheet.size))) < 60
    assert field.start.x / sheet.size[0] == pytest.approx(150 / 400, abs=0.01)
    assert field.end.y / sheet.size[1] == pytest.approx(60 / 300, abs=0.01)
