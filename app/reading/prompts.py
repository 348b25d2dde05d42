"""The wording of questions, kept in files beside the program.

Each kind of reading has its own dataclass of templates (`Prompts` here is the one of screens) and a
file of them in resources/prompts, worded as the family's cookbooks ask. A small checkpoint
understands only the questions that it was trained on, so a checkpoint may bring its own wording in
one flat file of any of those names; what it does not name is asked as of the family.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

from app.reading.geometry import RelativeBox

OWN_WORDING = "prompts.json"  # in a checkpoint folder
_HOLE = re.compile(r"\{([a-z_0-9]+)\}")


class Templates(Protocol):
    """A dataclass of strings, and the name of the family's file of them."""

    file: ClassVar[str]


Wording = TypeVar("Wording", bound=Templates)


@dataclass(frozen=True)
class Prompts:
    """Questions about screens. `{words}` and the like stand where a value goes."""

    file: ClassVar[str] = "screen.json"
    list: str
    find: str
    text_at: str
    describe: str
    explain: str
    steps: str

    def finding(self, words: str) -> str:
        """The question where something is."""
        return filled(self.find, words=words)

    def text_in(self, box: RelativeBox) -> str:
        """The question what stands in a box."""
        corners = {"x1": box.start.x, "y1": box.start.y, "x2": box.end.x, "y2": box.end.y}
        return filled(self.text_at, **{name: round(value) for name, value in corners.items()})


class PromptsUnreadable(Exception):
    """A file of prompts is damaged."""


def filled(template: str, **values: object) -> str:
    """A template with its values. Quotation marks in a value would end a quotation around it."""
    told = {name: str(value).replace('"', "'") for name, value in values.items()}
    return _HOLE.sub(lambda hole: told.get(hole[1], hole[0]), template)


def load_wording(kind: type[Wording], folder: Path, own: Path | None = None) -> Wording:
    """The templates of a kind: those of a checkpoint's `own` file before the family's in `folder`.

    Raises:
        PromptsUnreadable: a file is damaged, or a template lacks a hole that the family's has.
    """
    family = folder / kind.file
    theirs = _texts(family)
    ours = _texts(own) if own is not None and own.exists() else {}
    chosen: dict[str, str] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in theirs:
            raise PromptsUnreadable(f"{family} holds no prompt {field.name}: mend or remove it.")
        chosen[field.name] = ours.get(field.name, theirs[field.name])
        _check_holes(field.name, theirs[field.name], chosen[field.name], own)
    return kind(**chosen)


def _texts(path: Path) -> Mapping[str, str]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PromptsUnreadable(f"{path} holds no prompts ({error}): mend or remove it.") from error
    if not isinstance(raw, dict) or not all(isinstance(text, str) for text in raw.values()):
        raise PromptsUnreadable(f"{path} holds no prompts by name: mend or remove it.")
    return raw


def _check_holes(name: str, theirs: str, ours: str, own: Path | None) -> None:
    lacking = set(_HOLE.findall(theirs)) - set(_HOLE.findall(ours))
    for hole in sorted(lacking):
        raise PromptsUnreadable(f"the prompt {name} in {own} lacks {{{hole}}}: mend or remove it.")
