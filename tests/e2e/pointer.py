"""A mouse over real windows: what lies under it gets the press, and things are found by name."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QListView,
    QMenu,
    QTextBrowser,
    QWidget,
)

Some = TypeVar("Some", bound=QWidget)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
STEP = 4  # points between two places that are looked at


def place_of(widget: QWidget, at: QPoint | None = None) -> tuple[QWindow, QPoint]:
    """Where a place of a widget (its middle) lies in its window."""
    window = widget.window()
    place = widget.mapTo(window, at if at is not None else widget.rect().center())
    assert window.rect().contains(place), f"{widget} lies outside of its window"
    handle = window.windowHandle()
    assert handle is not None, f"{widget} is not shown"
    return handle, place


def move(widget: QWidget, at: QPoint | None = None) -> None:
    window, place = place_of(widget, at)
    QTest.mouseMove(window, place)


def press(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
    """Whatever covers the place takes it, as on a desktop."""
    window, place = place_of(widget, at)
    QTest.mouseMove(window, place)
    QTest.mouseClick(window, button, NO_KEYS, place)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    window, place = place_of(widget, start)
    _, target = place_of(widget, end)
    QTest.mouseMove(window, place)
    QTest.mousePress(window, LEFT, NO_KEYS, place)
    for step in (0.3, 0.7, 1.0):
        QTest.mouseMove(window, place + (target - place) * step)
    QTest.mouseRelease(window, LEFT, NO_KEYS, target)


def named(root: QWidget, name: str, kind: type[Some]) -> Some | None:
    """What is seen in `root` under this name, be it its words or what a reader is told."""
    for widget in root.findChildren(kind):
        words = {widget.accessibleName(), getattr(widget, "text", str)()}
        if widget.isVisible() and name in words:
            return widget
    return None


def button(root: QWidget, name: str) -> QAbstractButton | None:
    """One that can be pressed."""
    found = named(root, name, QAbstractButton)
    return found if found is not None and found.isEnabled() else None


def says(root: QWidget, words: str) -> bool:
    """Whether a label that is seen says this."""
    return any(words in label.text() for label in root.findChildren(QLabel) if label.isVisible())


def link(view: QTextBrowser, url: str) -> QPoint | None:
    """A place of a link, found as an eye would: by looking everywhere."""
    area = view.viewport().rect()
    for y in range(2, area.height(), STEP):
        for x in range(2, area.width(), STEP):
            if view.anchorAt(QPoint(x, y)) == url:
                return QPoint(x + 2, y + 2) if view.anchorAt(QPoint(x + 2, y + 2)) == url else None
    return None


def popup() -> QMenu | None:
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def choose(words: str) -> None:
    """A line of the menu that is open; a line with more behind it opens that."""
    menu = popup()
    assert menu is not None, "no menu is open"
    line = next((action for action in menu.actions() if action.text() == words), None)
    assert line is not None, f"{words} is not among {[a.text() for a in menu.actions()]}"
    assert line.isEnabled(), f"{words} cannot be chosen"
    press(menu, menu.actionGeometry(line).center())


def row(view: QListView, words: str) -> QPoint | None:
    """Where the row with these words lies in the viewport of a list."""
    model = view.model()
    for number in range(model.rowCount()):
        index = model.index(number, 0)
        if words in str(index.data()):
            return view.visualRect(index).center()
    return None


def window_of(kind: type[Some]) -> Some | None:
    """A window of the program that stands on the desktop."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            return widget
    return None


Until = Callable[[Callable[[], object]], None]
