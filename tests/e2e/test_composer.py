"""The composer beside the real engine: receipts before sending, and a clip's very frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.events import End
from app.chat.message import ImagePart, Message, VideoPart
from app.chat.settings import Settings
from app.client.client import Client
from app.client.engine_process import engine_launch
from app.client.supervisor import Supervisor
from app.ui.composer.attaching import Attaching
from app.ui.composer.composer import Composer
from app.ui.composer.framing import Framing
from app.ui.composer.intake import parts_from
from tests.fixtures.films import write_film

SAMPLES = Path(__file__).parents[2] / "resources/samples"
LONGEST_MS = 60_000


@pytest.fixture(scope="module")
def client(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("c")
    client = Client(Supervisor(engine_launch(folder / "engine" / "s", "kestrel-nano")))
    yield client
    client.close()


@pytest.fixture
def composer(client: Client, qtbot: QtBot) -> Iterator[Composer]:
    window = QWidget()
    window.resize(900, 700)
    composer = Composer()
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(composer)
    attaching = Attaching(composer, client)
    window.show()
    yield composer
    attaching.close()
    window.close()


def until_measured(composer: Composer, qtbot: QtBot, *words: str) -> None:
    def told() -> bool:
        chips = composer.tray.chips
        return len(chips) == len(words) and all(w in c.line for w, c in zip(words, chips))  # noqa: B905

    qtbot.waitUntil(told, timeout=LONGEST_MS)


def test_what_the_receipt_says_is_what_is_seen(
    composer: Composer, client: Client, qtbot: QtBot, tmp_path: Path
):
    film = write_film(tmp_path / "a film.mp4", 100)
    notes = tmp_path / "notes.md"
    notes.write_text("word " * 100)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in (SAMPLES / "menu.png", film, notes)])
    composer.take_in(parts_from(mime))
    until_measured(composer, qtbot, "seen at full size", "0:04 · 8 frames", "about ")
    stream = client.ask([Message("user", composer.draft().parts)], Settings(max_tokens=1))
    told: list[object] = []
    stream.told.connect(told.append)
    qtbot.waitUntil(lambda: stream.is_over, timeout=LONGEST_MS)
    picture, clip = (chip.line for chip in composer.tray.chips[:2])
    receipts = told[0].receipts  # type: ignore[attr-defined]
    assert f"{receipts[0].visual_tokens:,} tokens" in picture
    assert f"{receipts[1].visual_tokens:,} tokens" in clip
    assert isinstance(told[-1], End)


def test_a_damaged_picture_holds_the_question_until_it_is_gone(
    composer: Composer, qtbot: QtBot, tmp_path: Path
):
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes((SAMPLES / "menu.png").read_bytes()[:400])
    composer.set_draft(Draft("What?", (ImagePart(damaged, "damaged.png"),)))
    qtbot.waitUntil(lambda: not composer.can_send, timeout=LONGEST_MS)
    assert "damaged.png" in composer.tray.chips[0].line
    composer.tray.chips[0].removed.emit()
    assert composer.can_send


def test_the_strip_of_a_clip(composer: Composer, client: Client, qtbot: QtBot, tmp_path: Path):
    part = VideoPart(write_film(tmp_path / "a.mp4", 100), "a.mp4")
    framing = Framing(composer, client)
    composer.attach([part])
    framing.open(part)
    strip = framing.strip
    assert strip is not None
    qtbot.waitUntil(lambda: "0:04 · 8 frames" in strip.line, timeout=LONGEST_MS)
    qtbot.waitUntil(lambda: strip.stretch.length == 4.0, timeout=LONGEST_MS)
    strip.rate.setValue(5)
    qtbot.waitUntil(lambda: strip.part.fps == 2.0)
    strip.rate.setValue(6)
    qtbot.waitUntil(lambda: "16 frames" in strip.line, timeout=LONGEST_MS)
    framing.close()
    (sent,) = composer.draft().parts
    assert sent == VideoPart(part.source, "a.mp4", fps=4.0)
    until_measured(composer, qtbot, "16 frames")
