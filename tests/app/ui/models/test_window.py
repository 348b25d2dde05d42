"""The window of models: what each row says and asks for."""

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.models.catalogue import load_catalogue
from app.models.fit import verdict
from app.models.machine import machine_of
from app.models.progress import Progress
from app.ui.models.remotes import RemoteShown, RemoteWish
from app.ui.models.row import Act, Model, ModelRow, State
from app.ui.models.window import ModelsWindow
from app.ui.models.wording import progress_words

MACHINE = machine_of(16 << 30, is_metal=True)
OFFERS = {offer.id: offer for offer in load_catalogue()}


@pytest.fixture
def window(qtbot: QtBot) -> ModelsWindow:
    window = ModelsWindow()
    qtbot.addWidget(window)
    window.set_machine(MACHINE, 32768)
    window.show()
    return window


def model(
    offer: str, state: State, progress: Progress | None = None, more: tuple[Act, ...] = ()
) -> Model:
    found = OFFERS[offer]
    said = verdict(found.config, found.bytes, MACHINE, 32768)
    return Model(found.id, found.name, "4-bit", state, said, progress, "it broke", more)


@pytest.mark.parametrize(
    ("state", "words", "act"),
    [
        ("offered", "Get", "get"),
        ("getting", "Pause", "pause"),
        ("paused", "Resume", "resume"),
        ("failed", "Try again", "resume"),
        ("here", "Use", "use"),
    ],
)
def test_the_button_says_what_it_does(state: State, words: str, act: str, qtbot: QtBot):
    row = ModelRow(model("qwen3.5-4b-4bit", state, Progress("getting", 1, 2)))
    qtbot.addWidget(row)
    assert row.button.text() == words
    assert row.button.accessibleName().startswith(words)
    with qtbot.waitSignal(row.acted) as told:
        row.button.click()
    assert told.args == [act, "qwen3.5-4b-4bit"]


def test_what_is_used_or_will_not_fit_cannot_be_chosen(qtbot: QtBot):
    for one in (model("qwen3.5-4b-4bit", "used"), model("qwen3.5-9b-8bit", "here")):
        row = ModelRow(one)
        qtbot.addWidget(row)
        assert not row.button.isEnabled()


def test_no_sizes_are_told_before_they_are_known():
    assert progress_words(Progress("waiting", 0, 0)) == "Asking the host…"
    assert "trying again" in progress_words(Progress("waiting", 10**6, 2 * 10**6))


def test_progress_in_words(window: ModelsWindow):
    going = Progress("getting", 3_800_000_000, 6_080_000_000, 56e6)
    window.set_models([model("qwen3.5-9b-4bit", "getting", going, ("cancel",))])
    row = window.row("qwen3.5-9b-4bit")
    assert row.bar.isVisible() and row.bar.value() == 625
    assert "3.8 of 6.1 GB · 41 s left" in [
        part.text() for part in row.findChildren(type(row._said))
    ]
    assert [action.text() for action in row.menu.actions()] == [
        "Cancel and remove what has arrived"
    ]


def test_rare_ones_are_hidden_until_asked_for(window: ModelsWindow):
    rare = "qwen3.5-4b-base"
    window.set_models([model("qwen3.5-4b-4bit", "here"), model(rare, "offered")], [rare])
    assert not window.row(rare).isVisible()
    window.all.click()
    assert window.row(rare).isVisible()


def test_rows_come_and_go(window: ModelsWindow, qtbot: QtBot):
    window.set_models([model("qwen3.5-4b-4bit", "here"), model("qwen3.5-2b-4bit", "here")])
    kept = window.row("qwen3.5-2b-4bit")
    window.set_models([model("qwen3.5-2b-4bit", "used")])
    assert window.row("qwen3.5-2b-4bit") is kept
    with pytest.raises(KeyError):
        window.row("qwen3.5-4b-4bit")


def test_use_and_the_context(window: ModelsWindow, qtbot: QtBot):
    window.set_models([model("qwen3.5-4b-4bit", "here")])
    with qtbot.waitSignal(window.use) as told:
        window.row("qwen3.5-4b-4bit").button.click()
    assert told.args == ["qwen3.5-4b-4bit"]
    with qtbot.waitSignal(window.context_changed) as told:
        window.context.setCurrentIndex(0)
    assert told.args == [4096]


def test_a_folder_is_opened(window: ModelsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/some/folder")
    with qtbot.waitSignal(window.folder_opened) as told:
        window.open.click()
    assert told.args == ["/some/folder"]


def test_an_engine_elsewhere(window: ModelsWindow, qtbot: QtBot):
    panel = window.remotes
    panel.set_remotes([RemoteShown("Studio", "http://studio:8000/v1")])
    panel.name.setText("Mini ")
    panel.url.setText("http://mini:8000")
    panel.key.setText("secret")
    with qtbot.waitSignal(panel.saved) as told:
        panel.save.click()
    assert told.args == [RemoteWish("Mini", "http://mini:8000", "", "secret")]
