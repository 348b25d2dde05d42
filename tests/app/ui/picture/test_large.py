"""Pictures that Qt would refuse with a warning, which is no way to tell anybody."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImageReader

from app.ui.composer.thumbnails import small
from app.ui.picture.decoding import decode


def test_a_picture_above_the_limit_of_qt_is_read_without_a_warning(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / "large.png"
    Image.new("RGB", (1200, 900), "teal").save(path)
    before = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(1)
    try:
        assert small(path).isNull()
        picture = decode(path, QSize(120, 90))
    finally:
        QImageReader.setAllocationLimit(before)
    assert (picture.size.width(), picture.image.width()) == (1200, 120)
    assert "limit" not in capfd.readouterr().err
