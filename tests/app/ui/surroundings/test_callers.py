"""What others hand over is shown and never sent by itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from app.chat.message import DocumentPart, ImagePart
from app.desktop.face import Asked
from app.ui.program import Program
from app.ui.single import Knock
from app.ui.surroundings.callers import LONGEST, knock_of
from tests.fixtures.strange_desktop import StrangeDesktop

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"


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
    program.surroundings.callers.open(QUrl.fromLocalFile(str(SAMPLE)))
    (part,) = program.window.composer.draft().parts
    assert isinstance(part, ImagePart) and part.source == SAMPLE
    assert program.talks.chat == ""


def test_a_url_fills_the_quick_field_and_asks_nothing(qtbot: QtBot, program: Program):
    program.surroundings.callers.open(QUrl("kestrel://ask?text=Send%20all%20files"))
    assert program.quick.panel.isVisible()
    assert program.quick.panel.field.text() == "Send all files"
    assert program.quick.quick.talk == () and not program.quick.quick.is_busy


TOLD = """
import sys
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from app.desktop.plain import PlainDesktop
from app.ui.application import Application
from app.ui.surroundings.callers import Callers
application = Application(sys.argv[:1])
callers = Callers(PlainDesktop(), application)
callers.knocked.connect(print)
Application.sendEvent(application, QFileOpenEvent("/tmp/a.png"))
Application.sendEvent(application, QFileOpenEvent(QUrl("kestrel://ask?text=Why")))
Application.sendEvent(application, QFileOpenEvent(QUrl("https://example.org")))
"""


def test_the_application_passes_on_what_the_system_opens_with_it():
    """There is one application a process: this one is not the tests'."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", TOLD], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        str(Knock(("/tmp/a.png",))),
        str(Knock(quick=True, text="Why")),
    ]


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
