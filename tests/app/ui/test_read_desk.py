"""The window of reading in its place, and the logs that readings leave."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from app.client.client import Client
from app.places import READINGS
from app.ui.read_desk import ReadDesk
from app.ui.window.main import MainWindow
from tests.fixtures.scripted_server import EVENT_STREAM, SILENCE, ScriptedServer
from tests.fixtures.strange_desktop import StrangeDesktop


@pytest.fixture
def desk(
    answering: Callable[..., tuple[Client, ScriptedServer]], tmp_path: Path, qtbot: QtBot
) -> Iterator[tuple[ReadDesk, MainWindow]]:
    client, _ = answering([EVENT_STREAM, SILENCE])
    main = MainWindow(())
    qtbot.addWidget(main)
    desk = ReadDesk(client, tmp_path, StrangeDesktop(), main, main)
    yield desk, main
    desk.close()
    client.close()


def test_it_is_made_once_and_told_the_model(desk: tuple[ReadDesk, MainWindow], qtbot: QtBot):
    window = desk[0]()
    qtbot.addWidget(window)
    desk[0].use("/models/other")
    assert window is desk[0]()


def test_the_logs_are_shown_once_there_are_some(
    desk: tuple[ReadDesk, MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    _, main = desk
    main.menus["logs"].trigger()
    assert opened == [] and main.notice.text == "Nothing was read in several steps yet."
    (tmp_path / READINGS).mkdir()
    main.menus["logs"].trigger()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / READINGS]
