"""Screens with their truth, in folders as ScreenSpot has them, and documents beside them.

A folder holds pictures, at any depth, and JSON files (in itself or one folder below), each a list
of entries with `img_filename`, and either

- `instruction` and `bbox`: something to find. The `bbox` is x, y, width, height in pixels, as in
  ScreenSpot and ScreenSpot-v2, unless the entry has `img_size` or `ui_type`: then it is x1, y1,
  x2, y2 in pixels of a picture of that size, as in ScreenSpot-Pro. `data_type` or `ui_type` says
  whether it is "text" or "icon". With `"gt_type": "negative"` it is not on the screen, and needs
  no `bbox`.
- `elements` (ours): all there is on the screen, a list of objects with `role`, `text`, `state`
  ("checked", "disabled" or "") and `bbox`; the text of an icon is empty, `name` says what it shows.

An entry with `doc_filename` instead is of a document, a PDF or a picture: `schema` names a ready
schema, and `value` holds what it says in that form.

Results are told apart by `data_source`, or else `group`, or else the name of the JSON file. An
entry that cannot be read is left out with a line that says why, and so is a file of another form.

Sources: njucckevin/SeeClick (ScreenSpot), OS-Copilot/OS-Atlas (v2), likaixin2000/ScreenSpot-Pro-
GUI-Grounding at bd8bbbb, eval_screenspot_pro.py.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from app.bench.reading.entries import Entry, Unfit, entries_in, source_of
from app.bench.reading.papers import Paper, paper_of
from app.reading.geometry import PixelBox, pixel_box

Kind: TypeAlias = Literal["text", "icon", ""]
_SHOWN = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pdf"}


class NoMaterial(Exception):
    """There is nothing to measure with. The message says what to do."""


@dataclass(frozen=True)
class Target:
    """Something to find; no box where it is not on the screen."""

    words: str
    box: PixelBox | None
    kind: Kind = ""


@dataclass(frozen=True)
class Truth:
    """One element that is there."""

    role: str
    text: str
    state: str
    box: PixelBox


@dataclass
class Screen:
    """A picture and all that is known of it. Boxes are pixels of a picture of `frame`, if told."""

    name: str  # as the files have it
    picture: Path
    source: str
    targets: list[Target] = field(default_factory=list)
    elements: tuple[Truth, ...] | None = None  # None: nobody knows all that is there
    frame: tuple[int, int] | None = None


Sourced = TypeVar("Sourced", Screen, Paper)


@dataclass(frozen=True)
class Material:
    """The screens and documents of a folder, and a line for everything that was left out."""

    folder: Path
    screens: tuple[Screen, ...]
    papers: tuple[Paper, ...] = ()
    left_out: tuple[str, ...] = ()

    def limited(self, limit: int) -> "Material":
        """At most `limit` of each source, drawn alike every time; 0 leaves all."""
        screens, papers = _drawn(self.screens, limit), _drawn(self.papers, limit)
        return Material(self.folder, screens, papers, self.left_out)


def load(folder: Path) -> Material:
    """Everything in a folder that can be measured with.

    Raises:
        NoMaterial: there is no folder, or nothing of the kind in it.
    """
    if not folder.is_dir():
        raise NoMaterial(f"{folder} is no folder; name one with pictures and lists of them")
    files = _files(folder)
    screens: dict[tuple[str, str], Screen] = {}
    papers: list[Paper] = []
    left_out: list[str] = []
    for path in [*sorted(folder.glob("*.json")), *sorted(folder.glob("*/*.json"))]:
        for what, entry in _told(path, folder, left_out):
            try:
                if isinstance(entry, dict) and "doc_filename" in entry:
                    papers.append(paper_of(entry, path, files))
                else:
                    _add(screens, entry, path, files)
            except Unfit as error:
                left_out.append(f"{what}: {error}")
    if not screens and not papers:
        why = f" ({left_out[0]})" if left_out else ""
        raise NoMaterial(
            f"{folder} holds no screens in the form of ScreenSpot{why}; give another folder, or, "
            "in Kestrel's source, make one: make reading-material"
        )
    return Material(folder.resolve(), tuple(screens.values()), tuple(papers), tuple(left_out))


def _drawn(shown: Sequence[Sourced], limit: int) -> tuple[Sourced, ...]:
    kept: list[Sourced] = []
    for source in dict.fromkeys(one.source for one in shown):
        theirs = [one for one in shown if one.source == source]
        if limit and len(theirs) > limit:
            drawn = sorted(random.Random(0).sample(range(len(theirs)), limit))
            theirs = [theirs[number] for number in drawn]
        kept += theirs
    return tuple(kept)


def _files(folder: Path) -> dict[str, Path]:
    """All that can be shown by each end of its path: "a/b.png" is found as that and as "b.png"."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _SHOWN:
            parts = path.relative_to(folder).parts
            for start in range(len(parts)):
                found.setdefault("/".join(parts[start:]), path)
    return found


