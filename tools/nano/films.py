"""Short films of plain shapes that move, appear and vanish; what happens is known by construction.

A film is said in continuous time, so that it can be painted at the moments that a model is shown
(evenly spaced ones of its frames, as the family's processors choose them) or whole, as a file.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw

from tools.nano import texts
from tools.nano.layout import Box
from tools.nano.world import Color

COLOURS: dict[str, Color] = {
    "red": (214, 40, 40),
    "green": (40, 160, 60),
    "blue": (40, 90, 225),
    "yellow": (235, 195, 20),
    "purple": (150, 60, 180),
}
KINDS = ("circle", "square", "triangle", "bar")
NAMES = tuple(f"{colour} {kind}" for colour in COLOURS for kind in KINDS)
GROUNDS: tuple[Color, ...] = ((255, 255, 255), (236, 236, 232), (215, 220, 228), (45, 45, 48))
SIZES = ((64, 64), (96, 64), (96, 96), (128, 96))  # of a frame, in pixels
FRAMES = (4, 5, 6, 7, 8)  # that are shown of a film
SHOWN_RATE = 2  # of them a second, as the checkpoint's video_preprocessor_config.json says
RATES = (2, 2, 2, 4, 5, 10, 24, 30)  # of the whole film
APART = 3  # pixels between two shapes, at least
LEAST_WAY = 14  # pixels that a moving shape goes, at least
DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
Place = tuple[float, float]


@dataclass(frozen=True)
class Thing:
    """One shape: half its width in pixels, the shown frames that have it, and its way there.

    `seen` are the first and the last of them; `way` is "" where it stays in its place.
    """

    name: str
    half: int
    seen: tuple[int, int]
    begin: Place
    end: Place
    way: str

    @property
    def number(self) -> int:
        """Which of all names it has."""
        return NAMES.index(self.name)

    def box(self, share: float) -> Box:
        """Its box in pixels after a share of its way."""
        x, y = (b + (e - b) * share for b, e in zip(self.begin, self.end, strict=True))
        high = self.half // 3 if self.name.endswith("bar") else self.half
        left, top = round(x) - self.half, round(y) - high
        return left, top, left + 2 * self.half, top + 2 * high


@dataclass(frozen=True)
class Film:
    """What is shown, from `start` seconds of a longer film on.

    Attributes:
        rate: frames a second of the file.
        times: seconds of the frames that are shown.
    """

    size: tuple[int, int]
    ground: Color
    things: tuple[Thing, ...]
    rate: int
    count: int
    start: int
    times: tuple[float, ...]

    @property
    def end(self) -> float:
        return self.start + self.count / self.rate

    @property
    def apart(self) -> float:
        """Seconds between two shown frames, at most."""
        return max(b - a for a, b in zip(self.times, self.times[1:], strict=False))

    def share(self, thing: Thing, time: float) -> float | None:
        """How much of its way a shape has gone; None where it is not seen."""
        first, last = thing.seen
        gone = self.times[last + 1] if last + 1 < len(self.times) else self.end
        if not self.times[first] - 1e-6 <= time < gone - 1e-6:
            return None
        length = self.times[last] - self.times[first]
        return min(1.0, (time - self.times[first]) / length) if length else 0.0

    def boxes(self, time: float) -> Iterator[tuple[Thing, Box]]:
        """What is seen at a moment, and where."""
        for thing in self.things:
            share = self.share(thing, time)
            if share is not None:
                yield thing, thing.box(share)

    def frame(self, time: float) -> np.ndarray:
        """The picture of a moment (H W 3, uint8)."""
        image = Image.new("RGB", self.size, self.ground)
        draw = ImageDraw.Draw(image)
        for thing, box in self.boxes(time):
            _draw(draw, thing.name, box)
        return np.asarray(image)

    def shown(self) -> np.ndarray:
        """The frames that a model sees (F H W 3, uint8)."""
        return np.stack([self.frame(time) for time in self.times])

    def save(self, path: Path) -> None:
        """The whole film as a file (.mov) whose every pixel is kept; it begins at 0 s."""
        with av.open(path, "w") as file:
            stream = file.add_stream("png", rate=self.rate)
            stream.width, stream.height = self.size
            stream.pix_fmt = "rgb24"
            for number in range(self.count):
                pixels = self.frame(self.start + number / self.rate)
                file.mux(stream.encode(VideoFrame.from_ndarray(pixels, format="rgb24")))
            file.mux(stream.encode())


def _draw(draw: ImageDraw.ImageDraw, name: str, box: Box) -> None:
    colour, kind = name.split()
    x1, y1, x2, y2 = box
    if kind == "circle":
        draw.ellipse((x1, y1, x2 - 1, y2 - 1), COLOURS[colour])
    elif kind == "triangle":
        draw.polygon(((x1, y2 - 1), (x2 - 1, y2 - 1), ((x1 + x2) // 2, y1)), COLOURS[colour])
    else:
        draw.rectangle((x1, y1, x2 - 1, y2 - 1), COLOURS[colour])


def _moments(rng: random.Random, frames: int, split: str) -> tuple[int, int, int, list[float]]:
    """Rate, frames of the file, start and the seconds of the frames that are shown."""
    rate = rng.choice(RATES)
    most = (frames + 1) * rate // SHOWN_RATE - 1
    count = rng.randint(-(-frames * rate // SHOWN_RATE), max(most, frames * rate // SHOWN_RATE))
    start = rng.randrange(1, 40) if split != "held-out" and rng.random() < 0.3 else 0
    places = np.linspace(0, count - 1, frames).round()
    return rate, count, start, [start + float(place) / rate for place in places]


def _seen(rng: random.Random, frames: int) -> tuple[int, int]:
    """From which shown frame to which."""
    chance, last = rng.random(), frames - 1
    if chance < 0.3:
        return 0, last
    if chance < 0.75:
        return rng.randint(1, last), last
    if chance < 0.9:
        return 0, rng.randint(0, last - 1)
    first = rng.randint(1, last - 1)
    return first, rng.randint(first, last - 1)


def _thing(
    rng: random.Random, size: tuple[int, int], name: str, seen: tuple[int, int], stays: bool
) -> Thing:
    """A shape somewhere in the frame, on its way or not."""
    half = rng.randint(7, 11)
    room = tuple(side - 2 * half for side in size)
    way, begin = "", [rng.uniform(half, half + space) for space in room]
    end = list(begin)
    if not stays and seen[1] > seen[0]:
        way = rng.choice(list(DIRECTIONS))
        axis = 0 if DIRECTIONS[way][0] else 1
        far = rng.uniform(LEAST_WAY, room[axis])
        low = half + rng.uniform(0, room[axis] - far)
        forth = sum(DIRECTIONS[way]) > 0
        begin[axis], end[axis] = (low, low + far) if forth else (low + far, low)
    return Thing(name, half, seen, (begin[0], begin[1]), (end[0], end[1]), way)


def _meet(one: Thing, other: Thing, times: list[float]) -> bool:
    """Whether two shapes come too near each other in a shown frame."""
    for frame in range(max(one.seen[0], other.seen[0]), min(one.seen[1], other.seen[1]) + 1):
        a, b = (
            t.box((times[frame] - times[t.seen[0]]) / ((times[t.seen[1]] - times[t.seen[0]]) or 1))
            for t in (one, other)
        )
        if all(a[n] < b[n + 2] + APART and b[n] < a[n + 2] + APART for n in (0, 1)):
            return True
    return False


def _cast(rng: random.Random, frames: int, split: str) -> list[tuple[str, tuple[int, int], bool]]:
    """Names, when they are seen, and whether they stay in their place.

    Two of one name are seen from the first frame to the last and stay, so that nobody can take one
    for the other; all that comes or goes has a name of its own.
    """
    free = [n for n in NAMES if split == "held-out" or not texts.kept(n)]
    names = rng.sample(free, rng.choice((1, 2, 2, 3, 3, 4)))
    cast = [(name, _seen(rng, frames), rng.random() < 0.4) for name in names]
    if rng.random() < 0.8 and all(not seen[0] for _, seen, _ in cast):
        cast[0] = (names[0], (rng.randint(1, frames - 1), frames - 1), cast[0][2])
    if len(cast) > 1 and rng.random() < 0.3:
        twin = (names[-1], (0, frames - 1), True)
        cast[-1:] = [twin, twin]
    return cast


def film(size: tuple[int, int], frames: int, seed: int, split: str = "train") -> Film:
    """A film of which so many frames of this size are shown."""
    rng = random.Random(f"film:{split}:{seed}")
    rate, count, start, times = _moments(rng, frames, split)
    things: list[Thing] = []
    for name, seen, stays in _cast(rng, frames, split):
        for _ in range(40):  # a crowded frame goes without the one that finds no room
            thing = _thing(rng, size, name, seen, stays)
            if not any(_meet(thing, other, times) for other in things):
                things.append(thing)
                break
    things.sort(key=lambda thing: (thing.seen[0], thing.begin))
    return Film(size, rng.choice(GROUNDS), tuple(things), rate, count, start, tuple(times))
