"""Living in conversations, by mouse and keyboard: change them, find them, leave and come back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from app.chat.message import TextPart
from app.chat.store import Store
from app.ui.sidebar.listing import ChatList
from app.ui.sidebar.search import HitList, SearchField
from app.ui.sidebar.undo import UndoBar
from app.ui.transcript.question import QuestionView
from tests.e2e import pointer
from tests.e2e.window import Use, Used

ABLE = "What can you do?"
SAMPLES = Path(__file__).parents[2] / "resources/samples"


def press(used: Used, name: str) -> None:
    """A button of the conversation."""
    transcript = used.program.window.transcript
    used.until(lambda: pointer.button(transcript, name))
    found = pointer.button(transcript, name)
    assert found is not None
    pointer.press(found)


def question(used: Used) -> QuestionView:
    views = used.program.window.transcript.findChildren(QuestionView)
    return next(view for view in views if view.isVisible())


def chats(used: Used) -> ChatList:
    (found,) = used.program.window.sidebar.findChildren(ChatList)
    return found


def titles(used: Used) -> list[str]:
    model = chats(used).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def open_chat(used: Used, title: str) -> None:
    place = pointer.row(chats(used), title)
    assert place is not None, titles(used)
    pointer.press(chats(used).viewport(), place)


def menu_of(used: Used, title: str) -> None:
    place = pointer.row(chats(used), title)
    assert place is not None, titles(used)
    pointer.press(chats(used).viewport(), place, pointer.RIGHT)
    used.until(pointer.popup)


def test_a_question_is_edited_in_place_and_its_versions_are_switched(use: Use):
    used = use()
    used.ask(ABLE)
    pointer.move(question(used))
    press(used, "Edit the question")
    field = pointer.named(used.program.window, "Edit the question", QPlainTextEdit)
    assert field is not None and field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "Who are you?")
    press(used, "Ask again")
    used.until(lambda: len(used.ends) == 2)
    assert used.texts[0] == "Who are you?"
    second = used.texts
    used.until(lambda: pointer.says(used.program.window.transcript, "2/2"))
    press(used, "Previous version")
    used.until(lambda: used.texts[0] == ABLE)
    press(used, "Next version")
    used.until(lambda: used.texts == second)
    press(used, "Regenerate")
    used.until(lambda: len(used.ends) == 3)
    used.until(lambda: used.texts == second)
    press(used, "Copy")
    assert QGuiApplication.clipboard().text() == second[1]
    press(used, "Branch")
    used.until(lambda: len(used.program.store.chats()) == 2)
    used.until(lambda: used.texts == second)
    used.until(lambda: len(set(chat.id for chat in used.program.store.chats())) == 2)


def test_chats_are_renamed_pinned_deleted_brought_back_and_found(use: Use):
    used = use()
    used.ask("Apples and pears")
    used.program.window.menus["new"].trigger()
    used.ask("Something of quinces")
    assert titles(used)[1:] == ["Something of quinces", "Apples and pears"]
    _rename(used, "Apples and pears", "Orchard")
    menu_of(used, "Orchard")
    pointer.choose("Pin")
    used.until(lambda: titles(used)[1] == "Orchard")
    open_chat(used, "Something of quinces")
    used.until(lambda: used.texts and used.texts[0] == "Something of quinces")
    before = used.texts
    used.program.window.menus["delete"].trigger()
    used.until(lambda: "Something of quinces" not in titles(used))
    assert used.texts == []
    (bar,) = used.program.window.sidebar.findChildren(UndoBar)
    undo = pointer.button(bar, "Bring the deleted chat back")
    assert undo is not None
    pointer.press(undo)
    used.until(lambda: "Something of quinces" in titles(used))
    used.until(lambda: used.texts == before)
    _find(used)


def _rename(used: Used, title: str, new: str) -> None:
    menu_of(used, title)
    pointer.choose("Rename")
    used.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, new)
    QTest.keyClick(field, Qt.Key.Key_Return)
    used.until(lambda: new in titles(used))


def _find(used: Used) -> None:
    """As one types: in words and in titles."""
    used.program.window.menus["search"].trigger()
    field = QApplication.focusWidget()
    assert isinstance(field, SearchField)
    (hits,) = used.program.window.sidebar.findChildren(HitList)
    QTest.keyClicks(field, "pea")
    used.until(lambda: hits.isVisible() and pointer.row(hits, "Orchard"))
    place = pointer.row(hits, "Orchard")
    pointer.press(hits.viewport(), place)
    used.until(lambda: used.texts and used.texts[0] == "Apples and pears")
    words = [view for view in question(used).findChildren(QTextEdit) if view.extraSelections()]
    assert words, "what was searched for is not marked"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    used.until(lambda: chats(used).isVisible())


def test_each_chat_has_its_draft_and_its_place(use: Use):
    used = use()
    chat = _long_chat(used.program.store)
    used.program.talks.refresh()
    used.type("of the new one")
    open_chat(used, "Long")
    used.until(lambda: len(used.texts) == 60)
    composer = used.program.window.composer
    assert composer.draft().is_empty
    used.type("of the long one")
    bar = used.program.window.transcript.verticalScrollBar()
    used.until(lambda: bar.maximum() > 2000)
    bar.setValue(bar.maximum() // 2)
    seen = used.program.window.transcript.place()
    assert seen.turn
    used.program.window.menus["new"].trigger()
    assert composer.draft().text == "of the new one"
    open_chat(used, "Long")
    assert composer.draft().text == "of the long one"
    used.until(lambda: used.program.window.transcript.place() == seen)
    again = use()
    assert again.program.talks.chat == chat
    assert again.program.window.composer.draft().text == "of the long one"
    again.until(lambda: again.program.window.transcript.place() == seen)


def _long_chat(store: Store) -> str:
    chat, parent = store.new_chat("Long").id, None
    for number in range(60):
        words = TextPart(f"Question {number} " + "word " * 100)
        parent = store.add(chat, parent, "user", (words,)).id
    return chat


def test_another_process_writes_to_the_same_store(use: Use):
    """What it does is seen here, and what is done here is seen there."""
    used = use()
    other = Store.open(used.program.home / "chats")
    try:
        chat = other.new_chat("From elsewhere").id
        other.add(chat, None, "user", (TextPart("Hello over there"),))
        used.until(lambda: "From elsewhere" in titles(used))
        open_chat(used, "From elsewhere")
        used.until(lambda: used.texts == ["Hello over there"])
        used.ask(ABLE)
        assert [shown.turn.text for shown in other.path(chat)] == used.texts
    finally:
        other.close()


def test_the_keyboard_alone(use: Use):
    """Up edits the last question, Esc leaves it; messages are walked with arrows."""
    used = use()
    used.ask(ABLE)
    editor = used.program.window.composer.editor
    QTest.keyClick(editor, Qt.Key.Key_Up)
    used.until(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit))
    field = QApplication.focusWidget()
    assert field is not None and field is not editor
    QTest.keyClick(field, Qt.Key.Key_Escape)
    used.until(
        lambda: pointer.named(used.program.window, "Edit the question", QPlainTextEdit) is None
    )
    assert question(used).hasFocus()
    QTest.keyClick(question(used), Qt.Key.Key_Down)
    focus = QApplication.focusWidget()
    assert focus is not None and focus.accessibleName().startswith("Kestrel: ")
    QTest.keyClick(focus, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == used.texts[1]