def _told(path: Path, folder: Path, left_out: list[str]) -> Iterator[tuple[str, object]]:
    """The entries of a list, each with its name in words."""
    name = path.relative_to(folder)
    try:
        for number, entry in enumerate(entries_in(path), start=1):
            yield f"{name}, entry {number}", entry
    except Unfit as error:
        left_out.append(f"{name}: {error}")


def _add(
    screens: dict[tuple[str, str], Screen], entry: object, path: Path, files: Mapping[str, Path]
) -> None:
    """Put what an entry says to its screen."""
    if not isinstance(entry, dict) or not isinstance(entry.get("img_filename"), str):
        raise Unfit("has no img_filename")
    name = entry["img_filename"]
    picture = files.get(name)  # only of this folder, whatever the name says
    if picture is None:
        raise Unfit(f"the picture {name[:80]!r} is not in the folder")
    source = source_of(entry, path)
    fresh = Screen(name, picture, source, frame=_frame(entry))
    elements = tuple(_truths(entry)) if "elements" in entry else None
    target = _target(entry) if "elements" not in entry else None
    screen = screens.setdefault((source, name), fresh)
    screen.elements = elements if elements is not None else screen.elements
    if target is not None and any(target.words == other.words for other in screen.targets):
        raise Unfit("asks the same of the same picture again")
    if target is not None:
        screen.targets.append(target)


def _target(entry: Entry) -> Target:
    words = entry.get("instruction")
    if not isinstance(words, str) or not words.strip():
        raise Unfit("has no instruction")
    said = str(entry.get("data_type") or entry.get("ui_type") or "")
    kind: Kind = "text" if said == "text" else "icon" if said == "icon" else ""
    if entry.get("gt_type") == "negative":
        return Target(words.strip(), None, kind)
    return Target(words.strip(), _box(entry, has_corners=_has_corners(entry)), kind)


def _truths(entry: Entry) -> Iterator[Truth]:
    if not isinstance(entry["elements"], list):
        raise Unfit("its elements are no list")
    for element in entry["elements"]:
        if not isinstance(element, dict):
            raise Unfit("an element is no object")
        role, text, state = (element.get(key, "") for key in ("role", "text", "state"))
        if not all(isinstance(word, str) for word in (role, text, state)):
            raise Unfit("role, text or state of an element is no text")
        yield Truth(role, text, state, _box(element, has_corners=_has_corners(entry)))


def _has_corners(entry: Entry) -> bool:
    """Whether the boxes of an entry are x1, y1, x2, y2."""
    return "img_size" in entry or "ui_type" in entry


def _box(entry: Entry, *, has_corners: bool) -> PixelBox:
    four = entry.get("bbox")
    if (
        not isinstance(four, list)
        or len(four) != 4
        or not all(isinstance(n, int | float) and abs(n) < 1e6 for n in four)
    ):
        raise Unfit("its bbox is not four numbers")
    x1, y1, right, low = (float(n) for n in four)
    x2, y2 = (right, low) if has_corners else (x1 + right, y1 + low)
    if x2 <= x1 or y2 <= y1:
        raise Unfit("its bbox has no area")
    if max(x2, y2) <= 2:
        raise Unfit("its bbox is not in pixels")
    return pixel_box(x1, y1, x2, y2)


def _frame(entry: Entry) -> tuple[int, int] | None:
    size = entry.get("img_size")
    if size is None:
        return None
    if not isinstance(size, list) or len(size) != 2 or not all(_is_length(n) for n in size):
        raise Unfit("its img_size is not a width and a height")
    return size[0], size[1]


def _is_length(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
