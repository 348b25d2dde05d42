"""Films as the tower is fed with them and what their patches show, as for pictures (targets.py).

A visual frame is a pair of shown frames; its patches hold both, and a shape's box there is around
both. `order` is not a place in a list but which of all names a shape has, so that the head that
tells it learns colours and kinds, and attention can be led to a shape in every frame.
"""

from dataclasses import fields

import numpy as np

from tools.nano.films import KINDS, Film
from tools.nano.layout import Box, Element, Screen
from tools.nano.screens import Picture
from tools.nano.targets import PATCH, Targets, targets

PAIR = 2  # frames of a visual frame (temporal_patch_size)


def paired(times: tuple[float, ...]) -> list[tuple[float, float]]:
    """The two moments of each visual frame; an odd last one is shown twice."""
    whole = [*times, times[-1]] if len(times) % PAIR else times
    return [(whole[n], whole[n + 1]) for n in range(0, len(whole), PAIR)]


def stamps(film: Film) -> list[float]:
    """The seconds that are told before each visual frame."""
    return [(one + other) / 2 for one, other in paired(film.times)]


def patches(frames: np.ndarray) -> np.ndarray:
    """B F H W 3 bytes to B N 1536: visual frame by visual frame, row by row, channel first."""
    if frames.shape[1] % PAIR:
        frames = np.concatenate([frames, frames[:, -1:]], axis=1)
    batch, count, height, width, _ = frames.shape
    rows, columns = height // PATCH, width // PATCH
    tiles = frames.reshape(batch, count // PAIR, PAIR, rows, PATCH, columns, PATCH, 3)
    tiles = tiles.transpose(0, 1, 3, 5, 7, 2, 4, 6)
    return tiles.reshape(batch, -1, 3 * PAIR * PATCH * PATCH)


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _of_pair(film: Film, pair: tuple[float, float]) -> Targets:
    """Labels of one visual frame."""
    boxes: dict[int, Box] = {}  # by place among the film's things
    for time in pair:
        for thing, box in film.boxes(time):
            place = next(n for n, other in enumerate(film.things) if other is thing)
            boxes[place] = _around(boxes.get(place, box), box)
    elements = tuple(Element("label", film.things[n].name, "", box) for n, box in boxes.items())
    found = targets(Picture(np.empty(0), Screen(film.size, elements), ()), {})
    names = np.array([0, *(1 + film.things[n].number for n in boxes)])
    found.order[:] = names[found.order]
    found.order_in_role[:] = np.where(found.order > 0, 1 + (found.order - 1) % len(KINDS), 0)
    return found


def lessons(film: Film) -> Targets:
    """Labels of all patches of a film, visual frame by visual frame."""
    parts = [_of_pair(film, pair) for pair in paired(film.times)]
    names = [field.name for field in fields(Targets)]
    return Targets(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})
