"""Quick ask: a capture, an answer in place, a follow-up, and the way into the window."""

import json
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.reading.pointing import point_out
from app.ui.capture.overlay import Overlay
from app.ui.quick.panel import QuickPanel
from tests.e2e import pointer
from tests.e2e.window import Use, Used

SAMPLES = Path(__file__).parents[2] / "resources/samples"


def opened(used: Used) -> QuickPanel:
    used.program.window.menus["quick"].trigger()
    panel = used.program.quick.panel
    used.until(lambda: panel.isVisible() and panel.isActiveWindow())
    return panel


def answers(used: Used) -> list[str]:
    """Those of the panel that are whole."""
    if used.program.quick.quick.is_busy:
        return []
    return [exchange.text for exchange in used.program.quick.quick.talk]


def ask(used: Used, words: str) -> str:
    field, count = used.program.quick.panel.field, len(used.program.quick.quick.talk)
    field.selectAll()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)
    used.until(lambda: len(answers(used)) == count + 1)
    return answers(used)[-1]


def labels(text: str) -> list[str]:
    return [mark.label for mark in point_out(text).marks]


def in_the_store(used: Used) -> tuple[int, list[Path]]:
    kept = used.program.home / "chats/attachments"
    return len(used.program.store.chats()), [p for p in kept.rglob("*") if p.is_file()]


def test_a_region_is_captured_asked_about_and_the_talk_is_moved(use: Use, qtbot: QtBot):
    used = use()
    panel = opened(used)
    _capture_a_sample(used, qtbot)
    assert "attached" in panel.foot.context
    used.until(lambda: "tokens" in panel.foot.context)
    assert labels(ask(used, "Where is the Save button?")) == ["Save"]
    assert labels(ask(used, "Where is the Cancel button?")) == ["Cancel"]
    assert in_the_store(used) == (0, [])
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    used.until(lambda: not panel.isVisible())
    opened(used)
    assert len(answers(used)) == 2, "the talk is still there"
    QTest.keyClick(panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    used.until(lambda: len(used.texts) == 4)
    assert not panel.isVisible()
    assert [labels(text) for text in used.texts[1::2]] == [["Save"], ["Cancel"]]
    count, files = in_the_store(used)
    assert count == 1 and len(files) == 1
    (picture,) = [p for p in used.program.desk.path()[0].turn.parts if isinstance(p, ImagePart)]
    assert picture.origin is not None and picture.origin.bounds == (40, 40, 320, 192)
    elements = json.loads((SAMPLES / "print.json").read_text())["elements"]
    third = next(e["text"] for e in elements if e["text"] not in ("Save", "Cancel"))
    assert third in labels(used.ask(f'Where is "{third}"?').text)


def _capture_a_sample(used: Used, qtbot: QtBot) -> None:
    """What another program shows: own windows step aside while the picture is taken."""
    other = QLabel()
    qtbot.addWidget(other)
    other.setPixmap(QPixmap(str(SAMPLES / "print.png")))
    other.setGeometry(40, 40, 320, 192)
    other.show()
    panel, window = used.program.quick.panel, used.program.window
    used.program.quick._capturer._own = lambda: (panel, window)  # noqa: SLF001
    capture = pointer.button(panel, "Capture a region")
    assert capture is not None
    pointer.press(capture)
    used.until(lambda: pointer.window_of(Overlay))
    overlay = pointer.window_of(Overlay)
    assert overlay is not None and not panel.isVisible() and not window.isVisible()
    pointer.drag(overlay, QPoint(40, 40), QPoint(360, 232))
    used.until(lambda: panel.isVisible() and window.isVisible())
    used.until(lambda: panel.foot.context)


def test_the_engine_is_killed_while_it_answers(use: Use):
    used = use()
    panel = opened(used)
    used.drop(SAMPLES / "account.png", on=panel)
    quick = used.program.quick.quick
    QTest.keyClicks(panel.field, "List the elements of this screen.")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    used.until(lambda: quick.talk[-1].text or not quick.is_busy)
    used.kill_engine()
    used.until(lambda: not quick.is_busy)
    end = quick.talk[-1].reply.end
    assert end is not None
    if end.reason == "failed":  # it may have been whole by then
        again = pointer.button(panel, "Try again")
        assert again is not None
        pointer.press(again)
        used.until(lambda: not quick.is_busy and quick.talk[-1].reply.end is not end)
    elements = json.loads((SAMPLES / "account.json").read_text())["elements"]
    assert len(labels(quick.talk[-1].text)) >= len(elements) // 2
