"""The whole program on a desktop that a test sets, with no engine behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.client.connection import Connection
from app.ui.program import Program
from app.ui.single import Knock
from tests.fixtures.strange_desktop import StrangeDesktop


@pytest.fixture
def desktop(qtbot: QtBot) -> StrangeDesktop:
    return StrangeDesktop()


@pytest.fixture
def program(qtbot: QtBot, desktop: StrangeDesktop, tmp_path: Path) -> Iterator[Program]:
    """Answers come from nowhere: whatever is asked fails."""
    nowhere = Connection.to_engine(tmp_path / "nobody", "kestrel-nano")
    made = Program(tmp_path / "home", nowhere, desktop)
    made.start(Knock())
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    if not desktop.is_closed:
        made.close()
    made.window.deleteLater()
    made.deleteLater()
    qtbot.wait(10)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Whether the user looks at another program."""

    def looks(away: bool) -> None:
        states = Qt.ApplicationState
        state = states.ApplicationInactive if away else states.ApplicationActive
        monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state)

    return looks
