"""Counting by pointing, on frames whose truth is drawn."""

import io
import json

import pytest
from PIL import Image

from app.chat.message import ImagePart, Message
from app.reading.geometry import whole_box
from app.reading.video.clock import seconds_of
from app.reading.video.counting import MOST, count
from app.reading.video.plan import Wish
from tests.app.reading.video.conftest import Watched
from tests.fixtures.shown_films import CROSSING, SIZE, Watcher

POINT, NUMBER = "Locate every disc", "How many different disc"


def boxes_at(time: float) -> list[dict[str, object]]:
    return [
        {
            "bbox_2d": [round(x / side * 1000) for x, side in zip(box, SIZE * 2, strict=True)],
            "label": "disc",
        }
        for box in CROSSING.boxes(time)
    ]


def time_of(messages: list[Message]) -> float:
    picture = messages[-1].parts[0]
    assert isinstance(picture, ImagePart)
    seconds = seconds_of(picture.name.split()[-1])
    assert seconds is not None
    return seconds


def pointing(messages: list[Message]) -> str:
    return json.dumps(boxes_at(time_of(messages)))


def said(number: int) -> str:
    return json.dumps({"count": number})


@pytest.mark.parametrize("fps", [2, 4])
def test_things_that_are_hidden_for_a_moment_count_once(watch: Watched, fps: float):
    counted = count(
        watch("crossing", Watcher({POINT: pointing, NUMBER: said(3)}), Wish(fps=fps)), "disc"
    )
    assert (counted.distinct, counted.at_once, counted.verdict) == (3, 2, "confirmed")
    assert counted.fleeting == 0 and counted.unread == ()


def test_the_frame_that_is_pointed_at_is_the_one_of_its_time(watch: Watched):
    """The red of the disc is in the middle of each box that truth gives for the frame's time."""
    ask = Watcher({POINT: pointing, NUMBER: said(3)})
    counted = count(watch("crossing", ask, Wish(fps=2)), "disc")
    shown = [m[-1].parts[0] for m in ask.asked if POINT in str(m[-1].parts[-1])]
    looked = 0
    for frame, part in zip(counted.frames, shown, strict=True):
        assert isinstance(part, ImagePart) and isinstance(part.source, bytes)
        picture = Image.open(io.BytesIO(part.source))
        for box in frame.pixel_boxes(SIZE):
            x1, y1, x2, y2 = whole_box(box, SIZE)
            red, green, _ = picture.getpixel(((x1 + x2) // 2, (y1 + y2) // 2))  # type: ignore[misc]
            assert red > 150 and green < 100
            looked += 1
    assert looked > 10


@pytest.mark.parametrize(
    ("number", "words"), [(5, "5 in words, 3 pointed at"), (1, "2 are pointed at in one frame")]
)
def test_a_number_in_words_that_disagrees_contradicts(watch: Watched, number: int, words: str):
    counted = count(watch("crossing", Watcher({POINT: pointing, NUMBER: said(number)})), "disc")
    assert (counted.distinct, counted.said, counted.verdict) == (3, number, "contradicted")
    assert words in counted.evidence[0].words


def test_a_slip_in_one_frame_is_told(watch: Watched):
    def slips(messages: list[Message]) -> str:
        extra = {"bbox_2d": [900, 900, 950, 950], "label": "disc"}
        time = time_of(messages)
        return json.dumps([*boxes_at(time), *([extra] if 1.9 < time < 2.3 else [])])

    counted = count(
        watch("crossing", Watcher({POINT: slips, NUMBER: said(3)}), Wish(fps=4)), "disc"
    )
    assert (
        counted.distinct in (4, 5) and counted.fleeting >= 1 and counted.verdict == "contradicted"
    )


def test_points_do_as_well_as_boxes(watch: Watched):
    def points(messages: list[Message]) -> str:
        return json.dumps(
            [
                {
                    "point_2d": [
                        (b[0] + b[2]) / 2 / SIZE[0] * 1000,
                        (b[1] + b[3]) / 2 / SIZE[1] * 1000,
                    ]
                }
                for b in CROSSING.boxes(time_of(messages))
            ]
        )

    counted = count(
        watch("crossing", Watcher({POINT: points, NUMBER: said(3)}), Wish(fps=4)), "disc"
    )
    assert counted.distinct == 3


def test_frames_that_cannot_be_read_keep_the_count_unconfirmed(watch: Watched):
    def mute(messages: list[Message]) -> str:
        return "I see one." if time_of(messages) < 0.3 else pointing(messages)

    counted = count(watch("crossing", Watcher({POINT: mute, NUMBER: said(3)}), Wish(fps=4)), "disc")
    assert counted.distinct == 3 and counted.verdict == "unconfirmed"
    assert {piece.reason for piece in counted.unread} == {"an answer in words, without boxes"}


@pytest.mark.parametrize("answer", ["", "three", '{"count": "3"}', '{"count": true}'])
def test_no_number_in_words_confirms_nothing(watch: Watched, answer: str):
    counted = count(watch("crossing", Watcher({POINT: pointing, NUMBER: answer})), "disc")
    assert counted.said is None and counted.verdict == "unconfirmed"


def test_none_is_an_answer(watch: Watched):
    counted = count(watch("crossing", Watcher({POINT: "[]", NUMBER: said(0)})), "disc")
    assert (counted.distinct, counted.at_once, counted.verdict) == (0, 0, "confirmed")


def test_a_long_plan_is_thinned_evenly(watch: Watched):
    ask = Watcher({POINT: "[]", NUMBER: said(0)})
    counted = count(watch("crossing", ask, Wish(fps=20)), "disc")
    times = [frame.time for frame in counted.frames]
    assert len(times) == MOST and times[0] == 0 and times[-1] == pytest.approx(7.95)
    steps = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert max(steps) < 2 * min(steps) + 0.06
