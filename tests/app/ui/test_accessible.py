"""Every control of every window by keyboard and by ear."""

import re
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.capture.overlay import Overlay
from app.ui.quick.chords import CLAIMED
from app.ui.settings.tabs import TabRow
from app.ui.transcript.message import MessageView
from app.ui.window.main import MainWindow
from tests.fixtures.every_window import WINDOWS

INNER = re.compile("^qt_")  # parts that Qt makes for itself, as the field of a spin box
SYSTEM = [keys for keys, owner in CLAIMED.items() if not owner]
LETTER = re.compile(r"[^\W\d_]")


@pytest.fixture(params=WINDOWS, ids=str)
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    made = WINDOWS[request.param]()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    return made


def widgets(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in (window, *window.findChildren(QWidget))
        if widget.isVisibleTo(window)
        and not (widget.isWindow() and widget is not window)
        and not INNER.match(widget.objectName())
    ]


def controls(window: QWidget) -> list[QWidget]:
    """What takes the keyboard or the mouse."""
    return [
        widget
        for widget in widgets(window)
        if isinstance(widget, QAbstractButton) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def spoken(widget: QWidget) -> str:
    """What a screen reader says of it."""
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name)


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def walked(window: QWidget, qtbot: QtBot) -> list[QWidget]:
    """Where Tab leads, until it comes round."""
    found: list[QWidget] = []
    while (here := press(window, qtbot)) not in found:
        assert here is not None, "Tab leads nowhere"
        found.append(here)
    return found


def press(window: QWidget, qtbot: QtBot) -> QWidget | None:
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
    here = window.focusWidget()
    while here is not None and INNER.match(here.objectName()):
        here = here.parentWidget()
    return here


def is_apart(widget: QWidget) -> bool:
    """Arrows lead to it: a tab beside the chosen one, or in a message that is not the current."""
    if isinstance(widget.parent(), TabRow):
        return not cast(QAbstractButton, widget).isChecked()
    holder: QWidget | None = widget
    while holder is not None:
        if isinstance(holder, MessageView):
            return not holder.is_current
        holder = holder.parentWidget()
    return False


def test_every_control_has_a_name(window: QWidget):
    nameless = [
        f"{described(widget)}: {spoken(widget)!r}"
        for widget in controls(window)
        if widget is not window
        and (not LETTER.search(spoken(widget)) or " object at " in spoken(widget))
    ]
    assert not nameless, "\n".join(nameless)


def test_a_button_without_words_has_a_tooltip(window: QWidget):
    silent = [
        f"{described(widget)}: {spoken(widget)!r}"
        for widget in controls(window)
        if isinstance(widget, QAbstractButton)
        and not LETTER.search(widget.text())
        and not widget.toolTip()
        and not isinstance(widget.parent(), QLineEdit)  # Qt's own
    ]
    assert not silent, "\n".join(silent)


def test_nothing_that_takes_the_focus_is_without_room(window: QWidget):
    lost = [
        described(widget)
        for widget in controls(window)
        if widget.width() < 8 or widget.height() < 8
    ]
    assert not lost, "\n".join(lost)


def test_tab_goes_as_one_reads(window: QWidget, qtbot: QtBot):
    """Up only to what stands further right, and once from the end to the beginning."""
    order = walked(window, qtbot)
    back = []
    for former, later in pairwise([*order, order[0]]):
        above, here = place(former, window), place(later, window)
        nested = former.isAncestorOf(later) or later.isAncestorOf(former)
        if not nested and here.bottom() <= above.top() and here.left() < above.right():
            said = f"{spoken(former)!r} {above.getRect()} to {spoken(later)!r}"
            back.append(f"{said} {here.getRect()}")
    assert len(back) <= 1, "\n".join(back)


def test_tab_reaches_every_control(window: QWidget, qtbot: QtBot):
    reached = walked(window, qtbot)
    missed = [
        f"{described(widget)}: {spoken(widget)!r}"
        for widget in controls(window)
        if widget.isEnabled()
        and widget is not window
        and widget not in reached
        and not is_apart(widget)
        and not isinstance(widget.parent(), QLineEdit)  # Qt's own; Escape clears as well
    ]
    assert not missed, "\n".join(missed)


def keys_of(window: QWidget) -> list[QKeySequence]:
    """Those that mean something anywhere in the window."""
    whole = (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)
    found = [one for one in window.findChildren(QShortcut) if one.context() in whole]
    acts = [one for one in window.findChildren(QAction) if one.shortcutContext() in whole]
    owners = [*found, *acts]
    return [
        keys
        for owner in owners
        for keys in (owner.keys() if isinstance(owner, QShortcut) else owner.shortcuts())
        if not keys.isEmpty()
    ]


def test_no_keys_mean_two_things(window: QWidget):
    said = [keys.toString() for keys in keys_of(window)]
    assert sorted(said) == sorted(set(said))


def test_no_keys_are_those_of_the_system(window: QWidget):
    """A program never hears them on a Mac."""
    taken = {QKeySequence(keys).toString() for keys in SYSTEM}
    assert taken.isdisjoint(keys.toString() for keys in keys_of(window))


def test_escape_closes_every_window_but_the_first(window: QWidget, qtbot: QtBot):
    if isinstance(window, MainWindow):
        assert window.menus["close"].shortcut().toString() == "Ctrl+W"
        return
    if isinstance(window, Overlay):
        window.cancelled.connect(window.close)  # as its Capturer does
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert not window.isVisible()
