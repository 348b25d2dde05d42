"""The window of documents in the program: from the menu, from a drop, and back into a question."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.client.client import Client
from app.ui.composer.attaching import Attaching
from app.ui.composer.intake import parts_of
from app.ui.composer.unpacking import MOST_PAGES
from app.ui.document_desk import DocumentDesk
from app.ui.window.main import MainWindow
from tests.fixtures.scripted_server import EVENT_STREAM, SILENCE, ScriptedServer
from tests.fixtures.shown_documents import write_receipt


@pytest.fixture
def desk(
    answering: Callable[..., tuple[Client, ScriptedServer]], tmp_path: Path, qtbot: QtBot
) -> Iterator[tuple[DocumentDesk, MainWindow]]:
    client, _ = answering(*[[EVENT_STREAM, SILENCE]] * 20)
    main = MainWindow(())
    qtbot.addWidget(main)
    main.show()
    attaching = Attaching(main.composer, client)
    desk = DocumentDesk(client, tmp_path, main, attaching, main)
    yield desk, main
    desk.close()
    attaching.close()
    client.close()


def test_the_menu_opens_it_and_it_is_made_once(desk: tuple[DocumentDesk, MainWindow]):
    documents, main = desk
    main.menus["document"].trigger()
    window = documents()
    assert window.isVisible() and window is documents()
    documents.use("/models/other")  # told to the reader that is there


def test_a_long_drop_is_offered_to_be_read(
    desk: tuple[DocumentDesk, MainWindow], tmp_path: Path, qtbot: QtBot
):
    documents, main = desk
    path = write_receipt(tmp_path, MOST_PAGES + 1)
    main.composer.take_in(parts_of([path]))
    qtbot.waitUntil(main.notice.isVisible, timeout=20_000)
    assert "9 pages" in main.notice.text
    main.notice.button.click()
    window = documents()
    qtbot.waitUntil(lambda: window.page.canvas.is_ready)
    assert window.page._of.text() == "of 9"


def test_a_page_goes_into_the_question(
    desk: tuple[DocumentDesk, MainWindow], tmp_path: Path, qtbot: QtBot
):
    documents, main = desk
    window = documents(write_receipt(tmp_path))
    qtbot.waitUntil(lambda: window.page.canvas.is_ready)
    window.turn(2)
    qtbot.waitUntil(lambda: window._showing.drawn is not None)
    window.page.ask.click()
    (part,) = main.composer.draft().parts
    assert isinstance(part, ImagePart) and part.name == "Corner Bakery.pdf, page 2"


def test_the_program_ends_while_a_document_is_read(
    desk: tuple[DocumentDesk, MainWindow], tmp_path: Path, qtbot: QtBot
):
    documents, _ = desk
    window = documents(write_receipt(tmp_path))
    qtbot.waitUntil(lambda: window.page.canvas.is_ready)
    window.result.all_button.click()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "readings").glob("*.jsonl"))))
    documents.close()
    assert not window.isVisible()
    assert not [each for each in threading.enumerate() if each.name.startswith("reading")]
