"""The small windows: shortcuts, recently deleted, about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import ChatCard
from app.ui.settings.about import AboutWindow
from app.ui.settings.shortcuts import ShortcutsWindow
from app.ui.settings.trash import DAY, TrashWindow
from app.ui.window.menus import Menus

NOW = 1_000_000_000.0


def card(name: str, days: float) -> ChatCard:
    deleted = NOW - days * DAY
    return ChatCard(name, f"Chat {name}" if name != "x" else "", 0.0, 0.0, trashed=deleted)


@pytest.fixture
def trash(qtbot: QtBot) -> TrashWindow:
    trash = TrashWindow(now=lambda: NOW)
    qtbot.addWidget(trash)
    trash.set_chats([card("a", 10), card("b", 0), card("x", 29.5)])
    trash.show()
    return trash


def heard(trash: TrashWindow) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    trash.restored.connect(lambda chat: heard.append(("restored", chat)))
    trash.deleted.connect(lambda chat: heard.append(("deleted", chat)))
    trash.emptied.connect(lambda: heard.append(("emptied", "")))
    return heard


def test_the_last_deleted_stands_first_with_its_time(trash: TrashWindow):
    model = trash.table.model()
    assert [model.index(r, 0).data() for r in range(3)] == ["Chat b", "Chat a", "New chat"]
    assert [model.index(r, 2).data() for r in range(3)] == ["30 days", "20 days", "less than a day"]


def test_the_chosen_are_restored(trash: TrashWindow):
    told = heard(trash)
    trash.restore.click()
    trash.table.selectAll()
    trash.restore.click()
    assert told == [("restored", c) for c in ("b", "b", "a", "x")]


def test_deleting_for_good_asks_once(qtbot: QtBot, trash: TrashWindow):
    told = heard(trash)
    trash.table.selectAll()
    qtbot.keyClick(trash.table, Qt.Key.Key_Delete)
    assert told == [] and "3 chats" in trash.question.text() and trash.sure.isVisible()
    assert trash.keep.hasFocus() and not trash.restore.isVisible()
    qtbot.keyClick(trash, Qt.Key.Key_Escape)
    assert trash.isVisible() and trash.restore.isVisible() and told == []
    trash.table.selectRow(1)
    trash.delete.click()
    assert "this chat" in trash.question.text()
    trash.sure.click()
    assert told == [("deleted", "a")] and trash.restore.isVisible()


def test_all_are_deleted_after_a_question(trash: TrashWindow):
    told = heard(trash)
    trash.empty.click()
    trash.keep.click()
    assert told == []
    trash.empty.click()
    trash.sure.click()
    assert told == [("emptied", "")]


def test_a_question_does_not_outlive_what_it_asked_about(trash: TrashWindow):
    trash.delete.click()
    trash.table.selectRow(2)
    assert not trash.sure.isVisible()
    trash.delete.click()
    trash.set_chats(())
    assert not trash.sure.isVisible()
    assert not any(b.isEnabled() for b in (trash.restore, trash.delete, trash.empty))


@pytest.fixture
def shortcuts(qtbot: QtBot) -> ShortcutsWindow:
    owner = QWidget()
    qtbot.addWidget(owner)
    window = ShortcutsWindow()
    qtbot.addWidget(window)
    window.set_shortcuts(Menus(owner).shortcuts())
    window.show()
    return window


def test_every_command_with_keys_is_listed(shortcuts: ShortcutsWindow):
    assert "Settings…, Ctrl+," in shortcuts.shown() and len(shortcuts.shown()) > 20


@pytest.mark.parametrize("typed", ["capt", "CAPT", "alt+4", "region cap"])
def test_words_and_keys_narrow_the_list(qtbot: QtBot, shortcuts: ShortcutsWindow, typed: str):
    qtbot.keyClicks(shortcuts.filter, typed)
    assert "Capture a region, Ctrl+Alt+4" in shortcuts.shown()
    assert len(shortcuts.shown()) < 6
    headings = [w.text() for w in shortcuts.findChildren(QLabel, "menu") if w.isVisible()]
    assert headings == ["Capture"]


def test_what_no_command_is_called(qtbot: QtBot, shortcuts: ShortcutsWindow):
    qtbot.keyClicks(shortcuts.filter, "zzz")
    assert shortcuts.shown() == [] and shortcuts.none.isVisible()
    qtbot.keyClick(shortcuts.filter, Qt.Key.Key_Escape)
    assert not shortcuts.isVisible()
    shortcuts.show()
    assert shortcuts.shown() and not shortcuts.none.isVisible()


def test_about_says_what_runs_where(qtbot: QtBot):
    about = AboutWindow("1.2.3")
    qtbot.addWidget(about)
    about.show()
    texts = " ".join(words.text() for words in about.findChildren(QLabel))
    assert "1.2.3" in texts and "Nothing leaves it" in texts and "Apache" in texts
    assert all(w.height() >= w.heightForWidth(w.width()) for w in about.findChildren(QLabel))
    with qtbot.waitSignal(about.licence_wanted):
        about.licence.click()
