"""The sidebar, used with the mouse and the keyboard."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QPushButton, QToolButton, QWidget

from app.chat.conversation import ChatCard, Hit
from app.ui.sidebar.chats import Chats
from app.ui.sidebar.listing import ChatList
from app.ui.sidebar.search import HitList, SearchField
from app.ui.sidebar.sidebar import Sidebar
from app.ui.sidebar.undo import UndoBar
from tests.fixtures.children import child
from tests.fixtures.work import calls

NOW = time.time()
LEFT = Qt.MouseButton.LeftButton


def card(name: str, ago: float = 0, **more) -> ChatCard:
    return ChatCard(name, f"Title of {name}", NOW - ago, NOW - ago, **more)


CARDS = [card("a"), card("b", 1), card("c", 2), card("filed", 3, folder="Work")]


@pytest.fixture
def sidebar(qtbot):
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(250, 700)
    made.set_chats(CARDS, ("Work",))
    made.set_current("a")
    made.show()
    return made


def listing(sidebar: Sidebar) -> ChatList:
    return child(sidebar, ChatList)


def chats(sidebar: Sidebar) -> Chats:
    return child(sidebar, Chats)


def place(sidebar: Sidebar, chat: str) -> QPoint:
    return listing(sidebar).visualRect(chats(sidebar).index_of(chat)).center()


def click(qtbot, sidebar: Sidebar, chat: str) -> None:
    qtbot.mouseClick(listing(sidebar).viewport(), LEFT, pos=place(sidebar, chat))


def press(qtbot, sidebar: Sidebar, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(listing(sidebar), key)


def test_a_click_opens_a_chat_and_the_open_one_stays_open(qtbot, sidebar):
    opened = []
    sidebar.opened.connect(opened.append)
    click(qtbot, sidebar, "b")
    click(qtbot, sidebar, "b")
    assert opened == ["b"]


def test_the_owner_sets_the_current_chat_without_a_signal(qtbot, sidebar):
    with qtbot.assertNotEmitted(sidebar.opened, wait=250):
        sidebar.set_current("c")
    view = listing(sidebar)
    assert view.currentIndex() == chats(sidebar).index_of("c")
    sidebar.set_current("")
    assert not view.currentIndex().isValid()


def test_arrows_open_the_chat_they_stop_at(qtbot, sidebar):
    opened = []
    sidebar.opened.connect(opened.append)
    press(qtbot, sidebar, Qt.Key.Key_Down, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == ["c"]


def test_other_chats_keep_the_current_one_chosen(qtbot, sidebar):
    sidebar.set_chats([card("new"), *CARDS], ("Work",))
    view = listing(sidebar)
    current = chats(sidebar).card(view.currentIndex())
    assert current is not None and current.id == "a"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete])
def test_delete_can_be_undone(qtbot, sidebar, key):
    with qtbot.waitSignal(sidebar.trashed) as trashed:
        press(qtbot, sidebar, key)
    assert trashed.args == ["a"]
    undo = child(sidebar, UndoBar)
    assert undo.isVisible()
    with qtbot.waitSignal(sidebar.undone) as undone:
        qtbot.mouseClick(child(undo, QPushButton), LEFT)
    assert undone.args == ["a"] and not undo.isVisible()


def test_backspace_alone_deletes_nothing(qtbot, sidebar):
    with qtbot.assertNotEmitted(sidebar.trashed):
        press(qtbot, sidebar, Qt.Key.Key_Backspace)


def test_a_title_is_edited_in_place(qtbot, sidebar):
    press(qtbot, sidebar, Qt.Key.Key_F2)
    editor = child(listing(sidebar).viewport(), QLineEdit)
    assert editor.text() == "Title of a"
    editor.setText("  Another  ")
    with qtbot.waitSignal(sidebar.renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["a", "Another"]


def test_an_empty_title_renames_nothing(qtbot, sidebar):
    sidebar.rename("a")
    editor = child(listing(sidebar).viewport(), QLineEdit)
    editor.setText("   ")
    with qtbot.assertNotEmitted(sidebar.renamed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_the_menu_of_a_chat_says_what_is_wanted(qtbot, sidebar):
    told = []
    for name in ("pinned", "moved", "exported", "trashed"):
        getattr(sidebar, name).connect(lambda *args, name=name: told.append((name, *args)))
    menu = listing(sidebar).menu_for(CARDS[3])
    actions = {action.text(): action for action in menu.actions()}
    folders = {a.text(): a for a in child(menu, QMenu).actions()}
    assert folders["Work"].isChecked() and not folders["No folder"].isChecked()
    actions["Pin"].trigger()
    folders["No folder"].trigger()
    actions["Export…"].trigger()
    actions["Delete"].trigger()
    assert told == [
        ("pinned", "filed", True),
        ("moved", "filed", ""),
        ("exported", "filed"),
        ("trashed", "filed"),
    ]


def test_a_folder_closes_and_opens(qtbot, sidebar):
    view = listing(sidebar)
    rows = view.model().rowCount()
    heading = view.visualRect(chats(sidebar).index(0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=heading)
    assert view.model().rowCount() == rows - 1
    assert not chats(sidebar).index_of("filed").isValid()
    qtbot.mouseClick(view.viewport(), LEFT, pos=heading)
    assert view.model().rowCount() == rows


def test_search_follows_the_typing_and_its_hits_open(qtbot, sidebar):
    field, found = child(sidebar, SearchField), child(sidebar, HitList)
    with qtbot.waitSignal(sidebar.searched) as searched:
        qtbot.keyClicks(field, "chime")
    assert searched.args == ["chime"]
    sidebar.set_hits([Hit(CARDS[0], "turn", "the chime", ((4, 9),)), Hit(CARDS[1], "", "")])
    assert found.isVisible() and not listing(sidebar).isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.hit_opened) as opened:
        qtbot.keyClick(found, Qt.Key.Key_Return)
    assert opened.args == ["a", "turn"]


def test_escape_ends_the_search_at_once(qtbot, sidebar):
    field = child(sidebar, SearchField)
    qtbot.keyClicks(field, "x")
    sidebar.set_hits([Hit(CARDS[0], "", "")])
    with qtbot.waitSignal(sidebar.searched, check_params_cb=lambda words: words == ""):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert listing(sidebar).isVisible()
    sidebar.set_hits([Hit(CARDS[0], "", "")])  # a late answer to what was typed before
    assert listing(sidebar).isVisible()


def test_every_control_has_a_name(sidebar):
    nameless = [
        part
        for part in sidebar.findChildren(QWidget)
        if isinstance(part, QToolButton | QLineEdit | QListView)
        and not part.accessibleName()
        and not isinstance(part.parent(), QLineEdit)  # Qt's own buttons take their action's text
    ]
    assert not nameless


def shows(sidebar: Sidebar, cards: list[ChatCard]) -> None:
    sidebar.set_chats(cards, ())
    sidebar.grab()


def test_ten_thousand_chats_are_shown_at_once(qtbot, sidebar):
    cards = [card(f"n{n}", n * 3600) for n in range(10_000)]
    few = calls(lambda: shows(sidebar, cards[:1_000]))
    assert calls(lambda: shows(sidebar, cards)) < 11 * few
    sidebar.set_current("n9999")
    view = listing(sidebar)
    assert view.viewport().rect().contains(place(sidebar, "n9999"))


def test_several_deleted_chats_come_back_together(qtbot, sidebar):
    undone = []
    sidebar.undone.connect(undone.append)
    sidebar.trash("a")
    sidebar.trash("b")
    qtbot.mouseClick(child(child(sidebar, UndoBar), QPushButton), LEFT)
    assert undone == ["a", "b"]
    sidebar.trash("c")
    qtbot.mouseClick(child(child(sidebar, UndoBar), QPushButton), LEFT)
    assert undone == ["a", "b", "c"]


def test_folders_close_by_keyboard(qtbot, sidebar):
    view, rows = listing(sidebar), chats(sidebar).rowCount()
    view.setFocus()
    view.setCurrentIndex(chats(sidebar).index(0))
    press(qtbot, sidebar, Qt.Key.Key_Left)
    assert chats(sidebar).rowCount() == rows - 1
    press(qtbot, sidebar, Qt.Key.Key_Right)
    assert chats(sidebar).rowCount() == rows
    with qtbot.waitSignal(sidebar.opened) as opened:
        press(qtbot, sidebar, Qt.Key.Key_Down)
    assert opened.args == ["filed"]


def test_the_menu_of_another_chat_does_not_choose_it(qtbot, sidebar):
    where = place(sidebar, "c")
    qtbot.mousePress(listing(sidebar).viewport(), Qt.MouseButton.RightButton, pos=where)
    assert listing(sidebar).currentIndex() == chats(sidebar).index_of("a")
    qtbot.mouseRelease(listing(sidebar).viewport(), Qt.MouseButton.RightButton, pos=where)


def test_a_title_being_edited_outlives_news_of_other_chats(qtbot, sidebar):
    sidebar.rename("a")
    editor = child(listing(sidebar).viewport(), QLineEdit)
    editor.setText("Another")
    sidebar.set_chats([card("new"), *CARDS], ("Work",))
    with qtbot.waitSignal(sidebar.renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["a", "Another"]
    qtbot.waitUntil(lambda: chats(sidebar).index_of("new").isValid())
