"""Where marks are, as JSON for other programs: in thousandths, in pixels or on the screen."""

import json
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from app.chat.message import Origin
from app.reading.geometry import (
    Capture,
    Crop,
    Points,
    Relative,
    pixel_box,
    point_box,
    whole_box,
    whole_point,
)
from app.reading.pointing import mark_point
from app.reading.reply import Mark

Kind: TypeAlias = Literal["relative", "pixels", "screen"]
Json: TypeAlias = dict[str, Any]  # Any: what json.dumps takes


class NoScreen(ValueError):
    """The picture was not captured here, so that nobody knows where it was on the screen."""


def capture_of(origin: Origin) -> Capture:
    """Where on the desktop a picture was taken."""
    x, y, width, height = origin.content
    left, top, across, down = origin.bounds
    return Capture(
        pixel_box(x, y, x + width, y + height),
        point_box(left, top, left + across, top + down),
    )


def coordinates(
    mark: Mark, size: tuple[int, int], capture: Capture | None = None, kind: Kind = "pixels"
) -> str:
    """One mark on a picture of `size` in pixels.

    Raises:
        NoScreen: places on the screen are wanted of a picture that is no capture.
    """
    return json.dumps(_told(mark, size, capture, kind), ensure_ascii=False)


def all_coordinates(
    marks: Sequence[Mark],
    size: tuple[int, int],
    capture: Capture | None = None,
    kind: Kind = "pixels",
) -> str:
    """All marks, one a line. Raises NoScreen."""
    lines = [coordinates(mark, size, capture, kind) for mark in marks]
    return "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]" if lines else "[]"


def _told(mark: Mark, size: tuple[int, int], capture: Capture | None, kind: Kind) -> Json:
    words: Json = {"label": mark.label, "role": mark.role, "state": mark.state}
    named = {name: word for name, word in words.items() if word or name == "label"}
    if kind == "relative":
        return named | _relative(mark)
    if kind == "pixels":
        return named | _pixels(mark, size)
    if capture is None:
        raise NoScreen("the picture was not captured from a screen")
    return named | _screen(mark, size, capture)


def _relative(mark: Mark) -> Json:
    """In the family's own words, so that a model can be asked about the place."""
    told: Json = {}
    if mark.box:
        told["bbox_2d"] = [*_thousandths(mark.box.start), *_thousandths(mark.box.end)]
    if mark.point:
        told["point_2d"] = _thousandths(mark.point)
    return told


def _thousandths(place: Relative) -> list[int]:
    return [round(place.x), round(place.y)]


def _pixels(mark: Mark, size: tuple[int, int]) -> Json:
    crop = Crop.whole(size)
    point = whole_point(crop.pixels(mark_point(mark)), size)
    box = {"box": list(whole_box(crop.pixel_box(mark.box), size))} if mark.box else {}
    return {**box, "point": list(point), "unit": "pixels"}


def _screen(mark: Mark, size: tuple[int, int], capture: Capture) -> Json:
    crop = Crop.whole(size)
    point = _rounded(capture.points(crop.pixels(mark_point(mark))))
    told: Json = {"point": point, "unit": "points"}
    if mark.box:
        box = capture.point_box(crop.pixel_box(mark.box))
        told = {"box": [*_rounded(box.start), *_rounded(box.end)], **told}
    return told


def _rounded(place: Points) -> list[float]:
    return [round(place.x, 1), round(place.y, 1)]
