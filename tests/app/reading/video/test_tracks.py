from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.geometry import RelativeBox, relative_box
from app.reading.video.tracks import Tracker, patience, without_doubles
from tests.fixtures.shown_films import CROSSING, SIZE, Scene, Thing


def relative(box: tuple[float, float, float, float]) -> RelativeBox:
    x1, y1, x2, y2 = box
    return relative_box(
        x1 / SIZE[0] * 1000, y1 / SIZE[1] * 1000, x2 / SIZE[0] * 1000, y2 / SIZE[1] * 1000
    )


def counted(scene: Scene, fps: float) -> int:
    """Distinct things, if each frame is pointed at without a mistake."""
    tracker = Tracker(patience(1 / fps))
    for number in range(round(scene.seconds * fps)):
        tracker.see(number / fps, [relative(box) for box in scene.boxes(number / fps)])
    return len(tracker.tracks)


@pytest.mark.parametrize("fps", [2, 4, 8, 20])
def test_things_that_pass_behind_a_bar_are_the_same_after_it(fps: float):
    assert counted(CROSSING, fps) == 3


def test_a_thing_that_comes_long_after_another_left_is_another():
    scene = Scene((Thing((50, 50), (60, 50), 0, 1), Thing((60, 50), (70, 50), 4, 5)), 6.0)
    assert counted(scene, 4) == 2


def test_two_that_cross_keep_their_ways():
    scene = Scene((Thing((20, 100), (300, 130), 0, 4), Thing((300, 100), (20, 130), 0, 4)), 4.0)
    tracker = Tracker(patience=1)
    for number in range(16):
        tracker.see(number / 4, [relative(box) for box in scene.boxes(number / 4)])
    assert len(tracker.tracks) == 2
    ways = [t.sightings[-1].box.center.x - t.sightings[0].box.center.x for t in tracker.tracks]
    assert ways[0] > 500 and ways[1] < -500


def test_a_thing_of_another_size_is_another():
    tracker = Tracker(patience=1)
    tracker.see(0.0, [relative_box(100, 100, 120, 120)])
    tracker.see(0.5, [relative_box(50, 50, 200, 200)])
    assert len(tracker.tracks) == 2


def test_the_order_of_boxes_is_kept():
    tracker = Tracker(patience=1)
    left, right = relative_box(100, 100, 150, 150), relative_box(800, 100, 850, 150)
    tracker.see(0.0, [left, right])
    assert [track.number for track in tracker.see(0.5, [right, left])] == [2, 1]


def test_a_thing_listed_twice_is_one():
    box, near = relative_box(100, 100, 200, 200), relative_box(102, 101, 200, 203)
    other = relative_box(150, 100, 250, 200)
    assert without_doubles([box, near, other]) == [box, other]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8, unique=True),
    st.integers(1, 6),
)
def test_things_that_stand_still_are_counted_once(places: list[tuple[int, int]], frames: int):
    boxes = [relative_box(250 * x, 250 * y, 250 * x + 60, 250 * y + 60) for x, y in places]
    tracker = Tracker(patience=1)
    for number in range(frames):
        tracker.see(number * 0.5, boxes[:: 1 if number % 2 else -1])
    assert len(tracker.tracks) == len(places)
    assert all(len(track.sightings) == frames for track in tracker.tracks)


def wandering(chance: Random, things: int, seconds: float) -> Scene:
    """Discs on straight ways across the picture in 3 to 6 s, each in its lane."""
    lanes = [20 + 200 * n / max(things - 1, 1) for n in range(things)]
    made: list[Thing] = []
    for lane in lanes:
        first = chance.uniform(0, seconds / 2)
        last = min(first + chance.uniform(3, 6), seconds)
        left, right = (10.0, lane), (310.0, lane)
        start, end = (left, right) if chance.random() < 0.5 else (right, left)
        made.append(Thing(start, end, first, last, radius=10))
    return Scene(tuple(made), seconds)


@pytest.mark.parametrize(("fps", "most"), [(2, 0.06), (4, 0.02), (8, 0.02)])
def test_a_pointer_that_slips_changes_the_count_little(fps: float, most: float):
    """One box of twelve is missed, and each strays by a few pixels: 40 films of 1 to 5 things."""
    chance = Random(7)
    wrong = total = 0
    for _ in range(40):
        scene = wandering(chance, chance.randint(1, 5), 10.0)
        tracker = Tracker(patience(1 / fps))
        for number in range(round(scene.seconds * fps)):
            boxes = [box for box in scene.boxes(number / fps) if chance.random() > 1 / 12]
            strayed = [tuple(side + chance.uniform(-3, 3) for side in box) for box in boxes]
            tracker.see(number / fps, [relative(box) for box in strayed])  # type: ignore[arg-type]
        wrong += abs(len(tracker.tracks) - len(scene.things))
        total += len(scene.things)
    assert wrong / total <= most
