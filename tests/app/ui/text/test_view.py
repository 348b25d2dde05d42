"""The view: its height, what it tells, what it copies, and that it stays quick."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.text.items import Grid
from app.ui.text.mathematics import mathematics
from app.ui.text.view import MARKDOWN, TextView
from app.ui.theme import theme

ANSWER = """# Sound

The chime is **Play sound on startup** [1](box:1). Press `Done` [2](box:2) at [0:12](time:12.5).

| | Element | State |
|---|---|---|
| [1](box:1) | Play sound | *checked* |
| [2](box:2) | Done | ~~off~~ |

- one
- [x] two
  - inner

> A quotation

```python
def f():
    return "x"
```

Last 👋 words"""


@pytest.fixture
def view(qtbot: QtBot) -> TextView:
    made = TextView()
    qtbot.addWidget(made)
    made.resize(720, 400)
    made.show()
    return made


def letters(view: TextView) -> str:
    return view.document().toHtml()


def select(view: TextView, words: str) -> None:
    cursor = view.document().find(words)
    assert not cursor.isNull()
    view.setTextCursor(cursor)


def place(view: TextView, words: str) -> QPoint:
    cursor = view.document().find(words)
    cursor.setPosition(cursor.selectionStart() + 1)
    return view.cursorRect(cursor).center()


@pytest.mark.parametrize("step", [1, 5, 40])
def test_grown_looks_as_if_set_at_once(view: TextView, step: int, qtbot: QtBot):
    for end in range(0, len(ANSWER), step):
        view._resting.stop()
        view.set_text(ANSWER[:end], done=False)
    view.set_text(ANSWER)
    other = TextView()
    qtbot.addWidget(other)
    other.resize(720, 400)
    other.set_text(ANSWER)
    assert letters(view) == letters(other)
    assert view.heightForWidth(720) == other.heightForWidth(720)


@pytest.mark.parametrize("table_first", [True, False])
def test_blocks_change_about_a_table(view: TextView, table_first: bool):
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    first = table if table_first else "words\n\n"
    for text in (first + table + "end", first + table, first + "other", first + table + table, ""):
        view.set_text(text, done=False)
        view.set_text(text)
        fresh = TextView()
        fresh.resize(view.size())
        fresh.set_text(text)
        assert letters(view) == letters(fresh)
        fresh.deleteLater()


def test_it_is_as_high_as_its_text(view: TextView):
    view.set_text("word " * 100)
    wide, narrow = view.heightForWidth(720), view.heightForWidth(360)
    assert narrow > 1.7 * wide
    view.set_text("one")
    assert 20 <= view.heightForWidth(720) <= 26
    view.set_text("")
    assert view.heightForWidth(720) == 0


def test_it_tells_when_it_grows(view: TextView, qtbot: QtBot):
    with qtbot.waitSignal(view.height_changed) as grew:
        view.set_text("one\n\ntwo", done=False)
    assert grew.args == [view.heightForWidth(720)]


def test_a_badge_is_hovered_and_clicked(view: TextView, qtbot: QtBot):
    view.set_text("Press **Save** [7](box:7) now")
    view.resize(720, view.heightForWidth(720))
    badge = place(view, "\ufffc") - QPoint(6, 0)
    with qtbot.waitSignal(view.badge_hovered) as hovered:
        qtbot.mouseMove(view.viewport(), badge)
    assert hovered.args == [7]
    with qtbot.waitSignal(view.badge_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=badge)
    assert clicked.args == [7]
    with qtbot.waitSignal(view.badge_hovered) as left:
        qtbot.mouseMove(view.viewport(), QPoint(700, 2))
    assert left.args == [0]


def test_a_badge_is_left_for_something_beside_the_text(view: TextView, qtbot: QtBot):
    """Qt tells of the next link only: it would stay pointed at, and not be pointed at again."""
    view.set_text("Press [1](box:1) now")
    told: list[int] = []
    view.badge_hovered.connect(told.append)
    badge = place(view, "\ufffc") - QPoint(6, 0)
    for step in range(2):
        qtbot.mouseMove(view.viewport(), badge + QPoint(0, step))
        qtbot.waitUntil(lambda: told[-1:] == [1])
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
        assert told[-1] == 0
    assert told == [1, 0, 1, 0]


def test_a_pointed_badge_is_drawn_otherwise(view: TextView):
    view.set_text("Press [7](box:7) now")
    before = view.grab().toImage()
    view.highlight(7)
    assert view.grab().toImage() != before
    view.highlight(0)
    assert view.grab().toImage() == before


@pytest.mark.parametrize("link", ["time:12.5", "https://example.org/a%20b?c=d"])
def test_links_only_tell(view: TextView, qtbot: QtBot, link: str):
    view.set_text(f"At [there]({link}) it stops")
    with qtbot.waitSignal(view.link_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, "there"))
    assert clicked.args == [link]


def test_links_are_reached_by_keyboard(view: TextView, qtbot: QtBot):
    view.set_text("At [there](https://example.org) it stops")
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.link_clicked) as clicked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert clicked.args == ["https://example.org"]


def test_code_is_copied_whole(view: TextView, qtbot: QtBot):
    view.set_text(ANSWER)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, "Copy"))
    assert QGuiApplication.clipboard().text() == 'def f():\n    return "x"'


def test_all_of_it_is_copied_as_markdown_that_gives_the_same(view: TextView, qtbot: QtBot):
    view.set_text(ANSWER)
    view.selectAll()
    copied = view.selected_markdown()
    other = TextView()
    qtbot.addWidget(other)
    other.resize(720, 400)
    other.set_text(copied)
    assert letters(other) == letters(view)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Play sound on", "**Play sound on**"),
        ("checked", "*checked*"),
        ("Done", "`Done`"),
        ("0:12", "[0:12](time:12.5)"),
        ("👋 wor", "👋 wor"),
        ("return", "return"),
    ],
)
def test_a_part_is_copied_as_markdown(view: TextView, words: str, expected: str):
    view.set_text(ANSWER)
    select(view, words)
    assert view.selected_markdown() == expected


def test_copying_gives_words_and_markdown(view: TextView, qtbot: QtBot):
    view.set_text("- **one** [1](box:1)\n- two\n\n| a | b |\n|-|-|\n| 1 | 2 |")
    view.setFocus()
    qtbot.keySequence(view, QKeySequence(QKeySequence.StandardKey.SelectAll))
    qtbot.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "• one 1\n• two\na\tb\n1\t2"
    assert bytes(mime.data(MARKDOWN).data()).decode() == (
        "- **one** [1](box:1)\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    )


def test_a_change_of_the_look_keeps_text_and_selection(view: TextView):
    view.set_text(ANSWER)
    select(view, "quotation")
    light = view.grab().toImage()
    theme().choose("dark")
    try:
        assert view.textCursor().selectedText() == "quotation"
        assert view.grab().toImage() != light
        text = QColor(theme().look.text)
        assert view.document().firstBlock().charFormat().foreground().color() == text
    finally:
        theme().choose("light")
    assert view.grab().toImage() == light


def test_its_name_is_its_text(view: TextView):
    view.set_text(ANSWER)
    name = view.accessibleName()
    assert "The chime is Play sound on startup 1. Press Done 2 at 0:12." in name
    assert "2, Done, off" in name
    assert "☑ two" in name


def test_nothing_is_fetched(view: TextView):
    view.set_text("![secret](https://example.org/?q=secret) ![x](file:///etc/passwd)")
    assert view.loadResource(2, QUrl("https://example.org/x.png")) is None
    assert "secret" in view.toPlainText()


def test_a_formula_is_drawn_in_place_of_its_source(view: TextView, qtbot: QtBot):
    view.set_text("So $E = mc^2 + 17$ and $$\\frac{a}{b}$$ end\n\n| $x_1$ |\n|-|\n\nlast")
    qtbot.waitUntil(lambda: "mc" not in view.toPlainText() and "x_1" not in view.toPlainText())
    assert view.toPlainText().count("\ufffc") == 3
    view.selectAll()
    assert view.selected_markdown().startswith("So $E = mc^2 + 17$ and $$\\frac{a}{b}$$ end")
    select(view, "last")
    assert view.selected_markdown() == "last"


@pytest.mark.parametrize("tex", ["\\frac{", "x" * 900, "{" * 30 + "}" * 30, "a_1_2_3"])
def test_what_cannot_be_drawn_is_shown_as_it_stands(view: TextView, qtbot: QtBot, tex: str):
    view.set_text(f"So $${tex}$$ end")

    def color() -> QColor:
        cursor: QTextCursor = view.document().find(tex[:7])
        return cursor.charFormat().foreground().color()

    qtbot.waitUntil(lambda: color() == QColor(theme().look.warn))
    assert tex in view.toPlainText()
    assert mathematics().formula(tex, True) is None


def test_badges_of_a_table_stand_in_a_narrow_column(view: TextView):
    view.set_text(ANSWER)
    number = next(n for n, item in enumerate(view._writing.items) if isinstance(item, Grid))
    table = view._writing.table(number)
    cell = table.cellAt(1, 1).firstCursorPosition()
    assert view.cursorRect(cell).left() < 80


def test_the_menu_offers_what_lies_under_the_pointer(view: TextView):
    from PySide6.QtGui import QContextMenuEvent

    view.set_text(ANSWER + "\n\n[there](https://example.org)")
    view.resize(720, view.heightForWidth(720))

    def offers(words: str) -> list[str]:
        where = place(view, words)
        shown = view.mapToGlobal(where)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, shown)
        return [action.text() for action in view.menu(event).actions() if action.text()]

    assert offers("return") == ["Copy", "Copy as Markdown", "Copy code", "Select all"]
    assert offers("there") == ["Copy", "Copy as Markdown", "Copy link", "Select all"]
