"""In every window there is room for the words, in each language."""

from collections.abc import Iterator
from typing import TypeAlias

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.places import RESOURCES
from app.ui.language import Languages
from tests.fixtures.every_window import WINDOWS

Worded: TypeAlias = QLabel | QPushButton | QToolButton
LANGUAGES = Languages(RESOURCES / "i18n")


@pytest.fixture(params=[language.code for language in LANGUAGES.available()])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    LANGUAGES.install(qapp, request.param)
    yield request.param
    LANGUAGES.install(qapp, "en")


@pytest.mark.parametrize("name", WINDOWS)
def test_no_words_are_cut_off(name: str, language: str, qtbot: QtBot):
    window = WINDOWS[name]()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)

    def none_is_cut() -> None:
        assert not (cut := [said(part) for part in parts(window) if is_cut(part)]), "\n".join(cut)

    qtbot.waitUntil(none_is_cut)


def parts(window: QWidget) -> list[Worded]:
    return [
        part
        for part in window.findChildren(QWidget)
        if isinstance(part, QLabel | QPushButton | QToolButton)
        and part.isVisibleTo(window)
        and part.text()
        and not isinstance(part.parent(), QLineEdit)  # shown as a sign
    ]


def said(part: Worded) -> str:
    return f"{type(part).__name__} {part.text()!r}: {part.size()} of {part.sizeHint()}"


def is_cut(part: Worded) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.height() < part.heightForWidth(part.width())
    words = part.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, part.text())
    return part.contentsRect().width() < words.width()


def test_each_language_is_shipped():
    assert [language.code for language in LANGUAGES.available()] == ["en", "zh_CN"]
