"""A clip, from the drop to the frame that an answer speaks of."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.chat.conversation import Reply, Turn
from app.chat.events import End
from app.client.fetch import Frame
from app.ui.composer.chip import Chip
from app.ui.composer.strip import FrameStrip
from app.ui.picture.window import PictureWindow
from app.ui.text.view import TextView
from tests.e2e import pointer
from tests.e2e.window import Use, Used
from tests.fixtures.films import number_of, write_film
from tests.fixtures.nano import settings

FRAMES, RATE, SIZE = 240, 16.0, (384, 256)  # 15 seconds
LIMITS = settings("video_preprocessor_config.json")


def chip(used: Used) -> Chip:
    (only,) = used.program.window.composer.tray.chips
    return only


def strip(used: Used) -> FrameStrip:
    (only,) = used.program.window.findChildren(FrameStrip)
    return only


def shown(used: Used) -> tuple[Frame, ...]:
    return strip(used).film.row._frames


def numbers(frames: tuple[Frame, ...]) -> list[int]:
    """Which frames of the film these pictures are."""
    pictures = [cv2.imdecode(np.frombuffer(f.jpeg, np.uint8), cv2.IMREAD_COLOR) for f in frames]
    return [number_of(np.asarray(picture)) for picture in pictures]


def most() -> int:
    """Tokens at the highest rate: the bundled model sees at most 32 frames, and those small."""
    side = LIMITS["patch_size"] * LIMITS["merge_size"]
    scale = math.sqrt(32 * math.prod(SIZE) / LIMITS["size"]["longest_edge"])
    columns, rows = (int(length / scale) // side for length in SIZE)
    return 32 // LIMITS["temporal_patch_size"] * columns * rows


def until_settled(used: Used, *words: str) -> None:
    """The strip and the chip tell of the same plan."""
    used.until(lambda: all(word in strip(used).line and word in chip(used).line for word in words))


def test_a_clip_is_dropped_its_frames_are_chosen_and_sent(use: Use, tmp_path: Path):
    used = use()
    used.drop(write_film(tmp_path / "film.mp4", FRAMES, RATE, size=SIZE))
    used.until(lambda: "0:15 · 30 frames" in chip(used).line)
    pointer.press(chip(used))
    until_settled(used, "0:15", "30 frames")
    assert numbers(shown(used)) == [round(frame.time * RATE) for frame in shown(used)]
    assert shown(used)[0].time == 0.0 and shown(used)[-1].time > 14
    _change_the_plan(used)
    frames = shown(used)
    assert numbers(frames) == [round(frame.time * RATE) for frame in frames]
    QTest.keyClick(strip(used).film, Qt.Key.Key_Escape)
    used.until(lambda: not used.program.window.findChildren(FrameStrip))
    told = chip(used).line
    turn = used.ask("What can you do?")
    assert turn.reply is not None
    (receipt,) = turn.reply.receipts
    assert f"{receipt.visual_tokens:,} tokens" in told
    assert receipt.times == tuple(frame.time for frame in frames)
    _follow_a_time(used, turn)


def _change_the_plan(used: Used) -> None:
    """The rate and the budget with keys, the stretch with the mouse; each changes the receipt."""
    used.until(lambda: strip(used).stretch.isEnabled())
    _step(strip(used).rate, Qt.Key.Key_End)
    until_settled(used, "32 frames", f"{most():,} tokens")
    _step(strip(used).budget, Qt.Key.Key_Home, Qt.Key.Key_Right)
    used.until(lambda: strip(used).part.max_tokens == 256 and f"{most():,}" not in chip(used).line)
    stretch = strip(used).stretch
    end = stretch.handles[1].geometry().center()
    pointer.drag(stretch, end, QPoint(stretch.width() // 5, end.y()))
    assert strip(used).part.end == pytest.approx(3.0, abs=0.3)
    until_settled(used, "0:00–0:03 · ")
    used.until(lambda: f" {len(shown(used))} frames" in chip(used).line and len(shown(used)) < 32)


def _step(control: QWidget, *keys: Qt.Key) -> None:
    control.setFocus()
    for key in keys:
        QTest.keyClick(control, key)


def _follow_a_time(used: Used, turn: Turn) -> None:
    """Only these words are written for the model: the bundled one knows no clips."""
    store, chat = used.program.store, used.program.talks.chat
    assert turn.reply is not None
    other = store.begin_reply(chat, turn.parent, "")
    words = "It turns at 0:01 and once more later."
    store.finish(other.id, words, Reply(receipts=turn.reply.receipts, end=End("stop")))
    used.program.desk.open(chat)
    transcript = used.program.window.transcript
    used.until(lambda: _time_link(transcript.findChildren(TextView)))
    view, place = _time_link(transcript.findChildren(TextView))[0]
    pointer.press(view.viewport(), place)
    used.until(lambda: pointer.window_of(PictureWindow))
    window = pointer.window_of(PictureWindow)
    assert window is not None
    used.until(lambda: window.canvas.is_ready)
    assert "film.mp4" in window.windowTitle()
    copy = pointer.button(window, "Copy picture")
    assert copy is not None
    QGuiApplication.clipboard().clear()
    pointer.press(copy)
    used.until(lambda: not QGuiApplication.clipboard().image().isNull())
    copied = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(copied.constBits(), np.uint8).reshape(copied.height(), -1)
    frame = rows[:, : copied.width() * 3].reshape(copied.height(), copied.width(), 3)
    assert number_of(frame) == pytest.approx(RATE, abs=1)


def _time_link(views: list[TextView]) -> list[tuple[TextView, QPoint]]:
    found = ((view, pointer.link(view, "time:1.0")) for view in views if view.isVisible())
    return [(view, place) for view, place in found if place is not None]
