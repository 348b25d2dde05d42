"""The words of a search, marked in the messages."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.ui.theme import theme

MOST = 200  # places that are marked in one text


def mark_words(within: QWidget, texts: Sequence[QTextEdit], words: str) -> int | None:
    """Mark each of the words wherever it stands; where the first one lies in `within`."""
    first: int | None = None
    for text in texts:
        found = _places(text, words.split())
        text.setExtraSelections([_marked(place) for place in found])
        for place in found:
            spot = text.viewport().mapTo(within, QPoint(0, text.cursorRect(place).top()))
            first = spot.y() if first is None else min(first, spot.y())
    return first


def _places(text: QTextEdit, words: Sequence[str]) -> list[QTextCursor]:
    places: list[QTextCursor] = []
    for word in words:
        place = text.document().find(word)
        while not place.isNull() and len(places) < MOST:
            places.append(place)
            place = text.document().find(word, place)
    return places


def _marked(place: QTextCursor) -> QTextEdit.ExtraSelection:
    look = theme().look
    form = QTextCharFormat()
    form.setBackground(QColor("#6b5413" if look.dark else "#ffe58a"))
    form.setForeground(QColor(look.text))
    made = QTextEdit.ExtraSelection()
    made.cursor, made.format = place, form  # type: ignore[attr-defined]  # missing in the stubs
    return made
