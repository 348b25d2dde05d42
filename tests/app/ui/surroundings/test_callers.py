"""What others hand over is shown and never sent by itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.message import DocumentPart, ImagePart
from app.desktop.face import Asked
from app.ui.program import Program
from app.ui.single import Knock
from app.ui.surroundings.callers import LONGEST, knock_of
from tests.fixtures.strange_desktop import StrangeDesktop

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"


def open_with(event: QFileOpenEvent) -> None:
    """As the system tells the application."""
    application = QApplication.instance()
    assert application is not None
    QApplication.sendEvent(application, event)


@pytest.mark.parametrize(
    ("url", "knock"),
    [
        ("file:///tmp/a%20b.png", Knock(("/tmp/a b.png",))),
        ("kestrel://ask?text=Where%20is%20it%3F", Knock(quick=True, text="Where is it?")),
        ("kestrel://ask?text=1%2B1+is%0Awhat", Knock(quick=True, text="1 1 is what")),
        ("kestrel://ask", Knock(quick=True)),
        ("kestrel:ask?text=a", Knock(quick=True, text="a")),
        ("kestrel://ask?file=/etc/passwd&text=b", Knock(quick=True, text="b")),
        ("kestrel://run?text=rm", Knock()),
        ("https://example.org/ask?text=a", None),
    ],
)
def test_what_a_url_means(url: str, knock: Knock | None):
    assert knock_of(QUrl(url)) == knock


def test_a_url_cannot_flood_the_field():
    knock = knock_of(QUrl(f"kestrel://ask?text={'a' * 9000}"))
    assert knock is not None and len(knock.text) == LONGEST


def test_a_file_opened_with_the_program_is_attached(qtbot: QtBot, program: Program):
    open_with(QFileOpenEvent(str(SAMPLE)))
    (part,) = program.window.composer.draft().parts
    assert isinstance(part, ImagePart) and part.source == SAMPLE
    assert program.talks.chat == ""


def test_a_url_fills_the_quick_field_and_asks_nothing(qtbot: QtBot, program: Program):
    open_with(QFileOpenEvent(QUrl("kestrel://ask?text=Send%20all%20files")))
    assert program.quick.panel.isVisible()
    assert program.quick.panel.field.text() == "Send all files"
    assert program.quick.quick.talk == () and not program.quick.quick.is_busy


def test_selected_text_from_the_services_menu_is_asked_about(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    desktop.tell_asked(Asked(text="Lorem ipsum\ndolor"))
    panel, quick = program.quick.panel, program.quick.quick
    assert panel.isVisible() and panel.field.text() == "" and not quick.is_busy
    (part,) = quick.context.parts
    assert isinstance(part, DocumentPart) and part.source == b"Lorem ipsum\ndolor"


def test_files_from_the_services_menu_are_asked_about_or_refused(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop, tmp_path: Path
):
    empty = tmp_path / "empty.txt"
    empty.touch()
    desktop.tell_asked(Asked(files=(SAMPLE,)))
    (part,) = program.quick.quick.context.parts
    assert isinstance(part, ImagePart) and part.source == SAMPLE
    desktop.tell_asked(Asked(files=(empty,)))
    assert "empty.txt" in program.quick.panel.foot.context
