"""One hotkey at a time, taken where it is free, given back whole; the reasons where it is not."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from app.desktop.face import Cannot, Registered, Taken
from app.desktop.mac.hotkey import Hotkey
from app.desktop.mac.post import Post

SPACE, KEY = QKeySequence("Alt+Space"), QKeySequence("Ctrl+K")


class Layout:
    def code(self, character: str, shifted: bool) -> int | None:
        return 0x28 if character == "k" else None


class System:
    """Carbon that holds what was taken of it."""

    def __init__(self) -> None:
        self.held: list[tuple[int, int]] = []
        self.handlers: list[Callable[[], None]] = []
        self.refuses = self.deaf = 0
        self.own: frozenset[tuple[int, int]] = frozenset()

    def hear(self, pressed: Callable[[], None]) -> tuple[int, int | None]:
        if not self.deaf:
            self.handlers.append(pressed)
        return self.deaf, len(self.handlers)

    def end_hearing(self, installed: int | None) -> None:
        assert installed == len(self.handlers)
        self.handlers.pop()

    def register(self, code: int, modifiers: int) -> tuple[int, int | None]:
        if not self.refuses:
            self.held.append((code, modifiers))
        return self.refuses, len(self.held)

    def unregister(self, taken: int | None) -> None:
        assert taken == len(self.held)
        self.held.pop()

    def of_system(self) -> frozenset[tuple[int, int]]:
        return self.own


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def hotkey(qtbot: QtBot, system: System) -> Hotkey:
    return Hotkey(Post(), lambda: system, Layout)


def test_a_press_is_told_in_the_loop(hotkey: Hotkey, system: System, qtbot: QtBot):
    pressed: list[str] = []
    assert hotkey.register(SPACE, lambda: pressed.append("space")) == Registered()
    system.handlers[0]()
    assert pressed == []
    qtbot.waitUntil(lambda: pressed == ["space"])


def test_another_chord_takes_its_place(hotkey: Hotkey, system: System, qtbot: QtBot):
    pressed: list[str] = []
    hotkey.register(SPACE, lambda: pressed.append("space"))
    system.handlers[0]()
    hotkey.register(KEY, lambda: pressed.append("key"))
    assert system.held == [(0x28, 0x100)] and len(system.handlers) == 1
    system.handlers[0]()
    qtbot.waitUntil(lambda: "key" in pressed)


def test_given_up_it_is_free_and_a_press_on_its_way_counts_no_more(
    hotkey: Hotkey, system: System, qtbot: QtBot
):
    pressed: list[str] = []
    hotkey.register(SPACE, lambda: pressed.append("space"))
    system.handlers[0]()
    hotkey.unregister()
    hotkey.unregister()
    qtbot.wait(20)
    assert system.held == [] and system.handlers == [] and pressed == []


def test_one_of_another_program_is_taken(hotkey: Hotkey, system: System):
    system.refuses = -9878
    outcome = hotkey.register(SPACE, lambda: None)
    assert isinstance(outcome, Taken) and "Another program" in outcome.reason
    assert system.handlers == []  # and nothing of ours is left behind


def test_one_of_the_system_is_taken_and_not_even_tried(hotkey: Hotkey, system: System):
    system.own = frozenset({(0x31, 0x800)})
    outcome = hotkey.register(SPACE, lambda: None)
    assert isinstance(outcome, Taken) and "macOS" in outcome.reason
    assert system.held == [] and system.handlers == []


def test_any_other_error_has_its_number(hotkey: Hotkey, system: System):
    system.refuses = -50
    outcome = hotkey.register(SPACE, lambda: None)
    assert isinstance(outcome, Cannot) and "-50" in outcome.reason
    system.refuses, system.deaf = 0, -5000
    outcome = hotkey.register(SPACE, lambda: None)
    assert isinstance(outcome, Cannot) and "-5000" in outcome.reason
    assert system.held == []


def test_an_unknown_key_gives_the_former_back(hotkey: Hotkey, system: System):
    hotkey.register(SPACE, lambda: None)
    assert isinstance(hotkey.register(QKeySequence("Ctrl+W"), lambda: None), Cannot)
    assert system.held == []


def test_an_exception_of_the_listener_does_not_reach_carbon(
    hotkey: Hotkey, system: System, qtbot: QtBot
):
    def fail() -> None:
        raise ValueError("a fault of ours")

    hotkey.register(SPACE, fail)
    with qtbot.captureExceptions() as caught:
        system.handlers[0]()  # returns
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is ValueError
