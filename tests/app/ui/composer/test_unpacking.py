"""Documents of pages become pictures beside the window, and say what was left out."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.message import DocumentPart, ImagePart
from app.client.client import Client
from app.client.fetch import Model
from app.client.states import Ready
from app.ui.composer.attaching import Attaching
from app.ui.composer.composer import Composer
from app.ui.composer.costs import Told
from app.ui.composer.intake import parts_of
from app.ui.composer.unpacking import MOST_PAGES, unpacked
from tests.fixtures.answering_client import AnsweringClient
from tests.fixtures.documents import RECEIPT, Line, scan, truncated, write_pdf

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def client() -> AnsweringClient:
    return AnsweringClient()


@pytest.fixture
def attaching(composer: Composer, client: AnsweringClient) -> Iterator[Attaching]:
    attaching = Attaching(composer, cast(Client, client))
    yield attaching
    attaching.close()


def pages(count: int) -> list[list[Line]]:
    return [[Line(60, 80, f"Page {number}", 20)] for number in range(1, count + 1)]


def named(path: Path) -> list[str]:
    return [part.name for part in unpacked(path, threading.Event()).taken.parts]  # type: ignore[union-attr]


def test_each_page_is_a_picture_with_its_name(tmp_path: Path):
    found = unpacked(write_pdf(tmp_path / "report.pdf", *pages(3)), threading.Event())
    assert [part.name for part in found.taken.parts] == [  # type: ignore[union-attr]
        "report.pdf, page 1",
        "report.pdf, page 2",
        "report.pdf, page 3",
    ]
    assert not found.taken.refused and not found.more
    first, second, _ = found.taken.parts
    assert isinstance(first, ImagePart) and isinstance(second, ImagePart)
    assert first.source != second.source
    assert isinstance(first.source, bytes)
    assert 1700 < QImage.fromData(first.source).height() <= 1754  # A4 at 150 dots to the inch


def test_one_page_bears_the_name_of_the_file(tmp_path: Path):
    assert named(write_pdf(tmp_path / "letter.pdf", RECEIPT)) == ["letter.pdf"]


def test_a_tiff_of_two_pages(tmp_path: Path):
    pdf = write_pdf(tmp_path / "a.pdf", *pages(2))
    assert named(scan(pdf, tmp_path / "a.tif", 20)) == ["a.tif, page 1", "a.tif, page 2"]


def test_more_pages_than_a_question_takes_are_refused_by_name(tmp_path: Path):
    found = unpacked(write_pdf(tmp_path / "long.pdf", *pages(MOST_PAGES + 2)), threading.Event())
    assert len(found.taken.parts) == MOST_PAGES
    ((name, reason),) = found.taken.refused
    assert name == f"long.pdf, pages {MOST_PAGES + 1} to {MOST_PAGES + 2}"
    assert "Read a document" in reason
    assert found.more == f"long.pdf has {MOST_PAGES + 2} pages; the first {MOST_PAGES} are here."


def test_one_that_opens_with_a_password_says_what_to_do(tmp_path: Path):
    locked = write_pdf(tmp_path / "a.pdf", RECEIPT, password="secret")
    found = unpacked(locked, threading.Event())
    ((name, reason),) = found.taken.refused
    assert (name, found.taken.parts) == ("a.pdf", ())
    assert "password" in reason and "save it without" in reason
    assert "password" in found.more


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-" + b"x" * 5000])
def test_a_damaged_one_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "a.pdf").write_bytes(content)
    ((name, reason),) = unpacked(tmp_path / "a.pdf", threading.Event()).taken.refused
    assert name == "a.pdf" and reason.endswith(".") and reason[0].isupper()


def test_a_page_that_is_damaged_is_refused_alone(tmp_path: Path):
    tiff = scan(write_pdf(tmp_path / "a.pdf", *pages(2)), tmp_path / "a.tif", 20)
    with Image.open(tiff) as file:
        assert getattr(file, "n_frames", 0) == 2
    truncated(tiff, 0.9)
    found = unpacked(tiff, threading.Event())
    assert len(found.taken.parts) + len(found.taken.refused) >= 1  # never an error of ours


def test_it_stops_between_two_pages(tmp_path: Path):
    stop = threading.Event()
    stop.set()
    assert not unpacked(write_pdf(tmp_path / "a.pdf", *pages(3)), stop).taken.parts


def test_a_drop_waits_on_its_chip_and_holds_the_draft_back(
    composer: Composer, attaching: Attaching, tmp_path: Path, qtbot: QtBot
):
    composer.editor.setPlainText("What is the total?")
    path = write_pdf(tmp_path / "report.pdf", *pages(2))
    with qtbot.waitSignal(composer.parts_changed, timeout=10_000):
        composer.take_in(parts_of([path]))
        (chip,) = composer.tray.chips
        assert chip.line == "Opening…" and chip.accessibleName() == "report.pdf, Opening…"
        assert not composer.can_send
    assert [part.name for part in composer.draft().parts] == [  # type: ignore[union-attr]
        "report.pdf, page 1",
        "report.pdf, page 2",
    ]
    qtbot.waitUntil(lambda: composer.can_send)
    assert [chip.part for chip in composer.tray.chips] == list(composer.draft().parts)


def test_what_is_taken_away_meanwhile_never_comes(
    composer: Composer, attaching: Attaching, tmp_path: Path, qtbot: QtBot
):
    path = write_pdf(tmp_path / "report.pdf", *pages(2))
    composer.take_in(parts_of([path]))
    composer.tray.chips[0].removed.emit()
    assert not composer.tray.chips
    qtbot.wait(300)
    assert composer.draft().is_empty and not composer.tray.chips


def test_another_draft_does_not_get_the_pages(
    composer: Composer, attaching: Attaching, tmp_path: Path, qtbot: QtBot
):
    composer.take_in(parts_of([write_pdf(tmp_path / "report.pdf", *pages(2))]))
    composer.set_draft(Draft("Something else"))
    qtbot.wait(300)
    assert composer.draft() == Draft("Something else") and composer.can_send


def test_a_long_one_is_offered_to_be_read(
    composer: Composer, attaching: Attaching, tmp_path: Path, qtbot: QtBot
):
    path = write_pdf(tmp_path / "long.pdf", *pages(MOST_PAGES + 1))
    with qtbot.waitSignal(attaching.readable, timeout=20_000) as told:
        composer.take_in(parts_of([path]))
    assert told.args is not None
    assert told.args[0] == path and "the first 8 are here" in told.args[1]


def folder_of(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_a_folder_is_one_text_that_says_what_it_lacks(tmp_path: Path):
    folder = folder_of(tmp_path, main__py="print('here')\n", notes__md="# Notes\n")
    (folder / ".env").write_text("API_KEY=abcdefghijklmnop\n")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    taken = unpacked(folder, threading.Event()).taken
    (part,) = taken.parts
    assert isinstance(part, DocumentPart) and part.name == "project"
    assert isinstance(part.source, bytes)
    text = part.source.decode()
    assert "print('here')" in text and "# Notes" in text and "abcdefghijklmnop" not in text
    ((noted, note),) = taken.notes
    assert noted == part
    assert note.line == "2 files · 1 with secrets and 1 more left out"
    first = note.tip.splitlines()[1]
    assert first.startswith(".env: ")  # secrets are named before anything else


def test_a_folder_without_any_text_is_refused(tmp_path: Path):
    folder = folder_of(tmp_path)
    (folder / "a.bin").write_bytes(bytes(range(256)))
    taken = unpacked(folder, threading.Event()).taken
    ((name, reason),) = taken.refused
    assert name == "project" and "no text" in reason and "a.bin" in reason
    assert not taken.parts


def test_a_folder_that_is_taken_away_meanwhile(tmp_path: Path):
    stop = threading.Event()
    stop.set()
    folder = folder_of(tmp_path, **{f"f{n}__py": "x = 1\n" for n in range(5)})
    assert not unpacked(folder, stop).taken.parts


def test_the_chip_of_a_folder_tells_its_files_beside_its_cost(
    composer: Composer, attaching: Attaching, tmp_path: Path, qtbot: QtBot
):
    folder = folder_of(tmp_path, main__py="print('here')\n")
    composer.take_in(parts_of([folder]))
    qtbot.waitUntil(lambda: bool(composer.draft().parts))
    (chip,) = composer.tray.chips
    assert chip.line == "1 file · Measuring…"
    (part,) = composer.draft().parts
    composer.tell(part, Told("about 40 tokens"))
    assert chip.line == "1 file · about 40 tokens"
    assert chip.accessibleName() == "project, 1 file · about 40 tokens"


def test_a_folder_is_bounded_by_what_the_model_takes(
    composer: Composer, attaching: Attaching, client: AnsweringClient, tmp_path: Path, qtbot: QtBot
):
    client.changed.emit(Ready("qwen"))
    (fetch,) = client.open_fetches("models")
    fetch.answer((Model("other", 999_999), Model("qwen", 8192, loaded=True)))
    lines = "value = 'some words that take room'\n" * 200
    folder = folder_of(tmp_path, **{f"f{n}__py": lines for n in range(9)})
    composer.take_in(parts_of([folder]))
    qtbot.waitUntil(lambda: bool(composer.draft().parts))
    (part,) = composer.draft().parts
    assert isinstance(part, DocumentPart) and isinstance(part.source, bytes)
    assert len(part.source) < 8192 * 3
    (chip,) = composer.tray.chips
    assert " left out" in chip.line and "takes" in chip.toolTip()


def test_a_model_that_takes_too_little_for_any_folder_says_so(tmp_path: Path):
    folder = folder_of(tmp_path, main__py="x = 1\n")
    ((_, reason),) = unpacked(folder, threading.Event(), 300).taken.refused
    assert "longer context" in reason
