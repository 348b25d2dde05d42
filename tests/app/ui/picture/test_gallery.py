"""Decoding: upright, on white, off the window's thread, and kept."""

import io
import os
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QSize
from pytestqt.qtbot import QtBot

from app.ui.picture.decoding import PictureUnreadable, decode, size_of
from app.ui.picture.gallery import gallery
from app.ui.picture.job import Job

SAMPLE = Path(__file__).parents[4] / "resources/samples/account.png"


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_it_is_shrunk_and_tells_its_own_size():
    picture = decode(SAMPLE, QSize(192, 1000))
    assert picture.size == QSize(384, 256) and picture.image.size() == QSize(192, 128)
    assert decode(SAMPLE, None).image.size() == QSize(384, 256)


def test_it_is_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(Image.new("RGB", (40, 20)), "JPEG", exif=exif)
    assert decode(turned, None).size == QSize(20, 40) and size_of(turned) == (20, 40)
    assert decode(turned, QSize(10, 10)).image.size() == QSize(5, 10)


def test_transparent_parts_are_white_as_the_model_sees_them():
    clear = saved(Image.new("RGBA", (4, 4), (0, 0, 0, 0)))
    assert decode(clear, None).image.pixelColor(1, 1).name() == "#ffffff"


@pytest.mark.parametrize("kind", ["AVIF", "TIFF", "PPM", "WEBP", "GIF", "BMP"])
def test_formats_that_qt_or_pillow_know(kind: str):
    content = saved(Image.new("RGB", (30, 10), (200, 10, 10)), kind)
    picture = decode(content, QSize(15, 15))
    assert picture.size == QSize(30, 10) and picture.image.size() == QSize(15, 5)
    assert picture.image.pixelColor(5, 2).red() > 150 and size_of(content) == (30, 10)


@pytest.mark.parametrize("content", [b"", b"words", SAMPLE.read_bytes()[:50]])
def test_what_is_no_picture_says_so(content: bytes):
    with pytest.raises(PictureUnreadable):
        decode(content, None)
    with pytest.raises(PictureUnreadable, match="no longer there"):
        size_of(Path("/nowhere/x.png"))


def test_the_gallery_decodes_once_and_keeps(qtbot: QtBot):
    content = saved(Image.new("RGB", (64, 64)))
    key = gallery().key(content, QSize(32, 32))
    assert gallery().look_up(key) is None and gallery().look_up(key) is None
    arrived: list[object] = []
    gallery().arrived.connect(arrived.append)
    qtbot.waitUntil(lambda: gallery().look_up(key) is not None)
    assert arrived == [key]


def test_a_file_written_anew_is_another_picture(tmp_path: Path, qtbot: QtBot):
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    before = gallery().key(path, QSize(32, 32))
    Image.new("RGB", (9, 9)).save(path)
    os.utime(path, (1, 1))
    assert gallery().key(path, QSize(32, 32)) != before


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot):
    told: list[Job] = []
    job = Job(threading.get_ident)
    job.over.connect(told.append)
    with qtbot.waitSignal(job.over):
        job.begin()
    assert told == [job] and job.value != threading.get_ident() and job.error is None
    assert QCoreApplication.instance() is not None


def test_what_work_raises_is_told(qtbot: QtBot):
    job = Job(lambda: 1 // 0)
    with qtbot.waitSignal(job.over):
        job.begin()
    assert isinstance(job.error, ZeroDivisionError)
