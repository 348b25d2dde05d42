"""What will be seen of a film, computed before anything is asked.

A checkpoint sees so many frames of a clip and so many visual tokens; a visual token is a square of
`factor` pixels of a pair of frames, so tokens = T * H * W / (temporal * factor^2). What does not
fit at a legible size is split into stretches of equal length, each asked about alone. The numbers
of every stretch are those of the decoder that will cut it (`Film.receipt`), not an estimate.
"""

import math
from dataclasses import dataclass, replace

from app.chat.events import Receipt
from app.chat.message import VideoPart
from app.reading.video.clock import short_clock
from app.reading.video.film import Film, Unwatchable

LEGIBLE = 128  # squares of `factor` pixels of a frame: the least in the family's own tools
MARKER = 14  # tokens of the time that is written before each visual frame
ANSWER, QUESTION = 2048, 1536  # tokens left for both, if the context is large enough
FEW = 16  # stretches: beyond them the rate is lowered, where nobody asked for one
MOST = 240  # stretches that are ever asked about
FASTEST = 240.0  # frames a second: more than any screen shows
SHRUNK = 0.5  # of its pixels: below this, small things are likely lost


@dataclass(frozen=True)
class Limits:
    """What a checkpoint can see of one clip, from its own files."""

    tokens: int  # visual ones
    frames: int
    fps: float  # unless another rate is asked for
    factor: int  # pixels per visual token and side
    temporal: int  # frames per visual token
    context: int  # tokens of a conversation


@dataclass(frozen=True)
class Wish:
    """What the user chose; None leaves it to the checkpoint."""

    start: float = 0.0
    end: float | None = None
    fps: float | None = None
    tokens: int | None = None


