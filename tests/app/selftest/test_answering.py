"""The answer of the bundled checkpoint is compared with the truth, not only waited for."""

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.events import Answer, End, Receipt
from app.client.engine_process import Launch
from app.reading.geometry import pixel_box
from app.selftest.answering import answered, judged, overlap

SEEN = Receipt("print.png", "image", (320, 192), (320, 192), (), 60, "")


def answer(text: str, end: End = End("stop")) -> Answer:  # noqa: B008  # frozen
    return Answer(text, "", (SEEN,), end)


def boxed(*box: int) -> Answer:
    return answer(f'[{{"bbox_2d": {list(box)}, "label": "Save"}}]')


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (boxed(0, 0, 100, 100), "is wrong"),
        (answer("I do not know."), "no box"),
        (answer("", End("length")), "length"),
        (answer("", End("failed", error="out of memory")), "out of memory"),
    ],
)
def test_a_wrong_answer_fails(whole: Answer, said: str):
    outcome = judged(whole)
    assert outcome.state == "failed" and said in outcome.said


def test_boxes_overlap_as_far_as_they_share():
    box = pixel_box(0, 0, 10, 10)
    assert overlap(box, box) == 1.0
    assert overlap(box, pixel_box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap(box, pixel_box(20, 20, 30, 30)) == 0.0


def test_an_engine_that_cannot_start_is_said(qtbot: QtBot):
    def broken(socket: Path) -> Launch:
        script = "import sys; sys.exit('kestrel: the checkpoint is damaged' and 2)"
        return Launch(sys.executable, ("-c", script), socket)

    outcome = answered(broken)
    assert outcome.state == "failed" and "2" in outcome.said
