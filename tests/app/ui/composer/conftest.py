"""A composer in a window, and an engine that answers from a script in place of the network."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.composer.composer import Composer


@pytest.fixture
def composer(qtbot: QtBot) -> Iterator[Composer]:
    window = QWidget()
    window.resize(900, 700)
    composer = Composer()
    composer.setFixedWidth(720)
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(composer)
    qtbot.addWidget(window)
    window.show()
    composer.editor.setFocus()
    qtbot.waitUntil(composer.editor.hasFocus)
    yield composer
    window.close()
