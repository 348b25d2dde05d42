"""Documents and folders in the real program with kestrel-nano, which reads neither well.

What is held is the harness: everything ends, nothing is promoted, what was dropped is kept.
"""

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.chat.message import DocumentPart, ImagePart
from tests.e2e.window import Use, end_of
from tests.fixtures.documents import Line, write_pdf

SMALL = (170.0, 110.0)  # points of a page that nano sees at full size
PAGES = [[Line(20, 40, "Save", 14)], [Line(20, 40, "Cancel", 14)]]


def test_a_dropped_document_and_a_folder_go_into_a_question(use: Use, tmp_path: Path):
    report = write_pdf(tmp_path / "report.pdf", *PAGES, size=SMALL)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "main.py").write_text("print('here')\n")
    (folder / ".env").write_text("API_KEY=abcdefghijklmnop\n")
    used = use()
    used.drop(report)
    composer = used.program.window.composer
    used.until(lambda: len(composer.draft().parts) == 2)
    used.drop(folder)
    used.until(lambda: len(composer.draft().parts) == 3)
    assert composer.tray.chips[2].line.startswith("1 file · 1 with secrets left out")
    turn = used.ask("Where is the Save button?")
    assert end_of(turn).reason in ("stop", "length", "loop")
    used = use()  # started again: all of it is there
    first, second, text = used.program.desk.path()[0].turn.parts[:3]
    assert isinstance(first, ImagePart) and isinstance(second, ImagePart)
    assert (first.name, second.name) == ("report.pdf, page 1", "report.pdf, page 2")
    assert isinstance(text, DocumentPart) and text.name == "project"


def test_a_document_is_read_and_nothing_is_promoted(use: Use, tmp_path: Path, qtbot: QtBot):
    report = write_pdf(tmp_path / "report.pdf", *PAGES, size=SMALL)
    used = use()
    used.program.window.menus["document"].trigger()
    window = used.program.documents(report)
    used.until(lambda: window.page.canvas.is_ready)
    window.result.all_button.click()
    used.until(lambda: not window.reader.is_busy)
    assert set(window.shelf.readings) | set(window.shelf.lost) == {1, 2}
    for reading in window.shelf.readings.values():
        for block in reading.blocks:
            assert block.verdict != "confirmed" or block.evidence
    (log,) = (tmp_path / "home" / "readings").glob("*.jsonl")
    kinds = [json.loads(line)["kind"] for line in log.read_text().splitlines()]
    assert kinds[0] == "begun" and kinds[-1] == "ended" and kinds.count("step") == 2
