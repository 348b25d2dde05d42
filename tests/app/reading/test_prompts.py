"""The wording of questions: the family's, and a checkpoint's own before it."""

import json
from pathlib import Path

import pytest

from app.places import PROMPTS
from app.reading.prompts import Prompts, PromptsUnreadable, filled, load_wording


def test_the_bundled_prompts():
    family = load_wording(Prompts, PROMPTS)
    assert "bbox_2d" in family.list and "bbox_2d" in family.finding("Save")
    nano = load_wording(Prompts, PROMPTS, Path("tools/nano/prompts.json"))
    formats = Path("tools/nano/FORMATS.md").read_text()
    assert f"`{nano.list}`" in formats and f"`{nano.finding('Save')}`" in formats


def test_what_a_checkpoint_does_not_word_is_asked_as_of_the_family(tmp_path: Path):
    own = tmp_path / "prompts.json"
    own.write_text(json.dumps({"list": "All!", "something_else": "?"}))
    prompts = load_wording(Prompts, PROMPTS, own)
    assert prompts.list == "All!" and prompts.find == load_wording(Prompts, PROMPTS).find


@pytest.mark.parametrize("text", ["{", "[]", '{"list": 1}', '{"find": "b"}', "\xff"])
def test_damaged_prompts_say_so(tmp_path: Path, text: str):
    path = tmp_path / "prompts.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(PromptsUnreadable, match="prompts.json"):
        load_wording(Prompts, PROMPTS, path)


def test_the_familys_file_holds_every_prompt(tmp_path: Path):
    (tmp_path / "screen.json").write_text('{"list": "a"}')
    with pytest.raises(PromptsUnreadable, match="no prompt find"):
        load_wording(Prompts, tmp_path)


def test_a_value_cannot_end_the_quotation_nor_name_another_hole():
    assert filled('Where is "{words}" {else}?', words='a "b" {words}') == (
        "Where is \"a 'b' {words}\" {else}?"
    )
