"""The same thing in one frame and the next.

Each frame gives boxes. A track expects its thing where its last two boxes lead (constant velocity),
and is paired with a box of the new frame so that all pairs together are the cheapest; a pair beyond
the gate is none. What stays unpaired begins a track; a track that was not seen for longer than
`patience` ends, so that what is hidden for a moment stays one thing. This is SORT (Bewley et al.
2016) with straight lines in place of a Kalman filter: at a few frames a second there is little to
filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.reading.geometry import FULL, Box, Relative, RelativeBox, relative_box
from app.reading.video.assignment import cheapest_pairs

GATE = 1.5  # sizes of a thing, by which it may miss the place that is expected
LEAST_GATE = 60.0  # thousandths of the picture
SLIPPING = 140.0  # thousandths a second that it may stray further between two frames
BEYOND = 100.0  # thousandths outside of the picture: what must be there by now has left
GROWTH = 3.0  # times the area: beyond it, two boxes are not of one thing
HIDDEN = 2  # frames, or the seconds below if they are longer: so long a thing may be hidden
HIDDEN_S = 1.0
_NEVER = 1e6  # the cost of a pair that must not be


@dataclass(frozen=True)
class Sighting:
    """A thing in the frame at `time`."""

    time: float
    box: RelativeBox


@dataclass
class Track:
    """One thing, wherever it was seen. Numbered from 1 in the order of appearance."""

    number: int
    sightings: list[Sighting] = field(default_factory=list)

    def expected(self, time: float) -> Relative:
        """Where its middle would be by now, if it goes on as it did."""
        last = self.sightings[-1]
        if len(self.sightings) < 2:
            return last.box.center
        before = self.sightings[-2]
        ahead = (time - last.time) / (last.time - before.time)
        now, then = last.box.center, before.box.center
        return Relative(now.x + (now.x - then.x) * ahead, now.y + (now.y - then.y) * ahead)


class Tracker:
    """Frames come in the order of time; `tracks` are all things so far."""

    def __init__(self, patience: float) -> None:
        self._patience = patience  # seconds
        self.tracks: list[Track] = []

    def see(self, time: float, boxes: Sequence[RelativeBox]) -> list[Track]:
        """The track of each box, in their order."""
        alive = [track for track in self.tracks if self._may_return(track, time)]
        costs = [[_cost(track, time, box) for box in boxes] for track in alive]
        owner = {
            column: alive[row]
            for row, column in cheapest_pairs(costs)
            if costs[row][column] < _NEVER
        }
        seen: list[Track] = []
        for column, box in enumerate(boxes):
            track = owner.get(column) or self._born()
            track.sightings.append(Sighting(time, box))
            seen.append(track)
        return seen

    def _may_return(self, track: Track, time: float) -> bool:
        """Whether it was seen lately, and has not gone out of the picture since."""
        place = track.expected(time)
        inside = all(-BEYOND <= side <= FULL + BEYOND for side in (place.x, place.y))
        return time - track.sightings[-1].time <= self._patience and inside

    def _born(self) -> Track:
        self.tracks.append(Track(len(self.tracks) + 1))
        return self.tracks[-1]


def _cost(track: Track, time: float, box: RelativeBox) -> float:
    """How far a box lies from where the track leads, in gates; less where the boxes overlap."""
    last = track.sightings[-1]
    if not 1 / GROWTH <= _area(box) / _area(last.box) <= GROWTH:
        return _NEVER
    size = max(last.box.width, last.box.height, box.width, box.height)
    gate = max(GATE * size, LEAST_GATE) + SLIPPING * (time - last.time)
    way = min(_apart(track.expected(time), box.center), _apart(last.box.center, box.center))
    if way > gate:
        return _NEVER
    shared = box.shared(last.box)
    return way / gate - shared / (_area(box) + _area(last.box) - shared)


def _apart(one: Relative, other: Relative) -> float:
    return ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5


def _area(box: RelativeBox) -> float:
    return max(box.width * box.height, 1.0)


def patience(apart: float) -> float:
    """Seconds after which a thing that is not seen is gone, in frames so many seconds apart."""
    return max((HIDDEN + 1) * apart * 1.01, HIDDEN_S)


def box_around(place: Relative, side: float = 60.0) -> RelativeBox:
    """A box for a thing of which only a point was given."""
    half = side / 2
    return relative_box(place.x - half, place.y - half, place.x + half, place.y + half)


def without_doubles(boxes: Sequence[RelativeBox], most_shared: float = 0.7) -> list[RelativeBox]:
    """Boxes of one frame, each thing once: models are known to list a thing twice."""
    kept: list[RelativeBox] = []
    for box in boxes:
        if all(_overlap(box, other) < most_shared for other in kept):
            kept.append(box)
    return kept


def _overlap(one: Box[Relative], other: Box[Relative]) -> float:
    shared = one.shared(other)
    return shared / (_area(one) + _area(other) - shared)
