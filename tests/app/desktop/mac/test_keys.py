"""Chords as a user records them in Qt are those that Carbon is asked for."""

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from app.desktop.face import Cannot
from app.desktop.mac.keys import Chord, chord_of

COMMAND, SHIFT, OPTION, CONTROL = 0x100, 0x200, 0x800, 0x1000


class American:
    def code(self, character: str, shifted: bool) -> int | None:
        return {"k": 0x28, ",": 0x2B}.get(character, 0x12 if shifted and character == "!" else None)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("Ctrl+Alt+K", Chord(0x28, COMMAND | OPTION)),  # Qt's Ctrl is the Command key
        ("Meta+Shift+K", Chord(0x28, CONTROL | SHIFT)),
        ("Alt+Space", Chord(0x31, OPTION)),
        ("Ctrl+,", Chord(0x2B, COMMAND)),
        ("Ctrl+Shift+!", Chord(0x12, COMMAND | SHIFT)),
        ("F1", Chord(0x7A, 0)),
        ("F20", Chord(0x5A, 0)),
        ("Ctrl+Shift+Backtab", Chord(0x30, COMMAND | SHIFT)),
        ("Ctrl+Del", Chord(0x75, COMMAND)),
        ("Ctrl+Backspace", Chord(0x33, COMMAND)),
        ("Ctrl+K, Ctrl+Up", Chord(0x28, COMMAND)),
    ],
)
def test_a_chord_has_its_code_and_modifiers(keys: str, wanted: Chord):
    assert (
        chord_of(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText), American()) == wanted
    )


def test_the_arrows_count_although_macos_says_that_they_are_of_the_number_pad():
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier
    keys = QKeySequence(QKeyCombination(modifiers, Qt.Key.Key_Left))
    assert chord_of(keys, American()) == Chord(0x7B, COMMAND)


@pytest.mark.parametrize("keys", ["", "Ctrl+W", "Ctrl+F21", "Ctrl+Volume Up"])
def test_a_key_that_is_not_there_is_said(keys: str):
    outcome = chord_of(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText), American())
    assert isinstance(outcome, Cannot) and outcome.reason and outcome.remedy


@pytest.mark.parametrize("keys", ["K", "Shift+K"])
def test_a_letter_alone_is_left_to_those_who_type(keys: str):
    outcome = chord_of(QKeySequence(keys), American())
    assert isinstance(outcome, Cannot) and "⌘" in outcome.remedy
