"""The appearance of the whole program: light or dark, the system's accent and font, live.

`theme()` is there as soon as there is a QApplication. A widget that paints asks `theme().look` when
it does; one that wears a style sheet calls `wear`, which dresses it anew when the look changes.
"""

import sys
from string import Template
from typing import Literal, TypeAlias, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.look import DARK, LIGHT, Look, with_accent
from app.ui.sheet import SHEET

Appearance: TypeAlias = Literal["system", "light", "dark"]
BODY = 13  # pixels: a label, a row of a list
READING = 14  # an answer
SMALL = 11.5
WITHOUT_A_SYSTEM_FONT = "Inter"  # on Linux, where it is installed


class Theme(QObject):
    """Signals `changed` after each change; palettes and style sheets are set by then."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._appearance: Appearance = "system"
        self._look = LIGHT
        self._accent = ""  # the user's, where the desktop tells it
        _choose_font(application)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._dress()

    @property
    def look(self) -> Look:
        return self._look

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        """Stay light or dark, or follow the system."""
        self._appearance = appearance
        scheme = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }[appearance]
        QGuiApplication.styleHints().setColorScheme(scheme)
        self._dress()

    def set_accent(self, color: str) -> None:
        """The accent that the user chose for the system, as #rrggbb."""
        self._accent = color
        self._dress()

    def _follow(self) -> None:
        self._dress()

    def _dress(self) -> None:
        look = self._wanted()
        if look == self._look and self._application.styleSheet():
            return
        self._look = look
        self._application.setPalette(_palette(look))
        self._application.setStyleSheet(filled(SHEET, look))
        self.changed.emit()

    def _wanted(self) -> Look:
        if self._appearance == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._appearance == "dark"
        look = DARK if dark else LIGHT
        return with_accent(look, QColor(self._accent)) if self._accent else look


def theme() -> Theme:
    """The one theme of this program; made when it is first asked for."""
    application = QApplication.instance()
    assert isinstance(application, QApplication), "a theme needs a QApplication"
    found = application.findChild(Theme)
    return cast(Theme, found) if found is not None else Theme(application)


def wear(widget: QWidget, sheet: str) -> None:
    """Give a widget a style sheet in which $line, $accent and so on are the look's colours."""
    _Wardrobe(widget, sheet)


class _Wardrobe(QObject):
    """Lives and ends with its widget, and does not keep it alive."""

    def __init__(self, widget: QWidget, sheet: str) -> None:
        super().__init__(widget)
        self._sheet = sheet
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        widget = self.parent()
        assert isinstance(widget, QWidget)
        widget.setStyleSheet(filled(self._sheet, theme().look))


def filled(sheet: str, look: Look) -> str:
    """A style sheet with the colours of a look in it."""
    return Template(sheet).substitute({**vars(look), "small": f"{SMALL}px"})


def sized(pixels: float, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's font at a size, for what paints itself."""
    font = QFont(QApplication.font())
    font.setPixelSize(round(pixels))
    font.setWeight(weight)
    return font


def mono(pixels: float) -> QFont:
    """The system's font for code."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(round(pixels))
    return font


def _choose_font(application: QApplication) -> None:
    font = QFont(application.font())
    if sys.platform != "darwin" and WITHOUT_A_SYSTEM_FONT in QFontDatabase.families():
        font.setFamily(WITHOUT_A_SYSTEM_FONT)
    font.setPixelSize(BODY)
    application.setFont(font)


def _palette(look: Look) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, color in (
        (role.Window, look.page),
        (role.WindowText, look.text),
        (role.Base, look.page),
        (role.AlternateBase, look.side),
        (role.Text, look.text),
        (role.Button, look.card),
        (role.ButtonText, look.text),
        (role.ToolTipBase, look.card),
        (role.ToolTipText, look.text),
        (role.Highlight, look.accent),
        (role.HighlightedText, look.on_accent),
        (role.Accent, look.accent),
        (role.Link, look.link),
        (role.LinkVisited, look.link),
        (role.PlaceholderText, look.faint),
        (role.Mid, look.line),
        (role.BrightText, look.on_accent),
    ):
        palette.setColor(which, QColor(color))
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, which, QColor(look.faint))
    return palette
