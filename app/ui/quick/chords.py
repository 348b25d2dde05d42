"""Which keys cannot be the quick ask's: the system's own, and those other programs live by."""

from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
FUNCTION_KEYS = range(Qt.Key.Key_F13, Qt.Key.Key_F35 + 1)
# As on a Mac: "Ctrl" is Command, "Meta" is Control, "Alt" is Option (facts/apps.md §3).
CLAIMED = {
    "Alt+Space": "ChatGPT, Raycast",
    "Meta+Space": "",
    "Meta+Alt+Space": "",
    "Ctrl+Space": "Spotlight",
    "Ctrl+Alt+Space": "Finder",
    "Ctrl+Shift+G": "",
    "Ctrl+Shift+Return": "HuggingChat",
    "Ctrl+Tab": "",
    "Ctrl+Shift+Tab": "",
    "Ctrl+`": "",
    "Ctrl+Shift+3": "",
    "Ctrl+Shift+4": "",
    "Ctrl+Shift+5": "",
    "Meta+Up": "Mission Control",
    "Meta+Down": "Mission Control",
    "Meta+Left": "Mission Control",
    "Meta+Right": "Mission Control",
    "Ctrl+Alt+Esc": "",
    "Meta+Ctrl+Q": "",
    "Meta+Ctrl+F": "",
    "Ctrl+Alt+D": "",
}
EVERYWHERE = "ACFHMNOPQSTVWXYZ,."  # with Command alone, and Shift


def refusal(keys: QKeySequence) -> str:
    """Why a chord cannot be a hotkey, "" where it can."""
    if keys.isEmpty():
        return ""
    combination = cast(QKeyCombination, cast(Any, keys)[0])  # Any: the stubs lack it
    held = combination.keyboardModifiers()
    if not held & MODIFIERS and combination.key() not in FUNCTION_KEYS:
        return QCoreApplication.translate(
            "Recorder", "Hold Command, Control or Option with it, or every text would lose the key."
        )
    for claimed, owner in CLAIMED.items():
        if keys.matches(QKeySequence(claimed)) == QKeySequence.SequenceMatch.ExactMatch:
            return _owned(owner)
    with_command = held & ~Qt.KeyboardModifier.ShiftModifier
    is_plain_command = with_command == Qt.KeyboardModifier.ControlModifier
    if is_plain_command and _letter(combination.key()) in EVERYWHERE:
        return QCoreApplication.translate("Recorder", "Every program uses these keys for its own.")
    return ""


def _owned(owner: str) -> str:
    if owner:
        words = QCoreApplication.translate("Recorder", "These keys are used by {owner}.")
        return words.format(owner=owner)
    return QCoreApplication.translate("Recorder", "These keys belong to the system.")


def _letter(key: Qt.Key) -> str:
    return QKeySequence(key).toString() or "none"
