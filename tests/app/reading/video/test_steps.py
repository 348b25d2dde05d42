"""Recordings of a screen, whose acts are known."""

import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.chat.events import End
from app.chat.message import ImagePart, Message, TextPart
from app.cli.films import opened_film
from app.reading.ask import Unanswered
from app.reading.run import Run
from app.reading.video.changes import changes
from app.reading.video.film import Unwatchable
from app.reading.video.plan import Wish
from app.reading.video.steps import markdown, steps_of
from tests.app.reading.video.conftest import Opened, Watched
from tests.fixtures.shown_films import SAVING, Watcher, mmss, times_in, write_frames

STEPS, CHANGE = "List what the user does", "whether this happens"


def acts(*told: tuple[float, str]) -> str:
    return json.dumps([{"time": mmss(t), "action": a, "place": "window"} for t, a in told])


TRULY = acts(*((act.time, act.action) for act in SAVING.acts))


def compares(messages: list[Message]) -> str:
    """Whether the act that is asked about lies between the two times."""
    text = str(messages[-1].parts[-1])
    before, after = times_in(text)[:2]
    there = any(before <= a.time <= after and a.action in text for a in SAVING.acts)
    return json.dumps({"shown": "a box", "seen": "yes" if there else "no"})


def test_every_change_is_seen_where_it_is(open_film: Opened):
    film, _ = open_film("saving")
    found = changes(Run(Watcher({}), "changes"), film, 0, film.seconds)
    assert len(found.found) == len(SAVING.acts)
    for change, act in zip(found.found, SAVING.acts, strict=True):
        assert change.start < act.time <= change.end
        assert change.end - change.start <= 2 * found.apart
        expected = [side / size * 1000 for side, size in zip(act.box, (640, 400) * 2, strict=True)]
        corners = (change.box.start.x, change.box.start.y, change.box.end.x, change.box.end.y)
        assert corners == pytest.approx(expected, abs=12)


def test_a_screen_that_stands_still_has_no_change(open_film: Opened):
    film, _ = open_film("saving")
    assert changes(Run(Watcher({}), "changes"), film, 9.5, 12).found == ()


def test_comparing_can_be_cancelled(open_film: Opened):
    film, _ = open_film("saving")
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Unanswered) as caught:
        changes(Run(Watcher({}), "changes", cancel=cancel), film, 0, 12)
    assert caught.value.end == End("cancelled")


def test_numbered_steps(watch: Watched):
    ask = Watcher({STEPS: TRULY, CHANGE: compares})
    recording = steps_of(watch("saving", ask))
    told = [(step.action, step.verdict) for step in recording.steps]
    assert told == [(act.action, "confirmed") for act in SAVING.acts]
    assert recording.untold == () and recording.unread == ()
    first, *_, last = markdown(recording).splitlines()
    assert first == "1. [0:02](time:2.0) open the File menu (window)"
    assert last.startswith("4. [0:09](time:9.0) press Save")


def test_the_screen_is_shown_before_and_after_each_change_with_its_time(watch: Watched):
    ask = Watcher({STEPS: TRULY, CHANGE: compares})
    steps_of(watch("saving", ask))
    parts = ask.asked[0][-1].parts[:-1]
    times = [float(part.text[1:-9]) for part in parts[::2] if isinstance(part, TextPart)]
    assert all(isinstance(part, ImagePart) for part in parts[1::2])
    assert len(times) == 5 and times[0] < 2
    for shown, act in zip(times[1:], SAVING.acts, strict=True):
        assert act.time < shown < act.time + 0.5


def test_a_step_without_a_change_is_contradicted(watch: Watched):
    ask = Watcher({STEPS: acts((5.5, "drag a file"), (2, "open the File menu")), CHANGE: compares})
    recording = steps_of(watch("saving", ask))
    assert [step.verdict for step in recording.steps] == ["confirmed", "contradicted"]
    dragged = recording.steps[1].evidence[0]
    assert dragged.witness == "file" and "does not change" in dragged.words
    assert [round(change.middle) for change in recording.untold] == [4, 7, 9]
    assert len(ask.about(CHANGE)) == 1


def test_a_change_of_another_kind_contradicts(watch: Watched):
    ask = Watcher({STEPS: acts((2, "close the window")), CHANGE: compares})
    (step,) = steps_of(watch("saving", ask)).steps
    assert step.verdict == "contradicted" and step.change is not None
    assert markdown(steps_of(watch("saving", ask))).endswith("*contradicted*")


def test_nothing_done_is_not_asked_about(watch: Watched):
    ask = Watcher({})
    recording = steps_of(watch("saving", ask, Wish(start=9.5)))
    assert recording.steps == () and ask.asked == []


def test_steps_that_cannot_be_read_are_told(watch: Watched):
    answer = '[{"time": "soon", "action": "wait"}, {"time": "00:02.00"}]'
    recording = steps_of(watch("saving", Watcher({STEPS: answer})))
    assert recording.steps == () and len(recording.unread) == 2


def test_an_hour_is_no_recording(watch: Watched):
    watching = watch("saving", Watcher({}))
    object.__setattr__(watching.plan.stretches[-1], "end", 3600.0)
    with pytest.raises(Unwatchable, match="--start"):
        steps_of(watching)


def test_a_letter_that_is_typed_is_a_change_and_a_caret_is_none(tmp_path: Path, sight: Path):
    """A screen of 1440 x 900 with letters 11 pixels high, and a caret that blinks behind them."""

    def draw(time: float) -> np.ndarray:
        frame = np.full((900, 1440, 3), 255, np.uint8)
        font, letters = cv2.FONT_HERSHEY_SIMPLEX, "kes"[: int(max(time - 1, 0) / 1.5)]
        cv2.putText(frame, letters, (400, 300), font, 0.5, (20, 20, 20), 1, cv2.LINE_AA)
        if int(time / 0.5) % 2:
            cv2.rectangle(frame, (700, 600), (701, 616), (0, 0, 0), -1)
        return frame

    film = write_frames(tmp_path / "typing.mp4", 7.0, draw, rate=10.0)
    with opened_film(film, "typing.mp4", sight) as (opened, _):
        found = changes(Run(Watcher({}), "changes"), opened, 0, 7)
    assert [round(change.end, 1) for change in found.found] == [2.5, 4.0, 5.5]
    assert found.blinking >= 10
