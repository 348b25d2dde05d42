"""What is chosen in the settings takes effect at once and is still chosen after a restart."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.ui.settings.window import SettingsWindow
from app.ui.theme import theme
from tests.e2e import pointer
from tests.e2e.window import Use, Used, end_of

ABLE = "What can you do?"


def settings(used: Used, tab: str) -> SettingsWindow:
    used.program.window.menus["preferences"].trigger()
    used.until(lambda: pointer.window_of(SettingsWindow))
    window = pointer.window_of(SettingsWindow)
    assert window is not None
    pressed = pointer.button(window, tab)
    assert pressed is not None
    pointer.press(pressed)
    return window


def choose(window: QWidget, name: str, words: str) -> None:
    """With the arrow keys, as far as it takes."""
    choice = pointer.named(window, name, QComboBox)
    assert choice is not None
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Home)
    for _ in range(choice.count()):
        if choice.currentText() == words:
            return
        QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == words


def write(window: QWidget, name: str, kind: type[QWidget], words: str) -> QWidget:
    field = pointer.named(window, name, kind)
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, words)
    return field


def in_a_new_chat(used: Used) -> tuple[int, int, str]:
    """Tokens of the prompt and of the answer, and how it ended."""
    used.program.window.menus["new"].trigger()
    end = end_of(used.ask(ABLE))
    return end.usage.prompt_tokens, end.usage.completion_tokens, end.reason


def test_settings_take_effect_and_stay(use: Use):
    used = use()
    prompt, _, reason = in_a_new_chat(used)
    assert reason == "stop"
    window = settings(used, "General")
    choose(window, "Appearance", "Dark")
    assert theme().look.dark
    _make_a_preset(used)
    longer, answered, reason = in_a_new_chat(used)
    assert longer > prompt + 5
    assert (answered, reason) == (3, "length")
    again = use()
    assert theme().look.dark
    assert in_a_new_chat(again)[1:] == (3, "length")
    choose(settings(again, "General"), "Appearance", "Light")
    assert not theme().look.dark
    choose(settings(again, "Answers"), "Default preset", "The model's own way")
    assert in_a_new_chat(again)[0] == longer and in_a_new_chat(again)[2] == "stop"


def _make_a_preset(used: Used) -> None:
    """A prompt for all chats, and a preset of three tokens that they begin with."""
    window = settings(used, "Answers")
    write(window, "System prompt", QPlainTextEdit, "Answer in plain words, please.")
    add = pointer.button(window, "Add a preset")
    assert add is not None
    pointer.press(add)
    QTest.keyClick(write(window, "Name of the preset", QLineEdit, "Curt"), Qt.Key.Key_Return)
    QTest.keyClick(write(window, "At most", QLineEdit, "3"), Qt.Key.Key_Return)
    choose(window, "Default preset", "Curt")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    used.until(lambda: used.program.preferences.preset == "Curt")
    used.until(lambda: used.program.preferences.system)
