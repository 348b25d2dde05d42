"""The program tells the desktop what it does, heeds what it says, and stays right where it errs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Reply, Turn
from app.chat.events import End, EndReason
from app.chat.message import ImagePart, TextPart
from app.desktop.face import Cannot, Power
from app.models.progress import Progress
from app.ui.models.controller import share_of
from app.ui.preferences import Preferences
from app.ui.program import Program
from app.ui.theme import theme
from tests.fixtures.strange_desktop import NO_BUNDLE, StrangeDesktop

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"


def answered(reason: EndReason = "stop", text: str = "It is at the right.") -> Turn:
    end = End(reason, error="the engine is gone" if reason == "failed" else "")
    return Turn("t1", "t0", "assistant", (TextPart(text),), 0.0, Reply(end=end))


def test_the_menus_the_dock_and_drops_are_joined(program: Program, desktop: StrangeDesktop):
    assert desktop.adopted == ["Window", "Help", "MainWindow"]
    texts = [getattr(item, "text", "") for item in desktop.docks[-1].items]
    assert texts == ["Quick ask", "Capture and ask…", "", "Open Kestrel", "Recent chats"]


def test_it_is_held_awake_while_an_answer_is_on_its_way(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    stream = program.client.complete("Once")
    other = program.client.complete("Twice")
    assert desktop.awake == ["A question is being answered"]
    qtbot.waitUntil(lambda: stream.is_over and other.is_over)
    qtbot.waitUntil(lambda: desktop.awake == ["A question is being answered", ""])
    program.models.progressed.emit(0.25)
    program.models.progressed.emit(None)
    assert desktop.awake[2:] == ["A model is being downloaded", ""]
    assert desktop.progress == [0.25, None]


@pytest.mark.parametrize(
    ("power", "sparing"),
    [
        (Power(), False),
        (Power(heat="fair"), False),
        (Power(on_battery=True), True),
        (Power(low_power=True), True),
        (Power(heat="serious"), True),
    ],
)
def test_little_power_means_nothing_is_done_ahead(
    program: Program, desktop: StrangeDesktop, power: Power, sparing: bool
):
    desktop.tell_power(power)
    assert program.client.is_sparing is sparing
    desktop.tell_power(Power())
    assert program.client.is_sparing is False


def test_the_accent_follows_the_system_live(program: Program, desktop: StrangeDesktop):
    before, told = theme().look.accent, list[bool]()
    theme().changed.connect(lambda: told.append(True))
    desktop.tell_accent("#8a2be2")
    purple = theme().look.accent
    theme().set_accent("")
    assert purple != before == theme().look.accent and len(told) == 2


def test_who_looks_elsewhere_is_told_by_a_number_and_if_chosen_by_words(
    program: Program, desktop: StrangeDesktop, elsewhere: Callable[[bool], None]
):
    tell = program.surroundings.attention
    elsewhere(False)
    tell.answered(answered(), False)
    assert desktop.badges == [] and desktop.notices == []
    elsewhere(True)
    tell.answered(answered(), False)
    tell.answered(answered("cancelled"), False)
    assert desktop.badges == [1] and desktop.notices == [], "nothing asks before it was chosen"
    program.change(Preferences(notify=True))
    tell.answered(answered(text="word " * 100), False)
    tell.answered(answered(), True)
    tell.answered(answered("failed"), False)
    tell.got("Qwen3.5 2B")
    titles, words = zip(*desktop.notices, strict=True)
    assert titles == ("Answered", "Answered", "An answer failed", "Downloaded")
    assert len(words[0]) <= 120 and words[1] == "" and "gone" in words[2]
    assert "Qwen3.5 2B" in words[3]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert desktop.badges == [1, 2, 3, 4, 5, 0]


def test_choosing_notifications_asks_the_system_once(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    tick = program.windows.settings(program.preferences).general.notify
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert program.preferences.notify and desktop.asked_for == ["notifications"]
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    program.change(Preferences(notify=True))  # as at the next start
    assert desktop.asked_for == ["notifications"]


def test_without_a_bundle_nothing_breaks_and_the_settings_say_so(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop, elsewhere: Callable[[bool], None]
):
    desktop.has_bundle = False
    settings = program.windows.settings(program.preferences)
    general = settings.general
    qtbot.mouseClick(general.notify, Qt.MouseButton.LeftButton)
    assert general.said_of_notices == str(NO_BUNDLE)
    elsewhere(True)
    program.surroundings.attention.answered(answered(), False)
    assert desktop.badges == [1] and desktop.notices == []
    assert not general.login.isEnabled() and str(NO_BUNDLE) in general.said_of_login
    settings.permissions.rows["capture"].asked.emit()
    assert settings.permissions.said.text() == str(NO_BUNDLE)


def test_the_login_item_is_the_systems_and_is_looked_at_again(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    settings = program.windows.settings(program.preferences)
    assert not settings.general.login.isChecked() and settings.general.said_of_login == ""
    qtbot.mouseClick(settings.general.login, Qt.MouseButton.LeftButton)
    assert desktop.login and settings.general.login.isChecked()
    desktop.login = False  # in the system's own settings
    settings.looked.emit()
    assert not settings.general.login.isChecked()


def test_a_hotkey_that_another_program_owns_is_said_and_not_kept_quiet(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    settings = program.windows.settings(program.preferences)
    program.change(Preferences(hotkey="Ctrl+Alt+K"))
    assert "Another program" in settings.general.hotkey.said.text()
    program.change(Preferences())
    assert settings.general.hotkey.said.text() == ""


@pytest.mark.parametrize("state", ["granted", "denied", "unasked", "restart", "unneeded"])
def test_the_doctor_shows_each_state_and_offers_what_helps(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop, state: str
):
    desktop.allowed = state  # type: ignore[assignment]
    settings = program.windows.settings(program.preferences)
    settings.turn("permissions")
    row = settings.permissions.rows["capture"]
    assert row.state.text()
    assert row.button.isVisible() is (state in ("denied", "unasked"))
    assert ("open it again" in row.advice.text()) is (state in ("restart", "denied"))
    if row.button.isVisible():
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
        assert desktop.asked_for == ["capture"]
    desktop.allowed = "granted"  # in the system's own settings
    QApplication.sendEvent(settings, QEvent(QEvent.Type.ActivationChange))
    settings.looked.emit()
    assert row.state.text() == "Given"


def test_a_capture_that_fails_in_spite_of_its_grant_is_said(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    """The system's own word was stale: only trying told."""
    desktop.captured = Cannot("The picture shows the wallpaper only.", "Allow it.")
    program.window.menus["screen"].trigger()
    qtbot.waitUntil(lambda: "wallpaper only" in program.window.notice.text)
    assert program.window.composer.draft().is_empty and program.window.isVisible()


