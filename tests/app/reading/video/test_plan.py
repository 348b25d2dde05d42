import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.events import Receipt
from app.chat.message import VideoPart
from app.reading.video.film import Still, Unwatchable
from app.reading.video.plan import Limits, Plan, Wish, around, planned
from mlx_model.inputs.budget import VideoBudget
from mlx_model.inputs.sampling import frame_range, sample_indices
from tests.app.reading.video.conftest import Opened

QWEN = Limits(tokens=12_288, frames=768, fps=2.0, factor=32, temporal=2, context=262_144)


@dataclass
class Described:
    """A film of which only the figures are there, seen by the port's own formulas."""

    seconds: float
    rate: float = 25.0
    size: tuple[int, int] = (1280, 720)
    path: Path = Path("film.mp4")
    name: str = "film.mp4"
    longest_edge: int = 25_165_824

    def stills(self, times: Sequence[float]) -> Iterator[Still]:
        raise AssertionError("a plan decodes nothing")

    def receipt(self, part: VideoPart) -> Receipt:
        budget = VideoBudget(32, 2, 4096, self.longest_edge, 2.0, 4, 768, False, 768)
        budget = budget.at_most(part.max_tokens, None, part.fps)
        shown = frame_range(round(self.seconds * self.rate), self.rate, part.start, part.end)
        times = [shown[i] / self.rate for i in sample_indices(len(shown), self.rate, budget)]
        width, height = seen = budget.fit(self.size, len(times))
        tokens = math.ceil(len(times) / 2) * width * height // 1024
        return Receipt(self.name, "video", self.size, seen, tuple(times), tokens, "")


def test_ten_seconds_are_one_stretch():
    plan = planned(Described(10), QWEN)
    assert (plan.fps, len(plan.stretches), plan.frames) == (2.0, 1, 20)
    assert plan.stretches[0].receipt.seen_size == (1280, 704) and plan.warnings == ()
    assert plan.tokens == 10 * 40 * 22


def test_a_minute_at_eight_frames_a_second_is_split_at_a_legible_size():
    plan = planned(Described(60), QWEN, Wish(fps=8))
    assert plan.fps == 8 and len(plan.stretches) == 3 and plan.frames == 480
    for stretch in plan.stretches:
        width, height = stretch.receipt.seen_size
        assert width * height > 100 * 1024 and stretch.receipt.visual_tokens <= 12_288
        assert stretch.apart == pytest.approx(1 / 8, rel=0.01)
    assert any("small text" in line for line in plan.warnings)


def test_a_minute_at_eight_frames_a_second_is_one_question_with_a_large_budget():
    """The table of facts/reading.md, 1e: 470M of T*H*W are 1280x704."""
    large = Limits(229_376, 768, 2.0, 32, 2, 262_144)
    plan = planned(Described(60, longest_edge=469_762_048), large, Wish(fps=8))
    assert len(plan.stretches) == 1 and plan.frames == 480
    assert plan.stretches[0].receipt.seen_size == (1280, 704)
    assert plan.tokens == 211_200


def test_two_hours_are_seen_at_a_lower_rate_and_it_is_said():
    plan = planned(Described(7200), QWEN)
    assert plan.fps < 0.5 and len(plan.stretches) == 16
    assert any("frames a second instead of 2" in line for line in plan.warnings)
    assert any("s apart" in line for line in plan.warnings)


def test_a_rate_that_was_asked_for_is_kept():
    assert planned(Described(1800), QWEN, Wish(fps=2)).fps == 2
    with pytest.raises(Unwatchable, match="lower --fps"):
        planned(Described(7200), QWEN, Wish(fps=25))


def test_no_more_frames_than_the_film_has():
    plan = planned(Described(10, rate=12), QWEN, Wish(fps=60))
    assert plan.fps == 12 and any("12 frames a second" in line for line in plan.warnings)


