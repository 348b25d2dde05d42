"""A quick panel with a scripted server behind it, and a keeper that remembers."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.chat.conversation import Reply
from app.chat.message import Message
from app.ui.quick.keep import KeepFailed
from app.ui.quick.panel import QuickPanel
from app.ui.quick.quick import Quick
from tests.fixtures.scripted_server import Step


class Shelf:
    """Keeps talks in a list."""

    def __init__(self) -> None:
        self.kept: list[tuple[tuple[Message, ...], tuple[Reply, ...]]] = []
        self.refuses = ""

    def keep(self, messages: tuple[Message, ...], replies: tuple[Reply, ...]) -> str:
        if self.refuses:
            raise KeepFailed(self.refuses)
        self.kept.append((messages, replies))
        return "chat-1"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def panel(qtbot: QtBot) -> QuickPanel:
    panel = QuickPanel()
    qtbot.addWidget(panel)
    panel.pin.setChecked(True)  # whichever window is active while the tests run
    return panel


@pytest.fixture
def begin(answering: Callable, panel: QuickPanel, shelf: Shelf) -> Callable:
    """Give it scripts; returns the controller and the server."""

    def begun(*scripts: list[Step]):
        client, server = answering(*scripts)
        quick = Quick(client, shelf, panel)
        quick.open()
        return quick, server

    return begun
