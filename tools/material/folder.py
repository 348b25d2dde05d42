"""Shots and questions as a folder in the form of ScreenSpot-v2 (app/bench/reading/material.py)."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

from tools.material.questions import Question, questions
from tools.material.shot import PixelBox, Shot, Thing

IMAGES = "images"
Entry = dict[str, object]


def write_source(folder: Path, shots: Iterable[Shot]) -> Path:
    """All shots of one source and the list of what is asked of them; the list's path."""
    images = folder / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    entries: list[Entry] = []
    source = ""
    for shot in shots:
        source = shot.source
        shot.image.convert("RGB").save(images / f"{shot.name}.png", optimize=True)
        entries += entries_of(shot, questions(shot, random.Random(shot.key)))
    assert source, "a source has shots"
    path = folder / f"{source.replace(' ', '_')}.json"
    path.write_text(lines(entries), encoding="utf-8")
    return path


def entries_of(shot: Shot, asked: list[Question]) -> list[Entry]:
    """What is there, then what is to be found, then what is not there."""
    here: Entry = {"img_filename": f"{shot.name}.png", "data_source": shot.source}
    listed = [_element(thing) for thing in shot.things]
    return [here | {"elements": listed}, *(here | _asked(question) for question in asked)]


def lines(entries: list[Entry]) -> str:
    """A JSON list, an entry a line."""
    inside = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{inside}\n]\n"


def _element(thing: Thing) -> Entry:
    entry: Entry = {"role": thing.role, "text": thing.text, "state": thing.state}
    return entry | {"bbox": _sized(thing.box)} | ({"name": thing.name} if thing.name else {})


def _asked(question: Question) -> Entry:
    if question.thing is None:
        return {"instruction": question.words, "gt_type": "negative"}
    kind = "text" if question.thing.text else "icon"
    box = _sized(question.thing.box)
    return {"instruction": question.words, "bbox": box, "data_type": kind}


def _sized(box: PixelBox) -> list[int]:
    """x, y, width, height, as ScreenSpot has them."""
    x1, y1, x2, y2 = box
    return [x1, y1, x2 - x1, y2 - y1]
