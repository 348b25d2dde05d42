"""A window of documents over a scripted engine, with a receipt to read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.client.client import Client
from app.ui.documents.reader import DocumentReader
from app.ui.documents.window import DocumentWindow
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, ScriptedServer, Step, delta
from tests.fixtures.shown_documents import write_receipt


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    return write_receipt(tmp_path)


@pytest.fixture
def make(
    answering: Callable[..., tuple[Client, ScriptedServer]], tmp_path: Path, qtbot: QtBot
) -> Iterator[Callable[..., tuple[DocumentWindow, ScriptedServer]]]:
    """Give it scripts, one a question."""
    made: list[tuple[DocumentWindow, Client]] = []

    def started(*scripts: list[Step]) -> tuple[DocumentWindow, ScriptedServer]:
        client, server = answering(*scripts)
        window = DocumentWindow(DocumentReader(client, tmp_path / "logs"))
        qtbot.addWidget(window)
        made.append((window, client))
        window.show()
        return window, server

    yield started
    for window, client in made:
        window.reader.close()
        client.close()


@pytest.fixture
def window(make: Callable[..., tuple[DocumentWindow, ScriptedServer]]) -> DocumentWindow:
    return make()[0]


@pytest.fixture
def opened(window: DocumentWindow, receipt: Path, qtbot: QtBot) -> DocumentWindow:
    """With the receipt on its first page, nothing read."""
    show(window, receipt, qtbot)
    return window


def show(window: DocumentWindow, document: Path, qtbot: QtBot) -> None:
    window.open(document)
    qtbot.waitUntil(lambda: window.page.canvas.is_ready, timeout=15_000)


def answer(words: str) -> list[Step]:
    return [EVENT_STREAM, delta(content=words), delta("stop"), DONE]
