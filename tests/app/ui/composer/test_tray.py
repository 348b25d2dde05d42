"""Chips: by mouse and by keyboard, refused ones too."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.message import DocumentPart, ImagePart, Part
from app.ui.composer.composer import Composer
from app.ui.composer.intake import LONG
from app.ui.theme import theme

MENU = ImagePart(Path("resources/samples/menu.png"), "menu.png")
NOTES = DocumentPart(b"words", "notes.md")
Key = Qt.Key


def test_backspace_goes_to_the_last_chip_and_takes_it_away(composer: Composer, qtbot: QtBot):
    composer.attach([MENU, NOTES])
    first, last = composer.tray.chips
    qtbot.keyClick(composer.editor, Key.Key_Backspace)
    assert last.hasFocus()
    qtbot.keyClick(last, Key.Key_Backspace)
    assert composer.draft().parts == (MENU,)
    assert first.hasFocus()
    qtbot.keyClick(first, Key.Key_Delete)
    assert composer.draft().is_empty
    assert composer.editor.hasFocus()
    assert not composer.tray.isVisible()


def test_backspace_within_words_takes_a_letter(composer: Composer, qtbot: QtBot):
    composer.set_draft(Draft("ab", (MENU,)))
    qtbot.keyClick(composer.editor, Key.Key_Backspace)
    assert composer.draft() == Draft("a", (MENU,))


def test_a_chip_is_opened(composer: Composer, qtbot: QtBot):
    opened: list[Part] = []
    composer.opened.connect(opened.append)
    composer.attach([MENU])
    (chip,) = composer.tray.chips
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    qtbot.keyClick(chip, Key.Key_Return)
    assert opened == [MENU, MENU]


def test_a_pasted_file_that_cannot_be_taken_says_so_until_it_is_taken_away(
    composer: Composer, qtbot: QtBot, tmp_path: Path
):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and so on")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.zip"))])
    QGuiApplication.clipboard().setMimeData(mime)
    composer.editor.paste()
    (chip,) = composer.tray.chips
    assert chip.line.startswith("It is an archive;")
    assert composer.draft().is_empty
    qtbot.keyClick(chip, Key.Key_Backspace)
    assert not composer.tray.chips


def test_pasted_words_go_to_the_cursor(composer: Composer, qtbot: QtBot):
    composer.set_draft(Draft("ad"))
    qtbot.keyClick(composer.editor, Key.Key_Left)
    QGuiApplication.clipboard().setText("bc")
    composer.editor.paste()
    assert composer.draft().text == "abcd"
    QGuiApplication.clipboard().setText("x" * (LONG + 1))
    composer.editor.paste()
    (part,) = composer.draft().parts
    assert isinstance(part, DocumentPart)
    assert composer.draft().text == "abcd"


def test_a_long_paste_becomes_words_by_a_click(composer: Composer, qtbot: QtBot):
    composer.set_draft(Draft("Why: "))
    QGuiApplication.clipboard().setText("ü" * (LONG + 1))
    composer.editor.paste()
    qtbot.mouseClick(composer.tray.chips[0], Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    assert composer.draft() == Draft("Why: " + "ü" * (LONG + 1))


def test_chips_wrap_within_the_width_and_then_scroll(composer: Composer, qtbot: QtBot):
    composer.attach([DocumentPart(b"%d" % n, f"file number {n}.txt") for n in range(40)])
    chips = composer.tray.chips
    assert chips[0].y() < chips[-1].y()
    assert all(chip.geometry().right() <= composer.tray.width() for chip in chips)
    assert composer.tray.height() < chips[-1].geometry().bottom()
    assert composer.tray.verticalScrollBar().maximum() > 0


def test_a_change_of_appearance_reaches_chips(composer: Composer):
    composer.attach([MENU])
    (chip,) = composer.tray.chips
    theme().choose("light")
    light = chip.grab().toImage()
    theme().choose("dark")
    assert chip.grab().toImage() != light
    theme().choose("system")
