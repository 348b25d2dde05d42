"""What attachments cost is asked for, told on their chips, and what is refused holds the draft."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.message import DocumentPart, ImagePart, Message, VideoPart, said
from app.chat.settings import Settings
from app.client.client import Client
from app.client.fetch import Measured
from app.client.states import Ready
from app.ui.composer.attaching import Attaching
from app.ui.composer.composer import Composer
from app.ui.composer.intake import parts_from
from tests.fixtures.answering_client import AnsweringClient, frames, measured

MENU = ImagePart(Path("resources/samples/menu.png"), "menu.png")
OTHER = ImagePart(Path("resources/samples/account.png"), "account.png")
CLIP = VideoPart(Path("/clip.mp4"), "clip.mp4")


@pytest.fixture
def client() -> AnsweringClient:
    return AnsweringClient()


@pytest.fixture
def attaching(composer: Composer, client: AnsweringClient) -> Iterator[Attaching]:
    attaching = Attaching(composer, cast(Client, client))
    yield attaching
    attaching.close()


def line(composer: Composer, place: int = 0) -> str:
    return composer.tray.chips[place].line


def until_asked(client: AnsweringClient, qtbot: QtBot, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(client.open_fetches()) == count)


def test_a_picture_and_its_receipt(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.attach([MENU])
    assert line(composer) == "Measuring…"
    until_asked(client, qtbot)
    client.of(MENU).answer(measured())
    assert line(composer) == "860 × 472 seen at full size · 405 tokens"
    assert composer.tray.chips[0].accessibleName() == f"menu.png, {line(composer)}"
    attaching.set_rate(100)
    assert line(composer).endswith(" · about 4 s")


def test_a_smaller_view_and_much_memory(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.attach([MENU])
    until_asked(client, qtbot)
    client.of(MENU).answer(measured(size=(3840, 2160), needed=900))
    assert line(composer) == "3840 × 2160 seen at 860 × 472 · 405 tokens · 1 MB"


def test_a_clip(composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot):
    attaching.set_rate(2500)
    composer.attach([CLIP])
    until_asked(client, qtbot)
    (first,) = client.open_fetches("frames")
    assert first.options["most"] == 1
    receipt = frames(*(n / 2 for n in range(84))).receipt
    client.of(CLIP).answer(Measured((receipt,), 11_000, 0, 1, 100))
    assert line(composer) == "0:42 · 84 frames · 10,710 tokens · about 4 s"


def test_a_document(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    part = DocumentPart(b"words", "a.txt")
    composer.attach([part])
    until_asked(client, qtbot)
    client.of(part).answer(Measured((), 1240, 0, 1, 100))
    assert line(composer) == "about 1,240 tokens"


def test_what_is_refused_holds_the_draft_until_it_is_taken_away(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.set_draft(Draft("What?", (MENU, OTHER)))
    until_asked(client, qtbot, 2)
    client.of(OTHER).answer(measured())
    client.of(MENU).fail("menu.png is cut short: copy it again.")
    assert line(composer) == "menu.png is cut short: copy it again."
    assert not composer.can_send
    composer.tray.chips[0].removed.emit()
    assert composer.draft().parts == (OTHER,)
    assert composer.can_send


def test_an_engine_in_trouble_holds_nothing_and_is_asked_again(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.attach([MENU])
    until_asked(client, qtbot)
    client.of(MENU).fail("The engine is not running; ask again.", status=0, retryable=True)
    assert line(composer) == "Not measured: The engine is not running; ask again."
    assert composer.can_send
    client.changed.emit(Ready("nano"))
    until_asked(client, qtbot)
    client.of(MENU).answer(measured())
    assert "405 tokens" in line(composer)


def test_another_model_measures_anew(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.attach([MENU])
    until_asked(client, qtbot)
    client.of(MENU).answer(measured())
    client.changed.emit(Ready("other"))
    until_asked(client, qtbot)
    client.of(MENU).fail("This checkpoint reads text only: choose one with vision.")
    assert not composer.can_send


def test_the_whole_is_measured_after_what_was_said(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    before = [said("user", "a"), said("assistant", "b")]
    attaching.set_before(before, Settings(max_tokens=7))
    composer.set_draft(Draft("What?", (MENU,)))
    until_asked(client, qtbot)
    client.of(MENU).answer(measured())
    (whole,) = client.open_fetches()
    assert whole.asked == (*before, Message("user", (MENU,)))
    assert whole.options["settings"] == Settings(max_tokens=7)
    whole.fail("It needs 3 GB and 2 GB are free: begin a new chat.")
    assert not composer.can_send
    composer.clear()
    composer.set_draft(Draft("What?"))
    assert composer.can_send


def test_what_is_taken_away_is_asked_no_more(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    composer.attach([MENU])
    until_asked(client, qtbot)
    (fetch,) = client.open_fetches()
    composer.clear()
    assert fetch.is_cancelled
    qtbot.wait(1)
    composer.attach([MENU, OTHER])
    until_asked(client, qtbot, 2)
    attaching.close()
    assert all(fetch.is_cancelled for fetch in client.asked)


def test_another_machine_is_told_nothing_before_it_is_sent(composer: Composer, qtbot: QtBot):
    client = AnsweringClient(is_local=False)
    attaching = Attaching(composer, cast(Client, client))
    composer.attach([MENU, CLIP])
    qtbot.waitUntil(lambda: line(composer, 1) == "Not measured: host sees it when it is sent")
    assert not client.asked
    assert composer.can_send
    attaching.close()


def test_thumbnails_and_the_packing_of_bare_pixels(
    composer: Composer, client: AnsweringClient, attaching: Attaching, qtbot: QtBot
):
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#cc3322"))
    mime = QMimeData()
    mime.setImageData(image)
    composer.take_in(parts_from(mime))

    def packed() -> bool:
        (part,) = composer.draft().parts
        return isinstance(part, ImagePart) and bytes(part.source)[:4] == b"\x89PNG"  # type: ignore

    qtbot.waitUntil(packed)
    chip = composer.tray.chips[0]

    def middle() -> str:
        return chip.grab().toImage().pixelColor(9 + 22, chip.height() // 2).name()

    qtbot.waitUntil(lambda: middle() == "#cc3322")
    until_asked(client, qtbot)
