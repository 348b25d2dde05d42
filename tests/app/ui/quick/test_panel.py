"""The panel grows with its answer, names the keys that do something, and closes by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import Reply
from app.chat.events import End
from app.chat.message import said
from app.ui import phase
from app.ui.quick.exchange import Exchange
from app.ui.quick.panel import QuickPanel

WHOLE = Reply(end=End("stop"))


def exchange(text: str) -> Exchange:
    return Exchange(said("user", "Why?"), text, WHOLE, phase.Done())


def test_it_is_as_high_as_what_it_shows_and_no_higher(qtbot: QtBot, panel: QuickPanel):
    panel.appear()
    top, empty = panel.y(), panel.height()
    panel.show_talk((exchange("Short."),))
    short = panel.height()
    panel.show_talk((exchange("\n\n".join(["A paragraph."] * 200)),))
    qtbot.waitUntil(lambda: panel.height() > short)
    assert empty < short < panel.height() < panel.screen().geometry().height()
    assert panel.width() == 640 and panel.y() == top
    assert panel.talk.verticalScrollBar().maximum() > 0
    panel.show_talk(())
    assert panel.height() == empty


def test_a_whole_short_answer_is_seen(qtbot: QtBot, panel: QuickPanel):
    panel.appear()
    words = (
        "It cannot write to `Documents`: the app has no permission. "
        "Open **Files and Folders** and allow it."
    )
    panel.show_talk((exchange(words),))
    (view,) = panel.talk.views
    qtbot.waitUntil(lambda: view.text.height() >= view.text.heightForWidth(view.text.width()))
    assert view.text.verticalScrollBar().maximum() == 0
    assert panel.talk.verticalScrollBar().maximum() == 0


def test_it_follows_the_end_until_the_reader_scrolls_up(qtbot: QtBot, panel: QuickPanel):
    panel.appear()
    bar = panel.talk.verticalScrollBar()
    panel.show_talk((exchange("\n\n".join(["A paragraph."] * 80)),))
    qtbot.waitUntil(lambda: 0 < bar.maximum() == bar.value())
    bar.setValue(40)
    former = bar.maximum()
    panel.grow(exchange("\n\n".join(["A paragraph."] * 120)))
    qtbot.waitUntil(lambda: bar.maximum() > former)
    assert bar.value() == 40


def test_only_keys_of_use_are_named(panel: QuickPanel):
    panel.appear()
    foot = panel.foot
    assert not foot.ask.isVisible() and not foot.move_on.isVisible() and foot.shut.isVisible()
    panel.field.setText("Why?")
    panel.show_talk((exchange("So."),))
    assert foot.ask.isVisible() and foot.move_on.isVisible()
    panel.set_busy(True)
    assert not foot.ask.isVisible() and panel.stop.isVisible()


def test_nothing_is_asked_while_it_answers_or_when_empty(qtbot: QtBot, panel: QuickPanel):
    asked: list[str] = []
    panel.asked.connect(asked.append)
    panel.appear()
    panel.field.setText("   ")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    panel.field.setText("Why?")
    panel.set_busy(True)
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert asked == []
    panel.set_busy(False)
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert asked == ["Why?"] and panel.field.selectedText() == "Why?"


@pytest.mark.parametrize("pinned", [False, True])
def test_a_click_elsewhere_closes_it_unless_it_is_pinned(
    qtbot: QtBot, panel: QuickPanel, pinned: bool
):
    panel.pin.setChecked(pinned)
    panel.appear()
    qtbot.waitUntil(panel.isActiveWindow)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: other.isActiveWindow() and panel.isVisible() is pinned)


def test_it_is_opened_again_before_the_desktop_has_noticed_its_closing(
    qtbot: QtBot, panel: QuickPanel
):
    panel.appear()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.close()
    panel.appear()
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.wait(1)  # what was put off until the event loop runs has happened
    assert panel.isVisible() and panel.field.hasFocus()


def test_every_control_has_a_name_and_tab_reaches_it(qtbot: QtBot, panel: QuickPanel):
    panel.appear()
    for widget in (panel.field, panel.capture, panel.stop, panel.pin, panel.foot.shut):
        assert widget.accessibleName()
    seen = set()
    for _ in range(8):
        qtbot.keyClick(panel.focusWidget() or panel, Qt.Key.Key_Tab)
        seen.add(panel.focusWidget())
    assert {panel.field, panel.capture, panel.pin, panel.foot.shut} <= seen
