"""The bar, the notice, the welcome and the menus, each alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.client.states import Failed, Loading, Ready, Restarting, Stopped
from app.ui.theme import theme
from app.ui.window.bar import Bar
from app.ui.window.menus import Menus
from app.ui.window.notice import Notice
from app.ui.window.samples import Sample
from app.ui.window.welcome import Welcome

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"


@pytest.mark.parametrize(
    ("state", "said", "tip"),
    [
        (Ready("nano"), "nano", "Ready"),
        (Loading(), "nano · loading", "loaded"),
        (Restarting(1.0, "it was killed"), "nano · restarting", "it was killed"),
        (Failed("no room"), "nano · failed", "no room"),
        (Stopped(), "nano", "when you ask"),
    ],
)
def test_the_pill_says_how_the_model_is(qtbot: QtBot, state, said: str, tip: str):
    bar = Bar()
    qtbot.addWidget(bar)
    bar.pill.set_model("nano", state)
    assert bar.pill.text() == said
    assert said in bar.pill.accessibleName() and tip in bar.pill.toolTip()


def test_a_long_title_is_elided_but_read_whole(qtbot: QtBot):
    bar = Bar()
    qtbot.addWidget(bar)
    bar.resize(420, 52)
    bar.show()
    title = "a very long title " * 20
    bar.set_title(title)
    shown = next(w for w in bar.findChildren(QWidget) if w.accessibleName() == title)
    assert shown.width() < 420


def test_a_notice_offers_its_remedy_once(qtbot: QtBot):
    notice = Notice()
    qtbot.addWidget(notice)
    assert notice.isHidden()
    calls: list[int] = []
    notice.say("It failed.", "bad", "Try again", lambda: calls.append(1))
    assert notice.isVisible() and notice.text == "It failed."
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert calls == [1] and notice.isHidden()
    notice.say("Only words.")
    assert notice.button.isHidden()


def test_a_passing_notice_goes_by_itself(qtbot: QtBot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say("Done.", for_ms=30)
    qtbot.waitUntil(notice.isHidden)


def test_the_welcome_is_honest_about_the_demonstration(qtbot: QtBot):
    welcome = Welcome((Sample(SAMPLE, "Where is Save?"),))
    qtbot.addWidget(welcome)
    welcome.show()
    welcome.set_model(is_demonstration=True, best="Qwen3.5 4B fits.")
    assert welcome.honest.isVisible()
    chosen: list[Sample] = []
    welcome.tried.connect(chosen.append)
    qtbot.mouseClick(welcome.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert chosen == [Sample(SAMPLE, "Where is Save?")]
    welcome.set_model(is_demonstration=False)
    assert welcome.honest.isHidden()


def test_menus_hold_every_command_with_keys_of_its_own(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    menus = Menus(window)
    actions = [a for menu in menus.menus.values() for a in menu.actions() if not a.isSeparator()]
    keys = [a.shortcut().toString() for a in actions if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)), "two commands have the same keys"
    roles = {a.text(): a.menuRole() for a in actions}
    special = {text for text, role in roles.items() if role != QAction.MenuRole.NoRole}
    assert special == {"Settings…", "Quit Kestrel", "About Kestrel"}
    listed = dict(menus.shortcuts())
    assert ("New chat", menus["new"].shortcut().toString()) in listed["File"]


def test_parts_follow_the_appearance(qtbot: QtBot):
    welcome = Welcome(())
    qtbot.addWidget(welcome)
    before = welcome.styleSheet()
    theme().choose("dark")
    try:
        assert welcome.styleSheet() != before
        assert theme().look.dark
    finally:
        theme().choose("light")
    assert welcome.styleSheet() == before
    theme().choose("system")
