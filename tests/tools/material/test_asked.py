"""What is asked of a screen, and how it is written: always one answer, never two, never a hint."""

import json
import random
import re
from pathlib import Path

import pytest
from PIL import Image

from app.bench.reading.material import load
from tools.material.folder import write_source
from tools.material.icons import ICONS
from tools.material.pages import SMALL, WIDE, page
from tools.material.questions import questions
from tools.material.shot import Shot, Thing
from tools.nano.layout import held_out
from tools.nano.world import WORDS


def shot(*things: Thing, name: str = "one") -> Shot:
    return Shot(f"x:{name}", name, "test 1x light", Image.new("RGB", (200, 100)), things)


SAVE = Thing("button", "Save", "", (10, 10, 60, 34))
SAVE_ALL = Thing("button", "Save All", "disabled", (70, 10, 160, 34))
PLAIN = "button|tab|menuitem|link|label|title"  # roles whose text is the text of their HTML
SEARCH = Thing("icon", "", "", (10, 50, 38, 74), "search")


def test_what_could_be_two_things_is_not_asked_for():
    for seed in range(50):
        asked = questions(shot(SAVE, SAVE_ALL, SEARCH), random.Random(seed))
        words = [question.words for question in asked if question.thing]
        assert sorted(words) == ["Save All", "search icon"]


def test_what_is_absent_is_nowhere_on_the_screen():
    absent: list[str] = []
    for seed in range(200):
        asked = questions(shot(SAVE, SAVE_ALL, SEARCH), random.Random(seed))
        absent += [question.words for question in asked if question.thing is None]
    assert 30 < len(absent) < 70, "a quarter of the screens"
    assert not {"Save", "All", "search icon"} & set(absent)
    assert {words for words in absent if words.endswith(" icon")} <= {f"{i} icon" for i in ICONS}


def test_what_is_written_is_read_back(tmp_path: Path):
    write_source(tmp_path, [shot(SAVE, SAVE_ALL, SEARCH), shot(SAVE, name="two")])
    material = load(tmp_path)
    assert not material.left_out and [s.name for s in material.screens] == ["one.png", "two.png"]
    assert material.screens[0].source == "test 1x light" and material.screens[0].elements
    told = [(e.role, e.text, e.state) for e in material.screens[0].elements]
    assert told == [("button", "Save", ""), ("button", "Save All", "disabled"), ("icon", "", "")]
    box = material.screens[0].elements[1].box
    assert (box.start.x, box.start.y, box.end.x, box.end.y) == SAVE_ALL.box
    kinds = {target.words: target.kind for target in material.screens[0].targets}
    assert kinds["Save All"] == "text" and kinds["search icon"] == "icon"
    entries = json.loads((tmp_path / "test_1x_light.json").read_text())
    assert entries[0]["elements"][2]["name"] == "search"


@pytest.mark.parametrize("sizes", [SMALL, WIDE])
def test_a_page_is_its_seeds_and_says_nothing_twice(sizes):
    kinds: set[str] = set()
    for seed in range(40):
        html, size = page(f"test:{seed}", "light", sizes)
        assert size in sizes and (html, size) == page(f"test:{seed}", "light", sizes)
        kinds |= set(re.findall(r'data-role="(\w+)"', html))
        texts = re.findall(
            r'data-role="(?:button|tab|menuitem|link|label|title)"[^>]*>([^<]+)<', html
        )
        texts += re.findall(r'data-role="field" value="([^"]+)"', html)
        assert texts and len(texts) == len(set(texts))
        assert all(word in WORDS for text in texts for word in text.split())
        assert all(held_out(*text.split()) for text in texts if " " in text)
    assert kinds == {
        "button", "checkbox", "radio", "field", "combobox", "label", "menuitem", "title", "tab",
        "link", "icon",
    }  # fmt: skip
