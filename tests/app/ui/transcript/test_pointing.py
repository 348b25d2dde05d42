"""Answers and pictures point at each other."""

from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from app.chat.conversation import Reply
from app.chat.message import TextPart
from app.ui import phase
from app.ui.transcript.question import QuestionView
from app.ui.transcript.transcript import Transcript
from tests.fixtures.shown_talks import pointed


def labels(transcript: Transcript) -> list[str]:
    view = transcript.view_of("q0")
    assert isinstance(view, QuestionView)
    return [mark.label for mark in view.pictures.views[0].marks]


def test_a_picture_shows_the_last_answer_about_it(transcript, picture):
    transcript.show_chat(pointed(picture)[:2])
    assert labels(transcript) == ["Save", "Close"]
    transcript.set_path(pointed(picture))
    assert labels(transcript) == ["Menu"]


def test_an_answer_shows_numbers_instead_of_boxes(transcript, picture):
    transcript.show_chat(pointed(picture))
    said = transcript.view_of("a0").text.markdown()
    assert "(box:1)" in said and "bbox_2d" not in said


def test_a_badge_points_at_its_box_of_its_answer(transcript, picture):
    transcript.show_chat(pointed(picture))
    transcript.view_of("a0").text.badge_hovered.emit(2)
    view = transcript.view_of("q0").pictures.views[0]
    assert labels(transcript) == ["Save", "Close"] and view.here == 2
    transcript.view_of("a0").text.badge_hovered.emit(0)
    assert view.here == 0


def test_a_box_points_at_its_badge(qtbot, transcript, picture, monkeypatch):
    transcript.show_chat(pointed(picture)[:2])
    view = transcript.view_of("q0").pictures.views[0]
    qtbot.waitUntil(lambda: view.is_ready)
    told = []
    monkeypatch.setattr(transcript.view_of("a0").text, "highlight", told.append)
    area = view.area()
    place = QPointF(area.x() + 0.2 * area.width(), area.y() + 0.2 * area.height())
    QTest.mouseMove(view, place.toPoint())
    qtbot.waitUntil(lambda: told == [1])


def test_a_click_on_a_badge_brings_the_picture_into_view(qtbot, transcript, picture):
    transcript.resize(990, 200)
    transcript.show_chat(pointed(picture))
    transcript.follow()
    transcript.view_of("a1").text.badge_clicked.emit(1)
    view = transcript.view_of("q0")
    assert 0 <= view.y() < transcript.viewport().height()
    assert view.pictures.views[0].here == 1


def test_without_a_picture_braces_stay_braces(transcript, picture):
    path = [shown for shown in pointed(picture) if shown.turn.id in ("q1", "a1")]
    transcript.show_chat(path)
    assert "bbox_2d" in transcript.view_of("a1").text.markdown()


def test_a_shorter_path_shows_the_marks_that_it_has(transcript, picture):
    transcript.show_chat(pointed(picture))
    transcript.set_path(pointed(picture)[:3])
    assert labels(transcript) == ["Save", "Close"]
    transcript.set_path(pointed(picture)[:1])
    assert labels(transcript) == []


def test_many_marks_of_a_growing_answer_arrive_soon(qtbot, transcript, picture):
    path = pointed(picture)[:2]
    one = '{"bbox_2d": [10, 10, 90, 90], "label": "x"}'
    text = "```json\n[" + ", ".join([one] * 30)
    growing = replace(path[1].turn, parts=(TextPart(text),), reply=Reply())
    transcript.show_chat(path[:1])
    transcript.grow(growing, phase.Answering())
    qtbot.waitUntil(lambda: len(labels(transcript)) == 30)
