"""What is made of drops and pastes, by content and not by name."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from app.chat.document import LARGEST
from app.chat.message import DocumentPart, ImagePart, VideoPart
from app.ui.composer.intake import LONG, parts_from, parts_of
from tests.fixtures.documents import RECEIPT, scan, write_pdf
from tests.fixtures.films import write_film

PNG = Path("resources/samples/menu.png")
pytestmark = pytest.mark.usefixtures("qapp")


def dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_files_by_content(tmp_path: Path):
    picture = tmp_path / "picture.txt"
    picture.write_bytes(PNG.read_bytes())
    film = write_film(tmp_path / "film.mp4", 10)
    film = film.rename(tmp_path / "film.png")
    text = tmp_path / "words"
    text.write_text("Größe 大小\n" * 500)
    wide = tmp_path / "wide.csv"
    wide.write_bytes("a;b\n".encode("utf-16"))
    taken = parts_from(dropped(picture, film, text, wide))
    assert taken.parts == (
        ImagePart(picture, "picture.txt"),
        VideoPart(film, "film.png"),
        DocumentPart(text, "words"),
        DocumentPart(wide, "wide.csv"),
    )
    assert not taken.refused


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.docx", b"PK\x03\x04 and so on", "paste the text"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "paste the text"),
        ("a.jpg", b"\x00\x00\x00\x18ftypheic", "as JPEG"),
        ("a.cr2", b"II*\x00\x10\x00\x00\x00CR", "as JPEG"),
        ("a.m4a", b"\x00\x00\x00\x20ftypM4A ", "transcript"),
        ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "transcript"),
        ("a.mp3", b"ID3\x04\x00", "transcript"),
        ("a.zip", b"PK\x03\x04 and so on", "unpack it"),
        ("a.psd", b"8BPS\x00\x01", "as PNG"),
        ("a.bin", bytes(range(256)), "neither picture, clip nor text"),
        ("a.txt", b"", "empty"),
    ],
)
def test_what_is_not_taken_says_what_to_do(tmp_path: Path, name: str, content: bytes, remedy: str):
    (tmp_path / name).write_bytes(content)
    taken = parts_of([tmp_path / name, PNG])
    assert taken.parts == (ImagePart(PNG, "menu.png"),)
    ((refused, reason),) = taken.refused
    assert refused == name
    assert remedy in reason


def test_what_is_gone(tmp_path: Path):
    taken = parts_of([tmp_path / "no.png"])
    assert [reason.split(";")[0] for _, reason in taken.refused] == [
        "It cannot be read (No such file or directory)",
    ]


def test_what_is_of_several_parts_is_left_to_be_unpacked(tmp_path: Path):
    pdf = write_pdf(tmp_path / "words.txt", RECEIPT)
    paged = scan(write_pdf(tmp_path / "two.pdf", RECEIPT, RECEIPT), tmp_path / "two.tif", 20)
    single = scan(pdf, tmp_path / "one.tif", 20)
    taken = parts_from(dropped(pdf, paged, single, tmp_path))
    assert taken.packed == (pdf, paged, tmp_path)
    assert taken.parts == (ImagePart(single, "one.tif"),)
    assert not taken.refused


def test_a_text_file_too_large(tmp_path: Path):
    with (tmp_path / "a.log").open("wb") as file:
        file.write(b"words\n" * 1000)
        file.truncate(LARGEST + 1)
    ((_, reason),) = parts_of([tmp_path / "a.log"]).refused
    assert "larger than 2 MB" in reason


def test_pasted_bytes_of_a_picture_are_kept_as_they_are():
    mime = QMimeData()
    mime.setData("image/png", PNG.read_bytes())
    assert parts_from(mime).parts == (ImagePart(PNG.read_bytes(), "Pasted picture.png"),)


def test_pasted_pixels_with_words():
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    mime = QMimeData()
    mime.setImageData(image)
    mime.setText("words")
    taken = parts_from(mime)
    assert taken.text == "words"
    (part,) = taken.parts
    assert isinstance(part, ImagePart)
    assert isinstance(part.source, bytes)
    again = QImage.fromData(part.source)
    assert again.size() == image.size()
    assert again.pixelColor(5, 5) == image.pixelColor(5, 5)


def test_the_name_of_a_copied_file_is_not_pasted():
    mime = dropped(PNG)
    mime.setText("menu.png")
    taken = parts_from(mime)
    assert (len(taken.parts), taken.text) == (1, "")


def test_an_address_is_words():
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.png")])
    assert parts_from(mime).text == "https://example.org/a.png"


def test_a_long_paste_is_a_document():
    mime = QMimeData()
    mime.setText("ü" * (LONG + 1))
    taken = parts_from(mime)
    assert taken.text == ""
    assert taken.parts == (DocumentPart(("ü" * (LONG + 1)).encode(), "Pasted text.txt"),)
