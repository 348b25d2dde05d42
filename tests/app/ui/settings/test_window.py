"""The settings window: shows what it is given, tells each change at once, refuses in place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.chat.settings import Settings
from app.ui.language import Language
from app.ui.preferences import Preferences, Preset, Remote
from app.ui.settings.controls import Choice
from app.ui.settings.number import NumberField
from app.ui.settings.records import NetworkRow, StorageRow, size_words
from app.ui.settings.window import SettingsWindow

GIVEN = Preferences(
    system="Be brief.",
    preset="Exact",
    presets=(
        Preset("Exact", Settings(temperature=0.0)),
        Preset("Free", Settings(temperature=1.2, top_p=0.9, top_k=40, max_tokens=512)),
    ),
)


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


def write(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text) if text else qtbot.keyClick(field.edit, Qt.Key.Key_Delete)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


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


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("temperature", "2.5", "from 0 to 2"),
        ("temperature", "-1", "from 0 to 2"),
        ("temperature", "warm", "no number"),
        ("temperature", "nan", "from 0 to 2"),
        ("top_p", "0", "above 0"),
        ("top_p", "1.01", "up to 1"),
        ("top_k", "1.5", "no whole number"),
        ("presence_penalty", "3", "from −2 to 2"),
        ("max_tokens", "0", "from 1"),
    ],
)
def test_a_number_that_cannot_be_is_refused_below_it(
    qtbot: QtBot,
    window: SettingsWindow,
    heard: list[Preferences],
    name: str,
    text: str,
    said: str,
):
    window.turn("answers")
    field = window.answers.presets.sampling.fields[name]
    write(qtbot, field, text)
    assert heard == [] and field.reason.isVisible()
    assert said in field.reason.text() and said in field.edit.accessibleDescription()
    assert field.edit.text() == text
    write(qtbot, field, "1")
    assert field.reason.isHidden()
    assert getattr(heard[-1].presets[0].settings, name) == 1


def test_a_comma_is_a_decimal_point_and_empty_is_the_models_own(
    qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]
):
    window.turn("answers")
    fields = window.answers.presets.sampling.fields
    write(qtbot, fields["temperature"], "0,7")
    assert heard[-1].presets[0].settings.temperature == 0.7
    write(qtbot, fields["temperature"], "")
    assert heard[-1].presets[0].settings.temperature is None
    write(qtbot, fields["max_tokens"], "4,096")
    assert heard[-1].presets[0].settings.max_tokens == 4096
    write(qtbot, fields["max_tokens"], "")
    assert heard[-1].presets[0].settings.max_tokens == Settings().max_tokens


def test_what_was_refused_is_forgotten_when_the_window_closes(
    qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]
):
    window.turn("answers")
    field = window.answers.presets.sampling.fields["temperature"]
    write(qtbot, field, "9")
    window.close()
    window.show()
    assert heard == [] and field.edit.text() == "0" and field.reason.isHidden()


def test_presets_are_added_copied_and_removed(window: SettingsWindow, heard: list[Preferences]):
    window.turn("answers")
    editor = window.answers.presets
    editor.add.click()
    editor.add.click()
    assert [p.name for p in heard[-1].presets] == ["Exact", "Free", "New preset", "New preset 2"]
    editor.listing.setCurrentRow(1)
    assert editor.sampling.fields["top_k"].edit.text() == "40"
    editor.duplicate.click()
    assert heard[-1].presets[-1] == replace(GIVEN.presets[1], name="Free copy")
    editor.remove.click()
    assert len(heard[-1].presets) == 4
    editor.listing.setCurrentRow(0)
    editor.remove.click()  # the one that new chats began with
    assert heard[-1].preset == "" and window.answers.preset.currentData() == ""


def test_a_renamed_default_stays_the_default(
    qtbot: QtBot, window: SettingsWindow, heard: list[Preferences]
):
    window.turn("answers")
    editor = window.answers.presets
    for text, said in (("Free", "Another preset"), ("  ", "needs a name")):
        editor.name.selectAll()
        qtbot.keyClicks(editor.name, text)
        qtbot.keyClick(editor.name, Qt.Key.Key_Return)
        assert heard == [] and said in editor.reason.text()
    editor.name.selectAll()
    qtbot.keyClicks(editor.name, "Strict")
    qtbot.keyClick(editor.name, Qt.Key.Key_Return)
    assert heard == [
        replace(
            GIVEN,
            preset="Strict",
            presets=(Preset("Strict", GIVEN.presets[0].settings), GIVEN.presets[1]),
        )
    ]
    assert editor.reason.isHidden() and editor.listing.item(0).text() == "Strict"


def test_without_presets_it_says_what_one_is(window: SettingsWindow, heard: list[Preferences]):
    window.set_preferences(Preferences())
    window.turn("answers")
    editor = window.answers.presets
    assert editor.name.isHidden() or not editor.name.isVisible()
    assert not editor.remove.isEnabled() and not editor.duplicate.isEnabled()
    editor.add.click()
    assert editor.name.isVisible() and len(heard[-1].presets) == 1


def test_privacy_keeps_to_the_truth(qtbot: QtBot, window: SettingsWindow):
    page = window.privacy
    assert page.leaves.text() == "Nothing leaves this computer."
    remote = Remote("studio", "https://studio.local")
    window.set_preferences(replace(GIVEN, model="remote:studio", remotes=(remote,)))
    assert "studio (https://studio.local)" in page.leaves.text()
    assert page.clear.isHidden() and page.table.model().rowCount() == 0
    window.set_network([NetworkRow(0.0, "huggingface.co", "Download of a model", 3_200_000_000)])
    row = [page.table.model().index(0, c).data() for c in range(4)]
    assert row[1:] == ["huggingface.co", "Download of a model", "3.2 GB"] and "1970" in row[0]
    with qtbot.waitSignal(window.network_cleared):
        page.clear.click()


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
    for place in (1, 2, 3, 4, 0):
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
