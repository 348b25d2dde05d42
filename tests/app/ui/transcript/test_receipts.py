"""Each question tells what the model saw of its own attachments, and of no other's."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from app.chat.events import Receipt
from app.chat.message import DocumentPart, ImagePart, VideoPart
from app.ui.transcript.clips import Clip
from app.ui.transcript.question import QuestionView
from app.ui.transcript.transcript import Transcript
from tests.fixtures.shown_talks import answer, question, shown


def image(width: int) -> Receipt:
    return Receipt("a.png", "image", (width, 48), (width, 48), (), 6, f"{width} wide")


def film(frames: int) -> Receipt:
    times = tuple(map(float, range(frames)))
    return Receipt("a", "video", (96, 64), (96, 64), times, 3 * frames, f"{frames} frames")


def asked(transcript: Transcript, turn: str) -> QuestionView:
    view = transcript.view_of(turn)
    assert isinstance(view, QuestionView)
    return view


def told(view: QuestionView) -> str:
    return view.accessibleDescription()


def test_an_answer_tells_of_all_attachments_and_each_question_of_its_own(transcript, picture):
    first, clip, last = image(64), film(2), image(32)
    transcript.show_chat(
        shown(
            question("q0", "Where?", ImagePart(picture)),
            answer("a0", "Here.", "q0", receipts=(first,)),
            question("q1", "And now?", parent="a0"),
            answer("a1", "There.", "q1", receipts=(first,)),
            question("q2", "And these?", VideoPart(Path("/x/c.mov")), ImagePart(picture)),
            answer("a2", "Nowhere.", "q2", receipts=(first, clip, last)),
        )
    )
    views = [asked(transcript, turn) for turn in ("q0", "q1", "q2")]
    assert [told(view) for view in views] == ["64 wide", "", "2 frames 32 wide"]


def test_an_animation_beside_a_clip_keeps_its_own_receipt(transcript, picture):
    parts = (ImagePart(picture, "a.gif"), DocumentPart(Path("/x/n.txt")), VideoPart(Path("/c.mov")))
    transcript.show_chat(
        shown(
            question("q", "What?", *parts),
            answer("a", "This.", "q", receipts=(film(2), film(7))),
        )
    )
    view = asked(transcript, "q")
    said = {card.accessibleName(): card.accessibleDescription() for card in view.findChildren(Clip)}
    assert "7 frames" in said["c.mov"]
    assert said["n.txt"] == ""
    (line,) = [label.text() for label in view.findChildren(QLabel) if "0:00–0:01" in label.text()]
    assert "2 frames" in line
