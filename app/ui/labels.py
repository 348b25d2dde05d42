"""Labels of the house, said in one line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def label(text: str = "", kind: str = "", *, wraps: bool = False, name: str = "") -> QLabel:
    """Plain text; `kind` is one of app/ui/sheet.py, `name` what a style sheet calls it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    return made
