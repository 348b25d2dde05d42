"""One chat's settings: presets are copied, own values are named as such."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import ChatSettings
from app.chat.settings import Settings
from app.ui.preferences import Preset
from app.ui.settings.chat import ChatSettingsPanel

FREE = Settings(temperature=1.2, top_k=40, max_tokens=512)
PRESETS = (Preset("Exact", Settings(temperature=0.0)), Preset("Free", FREE))
GIVEN = ChatSettings(
    model="m", system="Be brief.", preset="Exact", settings=Settings(temperature=0.0, think=True)
)


@pytest.fixture
def panel(qtbot: QtBot) -> ChatSettingsPanel:
    panel = ChatSettingsPanel()
    qtbot.addWidget(panel)
    panel.set_settings(GIVEN, PRESETS, "Answer in French.")
    return panel


@pytest.fixture
def heard(panel: ChatSettingsPanel) -> list[ChatSettings]:
    heard: list[ChatSettings] = []
    panel.changed.connect(heard.append)
    return heard


def test_it_shows_the_chat(panel: ChatSettingsPanel, heard: list[ChatSettings]):
    assert panel.system.toPlainText() == "Be brief." and panel.think.isChecked()
    assert panel.system.placeholderText() == "Answer in French."
    assert panel.preset.currentData() == "Exact"
    assert panel.sampling.fields["temperature"].edit.text() == "0"
    assert heard == []


def test_a_preset_is_copied_and_thinking_stays(panel: ChatSettingsPanel, heard: list[ChatSettings]):
    panel.preset.choose("Free")
    panel.preset.activated.emit(panel.preset.currentIndex())
    assert heard == [replace(GIVEN, preset="Free", settings=replace(FREE, think=True))]
    assert panel.sampling.fields["top_k"].edit.text() == "40"
    panel.think.click()
    assert heard[-1] == replace(GIVEN, preset="Free", settings=FREE)


def test_a_changed_number_is_the_chats_own(
    qtbot: QtBot, panel: ChatSettingsPanel, heard: list[ChatSettings]
):
    panel.show()
    edit = panel.sampling.fields["temperature"].edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "0.5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    own = replace(GIVEN, preset="", settings=Settings(temperature=0.5, think=True))
    assert heard == [own]
    assert panel.preset.currentText() == "As set below"
    panel.preset.choose("")
    panel.preset.activated.emit(panel.preset.currentIndex())
    assert heard[-1] == replace(own, settings=Settings(think=True))
    assert panel.preset.currentText() == "The model's own way"


@pytest.mark.parametrize(
    "settings",
    [
        replace(GIVEN, preset="gone"),
        replace(GIVEN, settings=Settings(temperature=0.3)),  # the preset was changed since
        replace(GIVEN, preset=""),
    ],
)
def test_what_is_no_preset_is_not_called_one(panel: ChatSettingsPanel, settings: ChatSettings):
    panel.set_settings(settings, PRESETS)
    assert panel.preset.currentText() == "As set below"


def test_a_prompt_is_taken_when_the_panel_closes(
    qtbot: QtBot, panel: ChatSettingsPanel, heard: list[ChatSettings]
):
    panel.show()
    panel.system.selectAll()
    qtbot.keyClicks(panel.system, "In verse.")
    panel.close()
    assert heard == [replace(GIVEN, system="In verse.")]


def test_it_opens_on_the_screen(qtbot: QtBot, panel: ChatSettingsPanel):
    anchor = QWidget()
    qtbot.addWidget(anchor)
    anchor.setGeometry(-300, 5000, 30, 30)
    anchor.show()
    panel.popup_below(anchor)
    there = panel.screen().availableGeometry()
    assert panel.isVisible() and panel.frameGeometry().left() >= there.left()
    assert panel.frameGeometry().bottom() <= there.bottom()


def test_it_closes_when_it_is_left(qtbot: QtBot, panel: ChatSettingsPanel):
    other = QWidget()
    qtbot.addWidget(other)
    panel.popup_below(other)
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.keyClick(panel.system, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    panel.popup_below(other)
    qtbot.waitUntil(panel.isActiveWindow)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not panel.isVisible())