@dataclass(frozen=True)
class Stretch:
    """A part of a film that is asked about alone, and what is seen of it."""

    part: VideoPart
    start: float
    end: float
    receipt: Receipt

    @property
    def apart(self) -> float:
        """Seconds between two frames that are seen."""
        times = self.receipt.times
        return (
            (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else self.end - self.start
        )


@dataclass(frozen=True)
class Plan:
    """All that will be seen, and what of the film will be lost on the way."""

    fps: float
    stretches: tuple[Stretch, ...]
    warnings: tuple[str, ...]

    @property
    def start(self) -> float:
        return self.stretches[0].start

    @property
    def end(self) -> float:
        return self.stretches[-1].end

    @property
    def frames(self) -> int:
        return sum(len(stretch.receipt.times) for stretch in self.stretches)

    @property
    def tokens(self) -> int:
        return sum(stretch.receipt.visual_tokens for stretch in self.stretches)


def planned(film: Film, limits: Limits, wish: Wish = Wish()) -> Plan:  # noqa: B008  # frozen
    """Which stretches of a film are asked about, at what rate and size.

    Raises:
        Unwatchable: the range, the rate or the budget makes no sense for this film.
    """
    start, end = _range(film, wish)
    limits = _within_budget(film, limits, wish)
    seen_at = _rate(film, limits, wish, end - start)
    count = math.ceil((end - start) * seen_at / limits.frames - 1e-6)
    if count > MOST:
        raise Unwatchable(
            f"{short_clock(end - start)} at {seen_at:g} frames a second are {count} questions, "
            f"more than {MOST}; choose a lower --fps or a stretch with --start and --end"
        )
    edges = [start + (end - start) * n / max(count, 1) for n in range(max(count, 1) + 1)]
    stretches = tuple(
        _stretch(film, low, high, seen_at, limits)
        for low, high in zip(edges, edges[1:], strict=False)
    )
    return Plan(seen_at, stretches, _warnings(film, limits, wish, seen_at, stretches))


def around(
    film: Film, start: float, end: float, fps: float, tokens: int | None = None
) -> VideoPart:
    """A few seconds of a film, brought inside of it, for a closer look."""
    low = min(max(start, 0.0), max(film.seconds - 1 / film.rate, 0.0))
    high = min(max(end, low + 1 / film.rate), film.seconds)
    return VideoPart(film.path, film.name, low, high, min(fps, film.rate), tokens)


def _range(film: Film, wish: Wish) -> tuple[float, float]:
    end = film.seconds if wish.end is None else wish.end
    length = f"{film.name} is {short_clock(film.seconds)} long"
    if not math.isfinite(wish.start) or wish.start < 0 or not math.isfinite(end):
        raise Unwatchable("a stretch has a start from 0 on and an end after it; correct them")
    if wish.start >= film.seconds:
        raise Unwatchable(f"{length} and cannot start at {short_clock(wish.start)}; start earlier")
    if end <= wish.start:
        raise Unwatchable(
            f"from {short_clock(wish.start)} to {short_clock(end)} there is nothing to see; "
            "choose an end after the start"
        )
    if end > film.seconds + 0.5:  # what players show as its length may be rounded up
        raise Unwatchable(
            f"{length} and has no {short_clock(end)}; end earlier, or leave out --end"
        )
    return wish.start, min(end, film.seconds)


def _within_budget(film: Film, limits: Limits, wish: Wish) -> Limits:
    """Tokens and frames of one stretch: by the checkpoint, by the wish, by the context."""
    if wish.tokens is not None and wish.tokens < 16:
        raise Unwatchable(f"{wish.tokens} visual tokens show nothing; allow at least 16")
    tokens = min(limits.tokens, wish.tokens or limits.tokens)
    room = limits.context - min(ANSWER + QUESTION, limits.context // 2)
    width, height = (math.ceil(side / limits.factor) for side in film.size)
    least = min(LEGIBLE, width * height)
    by_context = room * limits.temporal // (least + MARKER)
    frames = max(min(limits.frames, tokens * limits.temporal // least, by_context), limits.temporal)
    return replace(
        limits, frames=frames, tokens=max(min(tokens, room - frames * MARKER // limits.temporal), 1)
    )


def _rate(film: Film, limits: Limits, wish: Wish, span: float) -> float:
    if wish.fps is not None:
        if not 0 < wish.fps <= FASTEST:
            raise Unwatchable(
                f"{wish.fps:g} frames a second cannot be; choose more than 0 and at most "
                f"{FASTEST:g}, such as 2"
            )
        return min(wish.fps, film.rate)
    return min(limits.fps, film.rate, FEW * limits.frames / span)


def _stretch(film: Film, start: float, end: float, fps: float, limits: Limits) -> Stretch:
    part = VideoPart(film.path, film.name, start, end, fps, limits.tokens)
    return Stretch(part, start, end, film.receipt(part))


def _warnings(
    film: Film, limits: Limits, wish: Wish, fps: float, stretches: tuple[Stretch, ...]
) -> tuple[str, ...]:
    """What will be lost, each in one line."""
    lines: list[str] = []
    if wish.fps is not None and wish.fps > film.rate:
        lines.append(f"the film has {film.rate:.3g} frames a second: more cannot be seen")
    if wish.fps is None and fps < min(limits.fps, film.rate):
        lines.append(
            f"so long a film is seen at {fps:.2g} frames a second instead of {limits.fps:g}: "
            "choose a stretch, or --fps"
        )
    if wish.tokens is not None and wish.tokens > limits.tokens:
        lines.append(f"the model sees at most {limits.tokens:,} visual tokens of one clip")
    coarsest = max(stretches, key=lambda stretch: stretch.apart)
    if coarsest.apart > 1:
        lines.append(
            f"frames are {coarsest.apart:.1f} s apart: what is shorter may fall between them"
        )
    smallest = min(stretches, key=lambda stretch: math.prod(stretch.receipt.seen_size))
    seen, source = smallest.receipt.seen_size, film.size
    if math.prod(seen) < SHRUNK * math.prod(source):
        lost = max(1, round(limits.factor / 2 * source[0] / seen[0]))
        lines.append(
            f"frames of {source[0]} x {source[1]} are seen at {seen[0]} x {seen[1]}: things below "
            f"about {lost} pixels and small text are lost; choose a stretch, a lower --fps or a "
            "larger --budget"
        )
    return tuple(lines)
