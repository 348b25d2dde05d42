"""A transcript on the screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QImage

from app.ui.transcript.transcript import Transcript


@pytest.fixture
def transcript(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    made = Transcript()
    qtbot.addWidget(made)
    made.resize(990, 700)
    made.show()
    yield made
    QLocale.setDefault(before)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    path = tmp_path / "shot.png"
    image.save(str(path))
    return path
