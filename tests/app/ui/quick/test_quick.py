"""A quick talk is asked urgently, shown in place, and kept nowhere until it is moved."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from pytestqt.qtbot import QtBot

from app.chat.message import DocumentPart, ImagePart, Origin
from app.ui import phase
from app.ui.quick.panel import QuickPanel
from app.ui.quick.quick import Quick
from tests.app.ui.quick.scripts import MEASURED, said_by
from tests.fixtures.documents import RECEIPT, write_pdf
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, delta, whole

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"
PICTURE = ImagePart(SAMPLE, "print.png", Origin((0, 0, 400, 240), (0, 0, 400, 240), "", "Print"))


def ask(qtbot: QtBot, quick: Quick, words: str) -> None:
    quick.panel.field.setText(words)
    qtbot.keyClick(quick.panel.field, Qt.Key.Key_Return)
    assert quick.is_busy
    qtbot.waitUntil(lambda: not quick.is_busy, timeout=10_000)


def test_the_answer_stands_in_the_panel_and_nothing_is_kept(qtbot, begin: Callable, shelf):
    quick, server = begin(said_by("It is ", "**here**."))
    ask(qtbot, quick, "Where is it?")
    (view,) = quick.panel.talk.views
    assert view.text.markdown() == "It is **here**." and view.isVisible()
    assert server.asked[0].json["priority"] == "urgent"
    assert server.asked[0].json["snapshots"] == "memory"
    assert shelf.kept == []


def test_a_follow_up_carries_what_was_said(qtbot: QtBot, begin: Callable):
    quick, server = begin(said_by("Blue."), said_by("Green."))
    ask(qtbot, quick, "Which colour?")
    ask(qtbot, quick, "And now?")
    told = [message["content"] for message in server.asked[1].json["messages"]]
    assert told == ["Which colour?", "Blue.", "And now?"]
    first, last = quick.panel.talk.views
    assert first.text.markdown() == "Blue." and last.text.markdown() == "Green."


def test_what_is_attached_is_measured_and_goes_with_one_question(qtbot: QtBot, begin: Callable):
    quick, server = begin([whole(200, MEASURED)], said_by("Yes."), said_by("No."))
    quick.attach((PICTURE,))
    qtbot.waitUntil(lambda: "tokens" in quick.panel.foot.context)
    assert quick.panel.foot.context == "Window “Print” attached · 405 tokens"
    ask(qtbot, quick, "Is it on?")
    ask(qtbot, quick, "Sure?")
    kinds = [[p["type"] for p in m["content"]] for m in server.asked[1].json["messages"]]
    assert kinds == [["image_url", "text"]]
    assert len(server.asked[2].json["messages"]) == 3
    assert quick.panel.foot.context == ""


def test_what_cannot_be_sent_says_why_and_blocks(qtbot: QtBot, begin: Callable):
    quick, server = begin([whole(400, {"error": {"message": "This is no picture."}})])
    quick.attach((PICTURE,))
    qtbot.waitUntil(lambda: "no picture" in quick.panel.foot.context)
    quick.ask("Is it on?")
    assert not quick.is_busy and len(server.asked) == 1


def test_selected_text_is_a_document(qtbot: QtBot, begin: Callable):
    quick, _ = begin([whole(200, MEASURED | {"attachments": []})])
    quick.open((DocumentPart(b"a long text", "Selected text"),))
    qtbot.waitUntil(lambda: "tokens" in quick.panel.foot.context)
    assert quick.panel.foot.context == "Selected text attached · 420 tokens"


def test_moving_hands_over_messages_and_replies(qtbot: QtBot, begin: Callable, shelf):
    quick, _ = begin(said_by("Blue."))
    ask(qtbot, quick, "Which colour?")
    with qtbot.waitSignal(quick.moved) as moved:
        qtbot.keyClick(quick.panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert moved.args == ["chat-1"]
    ((messages, replies),) = shelf.kept
    assert [message.role for message in messages] == ["user", "assistant"]
    assert replies[0].end.reason == "stop" and replies[0].model == "kestrel-nano"
    assert quick.talk == () and not quick.panel.isVisible()


def test_moving_waits_for_an_answer_on_its_way(qtbot: QtBot, begin: Callable, shelf):
    rest = threading.Event()
    script = [EVENT_STREAM, delta(content="It "), rest, delta(content="is."), delta("stop"), DONE]
    quick, _ = begin(script)
    quick.ask("What is it?")
    qtbot.waitUntil(lambda: bool(quick.talk[0].text))
    quick.move()
    assert shelf.kept == [] and "whole" in quick.panel.foot.context
    with qtbot.waitSignal(quick.moved):
        rest.set()
    assert shelf.kept[0][0][1].parts[0].text == "It is."


def test_a_talk_that_cannot_be_kept_stays(qtbot: QtBot, begin: Callable, shelf):
    quick, _ = begin(said_by("Blue."))
    ask(qtbot, quick, "Which colour?")
    shelf.refuses = "The disk is full."
    quick.move()
    assert quick.panel.foot.context == "The disk is full."
    assert len(quick.talk) == 1 and quick.panel.isVisible()


def test_escape_closes_stops_and_the_talk_is_there_again(qtbot: QtBot, begin: Callable):
    quick, server = begin([EVENT_STREAM, delta(content="Half"), SILENCE])
    quick.ask("What is it?")
    qtbot.waitUntil(lambda: bool(quick.talk[0].text))
    qtbot.keyClick(quick.panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not quick.is_busy)
    assert not quick.panel.isVisible()
    assert server.left.wait(5)
    assert quick.talk[0].reply.end is not None and quick.talk[0].reply.end.reason == "cancelled"
    quick.open()
    assert quick.talk[0].text == "Half" and quick.panel.isVisible()


def test_an_old_talk_is_forgotten(qtbot: QtBot, begin: Callable, monkeypatch):
    quick, _ = begin(said_by("Blue."))
    ask(qtbot, quick, "Which colour?")
    quick.panel.close()
    monkeypatch.setattr("app.ui.quick.quick.KEPT_S", -1.0)
    quick.open()
    assert quick.talk == () and quick.panel.field.text() == ""
    assert not quick.panel.talk.isVisible()


def test_a_failure_says_why_and_is_retried(qtbot: QtBot, begin: Callable):
    quick, _ = begin([whole(503, {"error": {"message": "Too busy."}})], said_by("Now."))
    ask(qtbot, quick, "Well?")
    end = quick.talk[0].reply.end
    assert end is not None and end.reason == "failed" and "Too busy" in end.error
    quick.panel.talk.views[0].retry.emit()
    qtbot.waitUntil(lambda: not quick.is_busy)
    assert [exchange.text for exchange in quick.talk] == ["Now."]


def test_waiting_says_what_for(qtbot: QtBot, begin: Callable):
    quick, _ = begin([SILENCE])
    quick.ask("Well?")
    quick.wait_for("Loading kestrel-nano…")
    assert quick.talk[0].phase == phase.Waiting("Loading kestrel-nano…")
    quick.close()
    assert quick.talk == () and not quick.is_busy


def test_a_dropped_file_is_attached_and_a_strange_one_refused(
    qtbot: QtBot, begin: Callable, panel: QuickPanel, tmp_path: Path
):
    quick, _ = begin([whole(200, MEASURED)])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    panel.dropped.emit(mime)
    assert quick.panel.foot.context.startswith("print.png attached")
    strange = tmp_path / "x.bin"
    strange.write_bytes(bytes(range(256)))
    mime.setUrls([QUrl.fromLocalFile(str(strange))])
    panel.dropped.emit(mime)
    assert "x.bin" in quick.panel.foot.context


def test_a_dropped_document_waits_for_its_pages(
    qtbot: QtBot, begin: Callable, panel: QuickPanel, tmp_path: Path
):
    quick, _ = begin(*[[whole(200, MEASURED)]] * 3)
    mime = QMimeData()
    path = write_pdf(tmp_path / "report.pdf", RECEIPT, RECEIPT)
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    panel.dropped.emit(mime)
    assert quick.panel.foot.context == "Opening report.pdf…"
    quick.ask("What is the total?")
    assert not quick.talk  # not before its pages are there
    qtbot.waitUntil(lambda: len(quick.context.parts) == 2)
    assert quick.panel.foot.context.startswith("2 things attached")
    panel.dropped.emit(mime)
    panel.context_removed.emit()
    qtbot.wait(300)
    assert not quick.context.parts and not quick.context.is_opening


def test_a_picture_that_an_answer_points_at_is_shown(qtbot: QtBot, begin: Callable):
    boxes = '[{"bbox_2d": [100, 600, 300, 700], "label": "Save"}]'
    quick, _ = begin([whole(200, MEASURED)], said_by(boxes))
    quick.attach((PICTURE,))
    qtbot.waitUntil(lambda: "tokens" in quick.panel.foot.context)
    ask(qtbot, quick, "Where is Save?")
    (view,) = quick.panel.talk.views
    assert [mark.label for mark in view.picture.marks] == ["Save"] and view.picture.isVisible()
    assert "box:1" in view.text.markdown()
    view.text.badge_hovered.emit(1)
    assert view.picture.here == 1