def test_space_on_an_attachment_is_the_systems_and_elsewhere_opens_it(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    opened: list[object] = []
    composer = program.window.composer
    composer.opened.connect(opened.append)
    packed = ImagePart(SAMPLE.read_bytes(), "pasted.png")
    composer.attach([ImagePart(SAMPLE, "print.png"), packed])
    file, pasted = composer.tray.chips
    qtbot.keyClick(file, Qt.Key.Key_Space)
    assert desktop.previews == [SAMPLE] and opened == []
    qtbot.keyClick(pasted, Qt.Key.Key_Space)
    assert len(opened) == 1, "it lies in no file: the program shows it itself"


def test_the_icon_brings_the_window_back(qtbot: QtBot, program: Program):
    program.window.close()
    assert not program.window.isVisible()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert program.window.isVisible()


@pytest.mark.parametrize("place", [True, False])
def test_it_goes_on_without_a_window_only_where_something_brings_it_back(
    program: Program, desktop: StrangeDesktop, monkeypatch: pytest.MonkeyPatch, place: bool
):
    refusal = None if place else Cannot("no status items")
    monkeypatch.setattr(StrangeDesktop, "show_status", lambda *_: refusal)
    program.change(Preferences(status_item=True, context=4096))
    assert QGuiApplication.quitOnLastWindowClosed() is not place
    program.change(Preferences(status_item=False))
    assert QGuiApplication.quitOnLastWindowClosed() is True


def test_all_is_given_back_at_the_end(qtbot: QtBot, program: Program, desktop: StrangeDesktop):
    program.close()
    assert desktop.is_closed and desktop.awake[-1] == "" and desktop.badges == [0]


def test_how_far_all_downloads_are():
    going = [Progress("getting", 30, 100), Progress("asking", 0, 100), Progress("paused", 9, 10)]
    assert share_of(going) == 0.15
    assert share_of([Progress("failed", 1, 2), Progress("asking")]) is None
