"""Figures and receipts in words: what is known is told, what is not is left out."""

import pytest
from PySide6.QtCore import QLocale

from app.chat.conversation import Reply
from app.chat.events import End, Receipt, Timings, Usage
from app.ui.transcript import wording

END = End("stop", Usage(1600, 1204, 64, 12), Timings(0.2, 0.21, 1.1, 8000, 58.2, 100, 81))


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def test_the_line_under_an_answer():
    assert wording.figures(END) == (
        "64 tokens · 58 tok/s · first after 0.21 s · 1,204 reused · 81 % of drafts"
    )
    assert wording.figures(End("stop", Usage(completion_tokens=3))) == "3 tokens"
    assert wording.figures(End("cancelled")) == ""


def test_details_name_each_figure_that_is_known():
    told = dict(wording.details(Reply(model="Qwen"), END))
    assert told["Model"] == "Qwen"
    assert told["Prompt tokens"] == "1,600" and told["of which reused"] == "1,204"
    assert told["Drafts accepted"] == "81 of 100 (81 %)"
    assert "Drafts accepted" not in dict(wording.details(Reply(), End("stop")))


def test_receipts():
    whole = Receipt("a.png", "image", (860, 472), (860, 472), (), 405, "")
    assert wording.receipt(whole) == ("860 × 472 seen at full size", "405 visual tokens")
    less = Receipt("a.png", "image", (4000, 3000), (800, 600), (), 1405, "")
    assert wording.receipt(less) == ("4000 × 3000 seen at 800 × 600", "1,405 visual tokens")
    clip = Receipt("c.mov", "video", (1920, 1080), (640, 360), (0.0, 21.0, 42.4), 10710, "")
    assert wording.receipt(clip) == ("0:00–0:42", "3 frames", "640 × 360", "10,710 visual tokens")


@pytest.mark.parametrize(
    ("span", "said"),
    [(0.214, "0.21 s"), (2.2, "2 s"), (59.9, "1 min 0 s"), (65, "1 min 5 s")],
)
def test_seconds(span: float, said: str):
    assert wording.seconds(span) == said


def test_only_an_answer_that_is_not_whole_says_how_it_ended():
    assert wording.ending(End("stop")) == ""
    assert wording.ending(End("failed", error="No room left.")) == "No room left."
    assert wording.ending(End("failed")) and wording.ending(End("length"))
