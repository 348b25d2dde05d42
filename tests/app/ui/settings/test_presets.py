"""Presets in the settings window: added, renamed, removed; numbers refused in place."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chat.settings import Settings
from app.ui.preferences import Preferences, Preset
from app.ui.settings.number import NumberField
from app.ui.settings.window import SettingsWindow

GIVEN = Preferences(
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
    window.show()
    return window


@pytest.fixture
def heard(window: SettingsWindow) -> list[Preferences]:
    heard: list[Preferences] = []
    window.changed.connect(heard.append)
    return heard


def write(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text) if text else qtbot.keyClick(field.edit, Qt.Key.Key_Delete)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


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
