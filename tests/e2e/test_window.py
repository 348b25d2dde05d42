"""The path of the mission in the window: drop, ask, see it pointed at; and nothing is ever lost."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.chat.conversation import Turn
from app.chat.message import ImagePart
from app.reading.pointing import point_out
from app.ui.picture.view import PictureView
from app.ui.preferences import load
from tests.e2e.window import Use, Used, end_of

SAMPLES = Path(__file__).parents[2] / "resources/samples"


def truth(sample: str, text: str) -> list[float]:
    elements = json.loads((SAMPLES / f"{sample}.json").read_text())["elements"]
    return next(e["box"] for e in elements if e["text"] == text)


def overlap(a: list[float], b: list[float]) -> float:
    """Intersection over union."""
    width = max(min(a[2], b[2]) - max(a[0], b[0]), 0)
    height = max(min(a[3], b[3]) - max(a[1], b[1]), 0)
    shared = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return shared / (sum(areas) - shared)


def test_a_dropped_screenshot_is_asked_about_and_pointed_at(use: Use, qtbot: QtBot):
    used = use()
    used.drop(SAMPLES / "print.png")
    turn = used.ask("Where is the Save button?")
    assert end_of(turn).reason == "stop"
    (mark,) = point_out(turn.text).marks
    assert mark.label == "Save" and mark.box is not None
    box = mark.box
    pixels = [box.start.x * 0.32, box.start.y * 0.192, box.end.x * 0.32, box.end.y * 0.192]
    assert overlap(pixels, truth("print", "Save")) > 0.5
    used.until(lambda: used.program.window.transcript.findChildren(PictureView))
    (picture,) = used.program.window.transcript.findChildren(PictureView)
    assert "Save" in picture.accessibleName() or "Save" in picture.accessibleDescription()
    assert turn.reply is not None
    assert turn.reply.receipts[0].seen_size == (320, 192)


def test_an_answer_is_seen_while_it_is_written(use: Use):
    used = use()
    used.drop(SAMPLES / "account.png")
    turn = used.ask("List the elements of this screen.")
    lengths = [len(text) for text in used.grown]
    assert lengths == sorted(lengths)
    assert any(0 < length < len(turn.text) for length in lengths), "it came all at once"


def test_a_pasted_picture(use: Use):
    used = use()
    QGuiApplication.clipboard().setImage(QImage(str(SAMPLES / "menu.png")))
    used.program.window.menus["paste"].trigger()
    turn = used.ask('Where is "Export"?')
    assert point_out(turn.text).marks[0].label == "Export"
    question = used.program.desk.path()[0].turn
    assert any(isinstance(part, ImagePart) for part in question.parts)


def cut_short(used: Used, cut: Callable[[], None], reason: str) -> Turn:
    """Ask for a list and cut its answer at the first words; once more if it was whole by then."""
    used.drop(SAMPLES / "account.png")
    used.type("List the elements of this screen.")
    used.until(lambda: used.program.window.composer.can_send)
    used.at_first_words(cut)
    used.send()
    used.until(lambda: used.ends)
    while end_of(used.ends[-1]).reason != reason:
        assert len(used.ends) < 10, "the answer is always whole before it can be cut"
        used.at_first_words(cut)
        used.regenerate()
    return used.ends[-1]


def test_an_answer_is_stopped_and_asked_again(use: Use):
    used = use()
    stopped = cut_short(used, used.program.window.menus["stop"].trigger, "cancelled")
    assert stopped.text
    versions = len(used.program.desk.path()[1].versions)
    used.regenerate()
    again = used.ends[-1]
    assert end_of(again).reason == "stop" and again.text.startswith(stopped.text)
    assert len(used.program.desk.path()[1].versions) == versions + 1


def test_edit_and_branch(use: Use):
    used = use()
    used.drop(SAMPLES / "print.png")
    used.ask("Where is the Save button?")
    question = used.program.desk.path()[0].turn.id
    used.program.window.transcript.edited.emit(question, "Where is the Cancel button?")
    used.until(lambda: len(used.ends) == 2)
    assert point_out(used.texts[1]).marks[0].label == "Cancel"
    assert len(used.program.desk.path()[0].versions) == 2
    used.program.window.transcript.chosen.emit(question)
    assert used.texts[0] == "Where is the Save button?"
    used.program.window.transcript.branched.emit(used.program.desk.path()[1].turn.id)
    assert len(used.program.store.chats()) == 2
    assert used.texts[0] == "Where is the Save button?"


def test_the_engine_is_killed_in_the_middle_of_an_answer(use: Use):
    used = use()
    cut = cut_short(used, used.kill_engine, "failed")
    assert cut.text.startswith(used.first_words)
    assert used.program.window.notice.isVisible()
    before = len(used.ends)
    used.program.window.transcript.retry.emit(cut.id)
    used.until(lambda: len(used.ends) > before)
    whole = used.ends[-1]
    assert end_of(whole).reason == "stop" and whole.text.startswith(cut.text)


def test_the_program_is_started_again_and_everything_is_there(use: Use):
    used = use()
    used.drop(SAMPLES / "print.png")
    used.ask("Where is the Save button?")
    chat, texts = used.program.talks.chat, used.texts
    used.drop(SAMPLES / "menu.png")
    used.type("Half a thought")
    used.program.window.resize(700, 560)
    again = use()
    assert again.program.talks.chat == chat and again.texts == texts
    draft = again.program.window.composer.draft()
    assert draft.text == "Half a thought" and len(draft.parts) == 1
    assert again.program.window.size().width() == 700
    turn = again.ask("!")
    assert end_of(turn).reason in ("stop", "length")


def test_a_killed_program_opens_where_it_was(use: Use):
    """Nothing is left to the end of the program: a kill gives it none."""
    used = use()
    used.drop(SAMPLES / "print.png")
    used.ask("Where is the Save button?")
    used.until(lambda: load(used.program.home / "preferences.json").chat == used.program.talks.chat)


def test_no_connection_is_made(use: Use):
    """Law 7: after all of this the process has no socket of the internet."""
    used = use()
    used.drop(SAMPLES / "print.png")
    used.ask("Where is the Save button?")
    pids = [os.getpid(), used.program.supervisor.pid]
    assert [_internet_sockets(pid) for pid in pids] == [[], []]


def _internet_sockets(pid: int) -> list[str]:
    mine = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            mine.add(os.readlink(entry))
        except OSError:
            continue  # closed meanwhile
    lines = [
        line.split()
        for name in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    return [fields[2] for fields in lines if f"socket:[{fields[9]}]" in mine]


def test_a_program_that_ends_while_one_types_touches_its_store_no_more(use: Use, qtbot: QtBot):
    used = use()
    used.type("half a word")
    used.program.window.sidebar.searched.emit("half")
    again = use()
    qtbot.wait(600)  # longer than any timer of the former; an error in one fails the test
    assert again.program.window.composer.draft().text == "half a word"
