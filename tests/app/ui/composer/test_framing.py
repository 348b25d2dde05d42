"""The strip of a clip: its frames, and what its sliders make of the attachment."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart, VideoPart
from app.client.client import Client
from app.ui.composer.composer import Composer
from app.ui.composer.framing import Framing
from app.ui.composer.strip import BUDGETS, RATES, FrameStrip
from tests.fixtures.answering_client import AnsweringClient, frames

CLIP = VideoPart(Path("/clip.mp4"), "clip.mp4")
Key = Qt.Key


@pytest.fixture
def client() -> AnsweringClient:
    return AnsweringClient()


@pytest.fixture
def framing(composer: Composer, client: AnsweringClient) -> Iterator[Framing]:
    framing = Framing(composer, cast(Client, client))
    yield framing
    framing.close()


def jpeg(color: str) -> bytes:
    image = QImage(96, 64, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(buffer.data().data())


def opened(composer: Composer, framing: Framing, client: AnsweringClient) -> FrameStrip:
    """The strip of a clip of 20 s, with its first frames shown."""
    composer.attach([CLIP])
    composer.tray.chips[0].opened.emit()
    length, shown = client.open_fetches("frames")
    assert (length.options["most"], shown.options["most"]) == (2, None)
    length.answer(frames(0.0, 19.96))
    shown.answer(frames(0.0, 10.0, 19.96, tokens=900, jpeg=jpeg("#cc3322")))
    assert framing.strip is not None
    return framing.strip


def test_it_shows_the_frames_and_their_cost(
    composer: Composer, framing: Framing, client: AnsweringClient
):
    framing.set_rate(450)
    strip = opened(composer, framing, client)
    assert strip.line == "0:20 · 3 frames · 96 × 64 · 900 tokens · about 2 s"
    assert strip.film.accessibleName() == "3 frames: 0:00, 0:10, 0:20"
    picture = strip.film.row.grab().toImage()
    assert picture.pixelColor(20, 20).red() > 190
    assert strip.geometry().bottom() < composer.geometry().top()


def test_a_range_by_the_keyboard(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    first, last = strip.stretch.handles
    for _ in range(3):
        qtbot.keyClick(first, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(last, Key.Key_Left)
    wanted = VideoPart(CLIP.source, CLIP.name, start=3.0, end=19.9)
    assert first.accessibleName() == "Start, 0:03"
    qtbot.waitUntil(lambda: composer.draft().parts == (wanted,))
    (shown,) = client.open_fetches("frames")
    assert shown.asked == wanted
    assert len(composer.tray.chips) == 1
    qtbot.keyClick(last, Key.Key_Right)
    qtbot.waitUntil(lambda: composer.draft().parts == (VideoPart(*_id(CLIP), start=3.0),))


def test_a_range_by_the_mouse_never_turns_round(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    first, _ = strip.stretch.handles
    qtbot.mousePress(first, Qt.MouseButton.LeftButton)
    QTest.mouseMove(first, QPoint(5000, 8))
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: strip.part.start == 19.9)
    assert strip.part.end is None


def test_rate_and_budget_and_back(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    strip.rate.setValue(RATES.index(0.5))
    strip.budget.setValue(BUDGETS.index(512))
    wanted = VideoPart(CLIP.source, CLIP.name, fps=0.5, max_tokens=512)
    qtbot.waitUntil(lambda: composer.draft().parts == (wanted,))
    client.open_fetches("frames")[0].fail("clip.mp4 is cut short: copy it again.")
    assert strip.line == "clip.mp4 is cut short: copy it again."
    qtbot.mouseClick(strip.reset, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: composer.draft().parts == (CLIP,))


def test_frames_no_longer_wanted_are_cancelled(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    strip.rate.setValue(3)
    qtbot.waitUntil(lambda: len(client.open_fetches("frames")) == 1)
    (old,) = client.open_fetches("frames")
    strip.rate.setValue(4)
    qtbot.waitUntil(lambda: old.is_cancelled)
    (new,) = client.open_fetches("frames")
    framing.close()
    assert new.is_cancelled
    assert framing.strip is None


def test_escape_and_a_click_beside_it_put_it_away(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    qtbot.mouseClick(strip.film.viewport(), Qt.MouseButton.LeftButton)
    assert framing.strip is strip
    qtbot.keyClick(strip, Key.Key_Escape)
    assert framing.strip is None
    framing.open(CLIP)
    qtbot.mouseClick(composer, Qt.MouseButton.LeftButton)
    assert framing.strip is None
    assert not client.open_fetches("frames")


def test_a_choice_right_before_closing_counts(
    composer: Composer, framing: Framing, client: AnsweringClient
):
    strip = opened(composer, framing, client)
    strip.budget.setValue(1)
    framing.close()
    assert composer.draft().parts == (VideoPart(CLIP.source, CLIP.name, max_tokens=256),)


def test_other_parts_and_servers_have_none(composer: Composer, framing: Framing):
    framing.open(ImagePart(b"picture"))
    assert framing.strip is None
    other = Framing(composer, cast(Client, AnsweringClient(is_local=False)))
    other.open(CLIP)
    assert other.strip is None


def test_only_what_is_in_view_is_decoded(
    composer: Composer, framing: Framing, client: AnsweringClient, qtbot: QtBot
):
    strip = opened(composer, framing, client)
    many = frames(*range(500), jpeg=jpeg("#336699"))
    strip.show_frames(many, "")
    qtbot.waitUntil(lambda: strip.film.row.decoded > 0)
    assert strip.film.row.decoded < 12


def _id(part: VideoPart) -> tuple[Path, str]:
    return part.source, part.name