def test_a_larger_budget_than_the_model_sees_is_said():
    plan = planned(Described(10), QWEN, Wish(tokens=100_000))
    assert any("at most 12,288" in line for line in plan.warnings)


def test_a_stretch_is_held_to_the_context():
    small = Limits(12_288, 768, 2.0, 32, 2, 4096)
    plan = planned(Described(300), small)
    for stretch in plan.stretches:
        frames = len(stretch.receipt.times)
        assert stretch.receipt.visual_tokens + 14 * frames / 2 <= 4096 / 2


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(start=10), "cannot start at 0:10"),
        (Wish(start=-1), "start from 0"),
        (Wish(start=math.nan), "start from 0"),
        (Wish(start=4, end=4), "nothing to see"),
        (Wish(end=60), "has no 1:00"),
        (Wish(end=math.inf), "correct them"),
        (Wish(fps=0), "cannot be"),
        (Wish(fps=-3), "cannot be"),
        (Wish(fps=math.nan), "cannot be"),
        (Wish(fps=1e9), "cannot be"),
        (Wish(tokens=3), "at least 16"),
    ],
)
def test_what_makes_no_sense_is_refused(wish: Wish, words: str):
    with pytest.raises(Unwatchable, match=words):
        planned(Described(10), QWEN, wish)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(2, 50_000),
    st.floats(1, 120),
    st.tuples(st.integers(32, 4000), st.integers(32, 4000)),
    st.none() | st.floats(0.01, 240),
    st.none() | st.integers(16, 50_000),
)
def test_every_plan_covers_the_film_within_its_budget(
    frames: int,
    rate: float,
    size: tuple[int, int],
    fps: float | None,
    tokens: int | None,
):
    seconds = frames / rate
    try:
        plan = planned(Described(seconds, rate, size), QWEN, Wish(fps=fps, tokens=tokens))
    except Unwatchable:
        return
    check_whole(plan, seconds)
    limit = min(12_288, tokens or 12_288)
    # A frame is at least one square of 32 pixels each way, whatever the budget; and the reference
    # counts an odd last frame once, though it is shown as a pair, and rounds sides to the nearest
    # square, by which a frame of one square and a half gains a third.
    for stretch in plan.stretches:
        frames = len(stretch.receipt.times)
        least = 2 * (max(size) / min(size) + 1)
        assert stretch.receipt.visual_tokens <= max(4 / 3 * limit * (frames + 1) / frames, least)


def check_whole(plan: Plan, seconds: float) -> None:
    assert plan.start == 0 and plan.end == pytest.approx(seconds)
    for before, after in zip(plan.stretches, plan.stretches[1:], strict=False):
        assert before.end == after.start


def test_a_closer_look_stays_inside_of_the_film():
    film = Described(10)
    part = around(film, -1, 1, 60)
    assert (part.start, part.end, part.fps) == (0.0, 1, 25.0)
    late = around(film, 9.99, 12, 4)
    assert late.start < 10 and late.end == 10


def test_the_figures_are_those_of_the_decoder(open_film: Opened):
    film, limits = open_film("chapters")
    plan = planned(film, limits)
    assert film.seconds == 16 and (film.rate, film.size) == (20.0, (320, 240))
    assert limits.tokens == 512 and limits.frames == 32 and limits.factor == 32
    assert all(s.receipt == film.receipt(s.part) for s in plan.stretches)
    assert plan.frames == sum(len(s.receipt.times) for s in plan.stretches) == 30


def test_stills_are_the_frames_shown_at_those_times(open_film: Opened):
    film, _ = open_film("chapters")
    stills = list(film.stills([0.0, 3.99, 4.0, 4.01, 15.99]))
    assert [still.time for still in stills] == [0.0, 3.95, 4.0, 15.95]
    colors = [still.picture.getpixel((5, 5)) for still in stills]
    assert colors[0] == colors[1] != colors[2] != colors[3]
