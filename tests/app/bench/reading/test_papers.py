"""Documents whose values are known: the truth is right, a lie is set aside and counted."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.bench.reading.material import Material, load
from app.bench.reading.outcomes import Extracted, Failed, Kept, Outcome
from app.bench.reading.papers import leaves
from app.bench.reading.results import counts
from app.bench.reading.sitting import sit
from app.bench.reading.ways import ways
from app.chat.events import Attached, End, Event, Receipt, Text, Usage
from app.chat.message import Message
from app.chat.settings import Settings
from app.places import PROMPTS
from app.reading.documents.opening import open_document
from app.reading.documents.values import Word
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import Prompts, load_wording
from tools.material.papers import write_papers

WORDING = load_wording(Prompts, PROMPTS), load_wording(DocumentPrompts, PROMPTS)


class PaperAsk:
    """Tells each value of one document with the words of its page, and then nothing of its crops.

    `changed` are values told in place of the true ones, from the same words.
    """

    def __init__(self, pdf: Path, value: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        with open_document(pdf) as document:
            sheet = document.sheet(1)
        self._words, self._size = list(sheet.words), sheet.size
        self._value, self._changed = value, changed
        self._steps = 0

    def __call__(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008
        cancel: threading.Event | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Iterator[Event]:
        self._steps += 1
        size = self._size
        yield Attached((Receipt("page 1", "image", size, size, (), 1, ""),))
        told: dict[str, Any] = {key: self._told(value) for key, value in self._value.items()}
        for key, value in self._changed.items():
            told[key] = {**told.get(key, told.get("total", {})), "value": value}
        yield Text(json.dumps(told) if schema else "")
        yield End("stop", Usage(10, 0, 10))

    def _told(self, value: object) -> object:
        if isinstance(value, dict):
            return {key: self._told(member) for key, member in value.items()}
        if isinstance(value, list):
            return [self._told(member) for member in value]
        shown = f"{value:.2f}" if isinstance(value, float) else str(value)
        found = self._found(shown) or self._found(f"{value}%")
        assert found, f"{shown} stands on the page"
        left = min(word.box.start.x for word in found)
        top = min(word.box.start.y for word in found)
        right = max(word.box.end.x for word in found)
        low = max(word.box.end.y for word in found)
        sides = zip((left, top, right, low), (*self._size, *self._size), strict=True)
        box = [round(1000 * place / side) for place, side in sides]
        quotation = " ".join(word.text for word in found)
        return {"quotation": quotation, "bbox_2d": box, "value": value}

    def _found(self, shown: str) -> list[Word]:
        wanted = shown.split()
        for start in range(len(self._words)):
            run = self._words[start : start + len(wanted)]
            if [word.text for word in run] == wanted:
                return run
        return []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers")
    write_papers(path, 2, 900_000)
    return path


def sat(folder: Path, name: str, **changed: object) -> Outcome:
    papers = load(folder).papers
    paper = next(one for one in papers if one.name == name)
    ask = PaperAsk(paper.file.with_suffix(".pdf"), paper.value, changed)
    kept = Kept(None, {})
    sit(Material(folder, (), (paper,)), ways(ask, *WORDING), kept)
    (outcome,) = kept.outcomes
    return outcome


@pytest.mark.parametrize("name", ["receipt_900000.pdf", "invoice_900001.pdf"])
def test_who_tells_the_truth_is_right(folder: Path, name: str):
    told = sat(folder, name)
    assert isinstance(told, Extracted)
    assert told.there == told.said == told.right >= 12 and told.invented == 0
    confirmed, unconfirmed, contradicted = told.confirmed, told.unconfirmed, told.contradicted
    assert confirmed[0] == confirmed[1] > told.there / 2 and contradicted == (0, 0)
    assert confirmed[1] + unconfirmed[1] == told.there


def test_a_lie_is_set_aside_and_what_is_not_there_is_no_value(folder: Path):
    told = sat(folder, "receipt_900000.pdf", total=1234.5, tip=77)
    assert isinstance(told, Extracted)
    assert told.said == told.right == told.there - 1 and told.invented == 0
    assert told.contradicted == (0, 2), "the text layer says otherwise of both"


def test_a_scan_has_no_text_layer_so_nothing_is_sure(folder: Path):
    told = sat(folder, "receipt_900001.png", tip=77)
    assert isinstance(told, Extracted) and told.invented <= 1
    assert told.confirmed[1] < told.there, "the crops were not read"


def test_the_material_is_the_same_every_time_and_its_sums_are_true(folder: Path, tmp_path: Path):
    write_papers(tmp_path, 2, 900_000)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name
    papers = load(folder).papers
    assert {paper.source for paper in papers} == {
        "receipt pdf",
        "receipt scan",
        "invoice pdf",
        "invoice scan",
    }
    for paper in papers:
        amounts = [item["amount"] for item in paper.value["items"]]
        assert round(sum(amounts), 2) == paper.value["subtotal"]
        assert round(paper.value["subtotal"] + paper.value["tax"], 2) == paper.value["total"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"doc_filename": "../x.pdf"}, "not in the folder"),
        ({"doc_filename": 3}, "not in the folder"),
        ({"schema": "../receipt"}, "none of receipt"),
        ({"schema": ["receipt"]}, "none of receipt"),
        ({"value": []}, "no object"),
        ({"value": {"total": None}}, "no object with values"),
    ],
)
def test_an_entry_that_does_not_fit_is_told(folder: Path, tmp_path: Path, wrong: dict, why: str):
    (tmp_path / "a.pdf").write_bytes((folder / "receipt_900000.pdf").read_bytes())
    good = {"doc_filename": "a.pdf", "schema": "receipt", "value": {"total": 3}}
    (tmp_path / "a.json").write_text(json.dumps([good | wrong, good]))
    material = load(tmp_path)
    assert len(material.papers) == 1 and len(material.left_out) == 1
    assert why in material.left_out[0]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x89PNG\r\n"])
def test_a_damaged_document_stops_no_other(folder: Path, tmp_path: Path, content: bytes):
    (tmp_path / "a.pdf").write_bytes(content)
    entry = {"doc_filename": "a.pdf", "schema": "receipt", "value": {"total": 3}}
    (tmp_path / "a.json").write_text(json.dumps([entry]))
    kept = Kept(None, {})
    ask = PaperAsk(folder / "receipt_900000.pdf", {}, {})
    sit(load(tmp_path), ways(ask, *WORDING), kept)
    (outcome,) = kept.outcomes
    assert isinstance(outcome, Failed) and outcome.reason
    assert counts(kept.outcomes)[0].failures == [outcome]


def test_leaves_are_values_by_their_place():
    value = {"a": 1, "b": {"c": None, "d": "x"}, "e": [{"f": 0.5}, {"f": None}], "g": False}
    assert leaves(value) == {("a",): 1, ("b", "d"): "x", ("e", 0, "f"): 0.5, ("g",): False}
