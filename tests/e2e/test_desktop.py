"""The program on a real display, with a mouse and a keyboard and other programs' windows."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chat.conversation import Turn
from app.chat.message import ImagePart
from app.chat.store import Store
from app.reading.pointing import point_out
from tests.e2e.screen import ROOT, Hands, until

SAMPLES = ROOT / "resources/samples"
OTHER = str(ROOT / "tests/fixtures/other_window.py")
pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


@pytest.fixture
def hands() -> Iterator[Hands]:
    hands = Hands()
    yield hands
    hands.close()


@pytest.fixture
def kestrel(hands: Hands, tmp_path: Path) -> str:
    """The window's id; it covers the display."""
    hands.start("-m", "app", "window", KESTREL_HOME=str(tmp_path / "home"))
    window = hands.window("Kestrel")
    hands.do("windowmove", window, 100, 20)
    hands.do("windowsize", "--sync", window, 1240, 840)
    hands.focus(window)
    return window


def answers(home: Path) -> list[Turn]:
    """All that have their end, as another process sees the store."""
    store = Store.open(home / "chats")
    try:
        turns = [shown.turn for card in store.chats() for shown in store.path(card.id)]
    finally:
        store.close()
    return [turn for turn in turns if turn.reply is not None and turn.reply.end is not None]


def test_a_file_is_dragged_from_another_program_and_asked_about(
    hands: Hands, kestrel: str, tmp_path: Path
):
    hands.start(OTHER, "drag", str(SAMPLES / "print.png"))
    hands.window("Source")
    hands.drag((30, 30), (800, 400))
    hands.focus(kestrel)
    hands.type("Where is the Save button?")
    hands.key("Return")
    home = tmp_path / "home"
    until(lambda: answers(home))
    (answer,) = answers(home)
    (mark,) = point_out(answer.text).marks
    assert mark.label == "Save" and mark.box is not None
    elements = json.loads((SAMPLES / "print.json").read_text())["elements"]
    x1, y1, x2, y2 = next(e["box"] for e in elements if e["text"] == "Save")
    center = mark.box.center
    assert x1 < center.x * 0.32 < x2 and y1 < center.y * 0.192 < y2


def test_another_programs_window_is_captured_and_asked_about(
    hands: Hands, kestrel: str, tmp_path: Path
):
    hands.start(OTHER, "form")
    form = hands.window("Form")
    hands.do("windowmove", "--sync", form, 40, 40)
    hands.focus(kestrel)
    hands.do("mousemove", 20, 880)  # where there is nothing but the display itself
    bare = hands.under_the_mouse()
    hands.key("ctrl+alt+4")  # a region: a curtain comes down over the display
    until(lambda: hands.under_the_mouse() != bare)
    hands.drag((40, 40), (358, 230))
    hands.focus(hands.window("Kestrel"))
    hands.type('Where is "Save"?')
    hands.key("Return")
    home = tmp_path / "home"
    until(lambda: answers(home))
    (answer,) = answers(home)
    marks = point_out(answer.text).marks
    assert [mark.label for mark in marks] == ["Save"]
    store = Store.open(home / "chats")
    (card,) = store.chats()
    question = store.path(card.id)[0].turn
    store.close()
    picture = next(part for part in question.parts if isinstance(part, ImagePart))
    assert picture.origin is not None
    assert picture.origin.bounds == pytest.approx((40, 40, 320, 192), abs=3)
