"""The status item offers its commands, the recent chats, and says what the engine holds."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.chat.conversation import ChatCard
from app.desktop.menu import Entry, StatusMenu, Submenu
from app.desktop.plain import PlainDesktop
from app.desktop.tray import menu_of
from app.ui.status import Standing, StatusItem


class Desktop(PlainDesktop):
    """With a place for a status item."""

    def __init__(self) -> None:
        super().__init__()
        self.menus: list[StatusMenu] = []

    def show_status(self, menu: StatusMenu, chosen: Callable[[str], None]) -> None:
        self.menus.append(menu)
        self.chosen = chosen


def card(number: int, title: str = "", **more) -> ChatCard:
    return ChatCard(f"c{number}", title, 0.0, 0.0, **more)


def texts(menu: StatusMenu) -> list[str]:
    return [item.text for item in menu.items if isinstance(item, Entry)]


def recent(menu: StatusMenu) -> list[Entry]:
    (inner,) = [item for item in menu.items if isinstance(item, Submenu)]
    return [item for item in inner.items if isinstance(item, Entry)]


@pytest.fixture
def desktop(qtbot: QtBot) -> Desktop:
    return Desktop()


def test_it_shows_the_model_its_memory_and_the_latest_chats(desktop: Desktop):
    item = StatusItem(desktop)
    chats = tuple(card(n, f"Chat {n}") for n in range(12))
    secret = card(99, "Secret", traceless=True)
    assert item.show(Standing((secret, *chats), "Qwen3.5 4B", "3.1 GB")) is None
    (menu,) = desktop.menus
    assert "Qwen3.5 4B · 3.1 GB" in texts(menu) and "3.1 GB" in menu.tip
    assert [entry.text for entry in recent(menu)] == [f"Chat {n}" for n in range(8)]


def test_long_titles_are_cut_and_no_chats_said(desktop: Desktop):
    item = StatusItem(desktop)
    menu = item.menu(Standing((card(1, "word " * 40), card(2))))
    first, second = recent(menu)
    assert len(first.text) <= 48 and first.text.endswith("…")
    assert second.text == "New chat"
    (none,) = recent(item.menu(Standing()))
    assert none.name == "" and "No model" in texts(item.menu(Standing()))


def test_each_line_tells_its_signal(qtbot: QtBot, desktop: Desktop):
    item = StatusItem(desktop)
    item.show(Standing((card(7, "Seven"),), "nano"))
    for name, signal in (
        ("quick", item.quick_wanted),
        ("capture", item.capture_wanted),
        ("window", item.window_wanted),
        ("quit", item.quit_wanted),
    ):
        with qtbot.waitSignal(signal):
            desktop.chosen(name)
    with qtbot.waitSignal(item.chat_opened) as opened:
        desktop.chosen("chat:c7")
    assert opened.args == ["c7"]


def test_pause_turns_into_resume(qtbot: QtBot, desktop: Desktop):
    item = StatusItem(desktop)
    item.show(Standing(model="nano", memory="1 GB"))
    with qtbot.waitSignal(item.paused) as paused:
        desktop.chosen("pause")
    assert paused.args == [True]
    item.show(Standing(model="nano", paused=True))
    assert {"Resume the engine", "Paused"} <= set(texts(desktop.menus[-1]))
    with qtbot.waitSignal(item.paused) as paused:
        desktop.chosen("pause")
    assert paused.args == [False]


def test_a_menu_of_qt_has_the_same_lines(qtbot: QtBot, desktop: Desktop):
    chosen: list[str] = []
    item = StatusItem(desktop)
    menu = menu_of(item.menu(Standing((card(1, "A & B"),))).items, chosen.append)
    qtbot.addWidget(menu)
    actions = {action.text(): action for action in menu.actions()}
    actions["Quick ask"].trigger()
    inner = actions["Recent chats"].menu()
    assert isinstance(inner, QMenu)
    inner.actions()[0].trigger()
    assert inner.actions()[0].text() == "A && B"
    assert chosen == ["quick", "chat:c1"]
    assert not actions["No model"].isEnabled()
