"""Reading another program's window on a real display: the picker, "Read this", "Find"."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chat.store import Store
from tests.e2e.screen import ROOT, Hands, until

OTHER = str(ROOT / "tests/fixtures/other_window.py")
SAMPLE = ROOT / "resources/samples/print.png"
TRUTH = json.loads(SAMPLE.with_suffix(".json").read_text())["elements"]
COPY = (1020, 692)  # where the button to copy the elements lies in the window that reads
pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


@pytest.fixture
def hands() -> Iterator[Hands]:
    hands = Hands()
    yield hands
    hands.close()


def draft(home: Path) -> tuple[str, int]:
    """What stands in the composer, as another process sees the store."""
    store = Store.open(home / "chats")
    try:
        kept = store.draft("")
    finally:
        store.close()
    return kept.text, len(kept.parts)


def overlap(a: object, b: list[int]) -> bool:
    if not isinstance(a, list):
        return False
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def copied(hands: Hands, kestrel: str, reading: str, home: Path) -> list[dict[str, object]]:
    """Press Copy beside the elements and paste into the composer; nothing before they are there."""
    hands.focus(reading)
    hands.do("mousemove", "--window", reading, *COPY)
    hands.do("click", 1)
    hands.focus(kestrel)
    hands.key("ctrl+l")
    hands.key("ctrl+a")
    hands.key("ctrl+v")
    words = draft(home)[0]
    return json.loads(words) if words.startswith("[") else []


def test_another_programs_window_is_picked_read_and_searched(hands: Hands, tmp_path: Path):
    home = tmp_path / "home"
    hands.start("-m", "app", "window", KESTREL_HOME=str(home))
    kestrel = hands.window("Kestrel")
    hands.start(OTHER, "show", str(SAMPLE))
    shown = hands.window("Screen")
    hands.do("windowmove", "--sync", shown, 40, 40)
    hands.focus(kestrel)
    hands.do("mousemove", 1390, 880)  # where there is nothing but the display itself
    bare = hands.under_the_mouse()
    hands.key("ctrl+alt+5")  # a window: a curtain comes down over the display
    until(lambda: hands.under_the_mouse() != bare)
    hands.do("mousemove", "--sync", 200, 200)
    hands.do("click", 1)
    hands.focus(hands.window("Kestrel"))
    until(lambda: draft(home)[1] == 1)
    hands.key("ctrl+shift+l")
    reading = hands.window("Read this")
    elements: list[dict[str, object]] = []
    until(lambda: elements.extend(copied(hands, kestrel, reading, home)) or elements)
    assert len(found(elements)) >= len(TRUTH) * 0.6, elements
    hands.focus(reading)
    hands.do("mousemove", "--window", reading, 300, 28)
    hands.do("click", 1)
    hands.type("Save")
    hands.key("Return")
    only: list[dict[str, object]] = []
    until(
        lambda: only.clear() or only.extend(copied(hands, kestrel, reading, home)) or len(only) == 1
    )
    assert found(only) == {"Save"}


def found(elements: list[dict[str, object]]) -> set[str]:
    """Labels that are right, with a box where the screen has them."""
    return {
        known["text"]
        for known in TRUTH
        for element in elements
        if element["label"] == known["text"] and overlap(element.get("box"), known["box"])
    }
