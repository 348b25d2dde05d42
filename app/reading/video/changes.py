"""Where the picture of a film changes: what a recording of a screen is made of.

Frames are compared at a small size, in gray, and pixel by pixel: a screen stands still between two
acts, so a handful of pixels is a change. Changes that follow each other closely are one.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

from app.reading.geometry import Crop, RelativeBox, pixel_box
from app.reading.run import Run
from app.reading.video.film import Film, Still

SIDE = 960  # pixels of the longer side at which frames are compared
LEVELS = 24  # of 255: below it, the compression may be what differs
PIXELS = 6  # of the small picture: below it, nothing happened
FASTEST = 8.0  # frames a second that are compared
MOST = 1200  # frames that are compared: 150 s at that rate
QUIET = 0.4  # seconds without a change that part one change from the next
LONGEST = 2.0  # seconds of one change; what goes on longer is several
BLINKS = 6  # times that the same small place changes: a caret or a clock, nothing that is done
SMALL = 0.0005  # of the picture: so large is what may blink
ALIKE = 4.0  # thousandths by which the same place may differ


@dataclass(frozen=True, eq=False)
class Change:
    """The picture differs between `start` and `end`, within `box`."""

    start: float  # the last frame before it
    end: float  # the first frame after it
    box: RelativeBox
    share: float  # of the picture, at its largest

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Changes:
    """All of a stretch, and how far apart the frames are between which they were looked for."""

    found: tuple[Change, ...]
    apart: float
    blinking: int = 0  # changes that were left out


def changes(run: Run, film: Film, start: float, end: float) -> Changes:
    """Compare each frame with the one before. What blinks is left out, and counted.

    Raises:
        Unanswered: the run was cancelled.
    """
    count = compared(film.rate, start, end)
    last = max(end - 1 / film.rate, start)
    times = [start + (last - start) * n / count for n in range(count + 1)]
    differences = list(_differences(run, film, times))
    acts = [change for change in differences if not _blinks(change, differences)]
    bursts = tuple(_in_bursts(acts))
    return Changes(bursts, (last - start) / count, len(differences) - len(acts))


def compared(rate: float, start: float, end: float) -> int:
    """How many frames of a film of so many a second are held against the one before."""
    return max(int((end - start) * min(FASTEST, rate, MOST / (end - start))), 1)


def most_changes(rate: float, start: float, end: float) -> int:
    """How many changes can be found in a stretch: two that are closer than `QUIET` are one."""
    return min(compared(rate, start, end), math.ceil((end - start) / QUIET))


def _differences(run: Run, film: Film, times: list[float]) -> Iterator[Change]:
    before: Still | None = None
    for still in film.stills(times):
        run.show(f"comparing frames, {still.time - times[0]:.0f} of {times[-1] - times[0]:.0f} s")
        small = Still(still.time, _small(still.picture))
        if before is not None and (change := _difference(before, small)):
            yield change
        before = small


def _difference(before: Still, after: Still) -> Change | None:
    apart = ImageChops.difference(before.picture, after.picture)
    mask = apart.point([255 * (level >= LEVELS) for level in range(256)])
    pixels = mask.histogram()[255]
    corners = mask.getbbox()
    if pixels < PIXELS or corners is None:
        return None
    box = Crop.whole(mask.size).relative_box(pixel_box(*corners))
    return Change(before.time, after.time, box, pixels / (mask.width * mask.height))


def _blinks(change: Change, others: list[Change]) -> bool:
    """Whether a small place changes again and again."""
    if change.share > SMALL:
        return False
    return sum(_alike(change.box, other.box) for other in others) >= BLINKS


def _alike(one: RelativeBox, other: RelativeBox) -> bool:
    corners = (one.start.x - other.start.x, one.start.y - other.start.y)
    ends = (one.end.x - other.end.x, one.end.y - other.end.y)
    return all(abs(way) <= ALIKE for way in (*corners, *ends))


def _in_bursts(differences: list[Change]) -> Iterator[Change]:
    burst: Change | None = None
    for change in differences:
        if burst and change.start - burst.end < QUIET and change.end - burst.start <= LONGEST:
            share = max(burst.share, change.share)
            burst = Change(burst.start, change.end, _both(burst.box, change.box), share)
            continue
        if burst:
            yield burst
        burst = change
    if burst:
        yield burst


def _both(one: RelativeBox, other: RelativeBox) -> RelativeBox:
    kind = type(one.start)
    start = kind(min(one.start.x, other.start.x), min(one.start.y, other.start.y))
    return type(one)(start, kind(max(one.end.x, other.end.x), max(one.end.y, other.end.y)))


def _small(picture: Image.Image) -> Image.Image:
    scale = min(SIDE / max(picture.size), 1.0)
    size = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
    return picture.convert("L").resize(size, Image.Resampling.BOX)
