"""The settings window: shows what it is given, tells each change at once, refuses in place."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from app.chat.settings import Settings
from app.models.network import ASKING, GETTING, Contact
from app.ui.language import Language
from app.ui.preferences import Preferences, Preset, Remote
from app.ui.settings.controls import Choice
from app.ui.settings.records import StorageRow, size_words
from app.ui.settings.window import SettingsWindow

GIVEN = Preferences(
    system="Be brief.",
    preset="Exact",
    presets=(
        Preset("Exact", Settings(temperature=0.0)),
        Preset("Free", Settings(temperature=1.2, top_p=0.9, top_k=40, max_tokens=512)),
    ),
)

DONE = Contact("1", 0.0, "huggingface.co", "Download of a model", 3_199_990_000, 10_000, 5.0)
OPEN = Contact("2", 0.0, "huggingface.co", "Download of a model")


@pytest.fixture
def window(qtbot: QtBot) -> SettingsWindow:
    window = SettingsWindow()
    qtbot.addWidget(window)
    window.set_preferences(GIVEN)
    window.set_languages((Language("en", "English"), Language("zh_CN", "简体中文")))
    window.show()
    return window


@pytest.fixture
def heard(window: SettingsWindow) -> list[Preferences]:
    heard: list[Preferences] = []
    window.changed.connect(heard.append)
    return heard


def pick(choice: Choice, value: object) -> None:
    assert choice.choose(value)
    choice.activated.emit(choice.currentIndex())


@pytest.mark.parametrize(
    ("act", "field", "value"),
    [
        (lambda w: pick(w.general.appearance, "dark"), "appearance", "dark"),
        (lambda w: pick(w.general.language, "zh_CN"), "language", "zh_CN"),
        (lambda w: w.general.status_item.click(), "status_item", False),
        (lambda w: w.answers.think.click(), "settings", Settings(think=True)),
        (lambda w: pick(w.answers.preset, ""), "preset", ""),
        (lambda w: pick(w.model.context, 65536), "context", 65536),
        (lambda w: pick(w.model.memory, 8.0), "memory_gb", 8.0),
        (lambda w: pick(w.model.idle, None), "idle_minutes", None),
    ],
)
def test_a_change_is_told_at_once_and_alone(
    window: SettingsWindow,
    heard: list[Preferences],
    act: Callable[[SettingsWindow], None],
    field: str,
    value: object,
):
    act(window)
    assert heard == [replace(GIVEN, **{field: value})]


def test_showing_preferences_tells_nothing(window: SettingsWindow, heard: list[Preferences]):
    window.set_preferences(replace(GIVEN, appearance="light", context=5000, memory_gb=7.5))
    window.set_memory(16 * 2**30)
    assert heard == []
    assert window.general.appearance.currentData() == "light"
    assert window.model.context.currentText() == "5,000 tokens"  # not one of ours, and kept
    assert window.model.memory.currentText() == "7.5 GB"
    assert window.answers.system.toPlainText() == "Be brief."


def test_one_page_does_not_undo_another(window: SettingsWindow, heard: list[Preferences]):
    pick(window.general.appearance, "dark")
    pick(window.model.context, 8192)
    assert heard[-1] == replace(GIVEN, appearance="dark", context=8192)


def test_no_limit_beyond_the_memory_is_offered(window: SettingsWindow):
    window.set_memory(16 * 2**30)
    offered = [window.model.memory.itemData(r) for r in range(window.model.memory.count())]
    assert offered[0] is None and max(n for n in offered if n) == 12.0


def test_a_prompt_is_taken_after_a_pause_and_when_it_is_left(
    qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]
):
    window.turn("answers")
    prompt = window.answers.system
    prompt.selectAll()
    with qtbot.waitSignal(window.changed):
        qtbot.keyClicks(prompt, "Slowly.")
    assert [one.system for one in heard] == ["Slowly."]
    qtbot.keyClicks(prompt, " Really.")
    window.close()
    assert heard[-1].system == "Slowly. Really."


def test_privacy_keeps_to_the_truth(qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]):
    page = window.privacy
    assert page.leaves.text() == "Nothing leaves this computer."
    remote = Remote("studio", "https://studio.local")
    window.set_preferences(replace(GIVEN, model="remote:studio", remotes=(remote,)))
    assert "studio (https://studio.local)" in page.leaves.text()
    assert page.clear.isHidden() and page.table.model().rowCount() == 0
    window.set_network([DONE, OPEN])
    row = [page.table.model().index(0, c).data() for c in range(4)]
    assert page.table.model().index(1, 3).data() == "still open"
    assert row[1:] == ["huggingface.co", "Download of a model", "3.2 GB"] and "1970" in row[0]
    with qtbot.waitSignal(window.network_cleared):
        page.clear.click()
    assert heard[-1].log_cleared == pytest.approx(time.time(), abs=60)


def test_storage_is_shown_revealed_and_given_up(qtbot: QtBot, window: SettingsWindow):
    page = window.storage
    rows = [
        StorageRow("Chats", 4_300_000, Path("/x/a")),
        StorageRow("Models", 412_000_000, Path("/x/b")),
    ]
    window.set_storage([StorageRow("Old", 1, Path("/"))], None)
    assert "no backup yet" in page.backup.text()
    window.set_storage(rows, 0.0)
    texts = [words.text() for words in page.findChildren(QLabel) if words.isVisibleTo(page)]
    assert {"Chats", "4.3 MB", "Models", "412 MB", "416 MB"} <= set(
        texts
    ) and "1970" in page.backup.text()
    button = next(
        b for b in page.findChildren(QPushButton) if b.accessibleName() == "Reveal Models"
    )
    with qtbot.waitSignal(window.reveal) as revealed:
        button.click()
    assert revealed.args == [Path("/x/b")]
    for signal, pressed in (
        (window.export_wanted, page.export),
        (window.import_wanted, page.bring),
        (window.trash_wanted, page.trash),
        (window.snapshots_clear_wanted, page.snapshots),
        (window.models_wanted, window.model.models),
    ):
        with qtbot.waitSignal(signal):
            pressed.click()


def test_tabs_turn_by_keys_and_escape_closes(qtbot: QtBot, window: SettingsWindow):
    window.tabs.setFocus()
    for place in (1, 2, 3, 4, 5, 0):
        qtbot.keyClick(window.tabs, Qt.Key.Key_Right)
        assert window.stack.currentIndex() == place
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_every_control_has_a_name(window: SettingsWindow):
    nameless = [
        widget
        for kind in (QComboBox, QToolButton, QPushButton)
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or widget.property("text"))
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (4_300, "4 kB"),
        (4_300_000, "4.3 MB"),
        (412_000_000, "412 MB"),
    ],
)
def test_sizes(qtbot: QtBot, count: int, said: str):
    assert size_words(count) == said


def test_a_hotkey_is_recorded_kept_and_spoken_of(
    qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]
):
    recorder = window.general.hotkey
    recorder.setFocus()
    recorder.record()
    qtbot.keyClick(recorder, Qt.Key.Key_Escape)
    assert window.isVisible() and not recorder.is_recording
    recorder.record()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(recorder, Qt.Key.Key_K, held)
    assert [one.hotkey for one in heard] == ["Ctrl+Alt+K"]
    window.say_about_hotkey("Another program has these keys.")
    assert recorder.said.isVisible()
    window.set_preferences(GIVEN)
    assert recorder.keys.isEmpty() and recorder.said.isVisible()


def test_purposes_are_shown_in_words(window: SettingsWindow):
    rows = [Contact("1", 0.0, "huggingface.co", GETTING + "Qwen"), Contact("2", 0.0, "h", ASKING)]
    window.set_network(rows)
    table = window.privacy.findChildren(QTableView)[0].model()
    shown = [table.index(row, 2).data() for row in range(table.rowCount())]
    assert shown == ["Getting Qwen", "Asking an engine on another computer"]
