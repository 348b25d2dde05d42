"""kestrel extract FOLDER: one document after the other, told, kept, and gone on with."""

import csv
import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Kestrel
from tests.fixtures.documents import RECEIPT, Line, receipt_answer, write_pdf
from tests.fixtures.scripted_ask import ScriptedAsk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "receipts"
    (folder / "sub").mkdir(parents=True)
    write_pdf(folder / "a.pdf", RECEIPT)
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    write_pdf(folder / "sub" / "c.pdf", [*RECEIPT, Line(60, 400, "Thank you")])
    (folder / "notes.txt").write_text("hello")
    return folder


def test_a_folder_goes_on_where_it_stopped(kestrel: Kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer(), receipt_answer()))
    assert told.code == 1 and told.out == ""
    assert "1 of 3  a.pdf: 15 values, 15 confirmed" in told.err
    assert "2 of 3  b.pdf: is damaged" in told.err
    assert "2 of 3 documents read" in told.err and "1 could not be read" in told.err
    assert "1 file is neither PDF nor picture" in told.err
    write_pdf(folder / "b.pdf", [*RECEIPT, Line(60, 400, "mended")])
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer()))
    assert told.code == 0 and told.err.count("read before") == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["total"]) for row in rows] == [
        *(("a.pdf", "11.99"), ("b.pdf", "11.99"), ("sub/c.pdf", "11.99"))
    ]
    with out.with_name("out.items.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 6


def test_locked_files_of_a_folder_say_how_to_open_them(kestrel: Kestrel, tmp_path: Path):
    folder, out = tmp_path / "in", tmp_path / "out.jsonl"
    folder.mkdir()
    write_pdf(folder / "a.pdf", RECEIPT, password="falcon")
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    told = kestrel(*command, ask=ScriptedAsk())
    assert told.code == 1 and "is encrypted; give its password, in a file: --password" in told.err
    (tmp_path / "word").write_text("falcon")
    told = kestrel(
        *command, "--password-file", tmp_path / "word", ask=ScriptedAsk(receipt_answer())
    )
    assert told.code == 0 and "1 of 1 document read" in told.err


def test_a_request_that_fails_is_one_documents_trouble(
    kestrel: Kestrel, folder: Path, tmp_path: Path
):
    ask = ScriptedAsk(reason="failed", error="no memory is left")
    out = tmp_path / "out.jsonl"
    told = kestrel("extract", folder, "--schema", "receipt", "--out", out, ask=ask)
    assert told.code == 1 and len(ask.asked) == 2
    errors = [json.loads(line)["error"] for line in out.read_text().splitlines()]
    assert errors[0] == "a.pdf was not answered: no memory is left"


def test_a_cancelled_folder_keeps_what_it_has(kestrel: Kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    told = kestrel(*command, ask=ScriptedAsk(reason="cancelled"))
    assert told.code == 130 and "0 of 3 documents kept; the same command goes on" in told.err
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer(), receipt_answer()))
    assert told.err.count("read before") == 0 and "2 of 3 documents read" in told.err


def test_folders_that_are_refused(kestrel: Kestrel, folder: Path, tmp_path: Path):
    def refused(*arguments: object) -> str:
        return kestrel("extract", *arguments, ask=ScriptedAsk()).refusal()

    assert "say where the results go" in refused(folder, "--schema", "receipt")
    assert "--as reads one file" in refused(folder, "--as", "html")
    bare = tmp_path / "bare"
    bare.mkdir()
    told = refused(bare, "--schema", "receipt", "--out", tmp_path / "x.csv")
    assert "holds no PDF and no picture" in told


def test_results_of_a_folder_are_not_replaced(kestrel: Kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "b.csv"
    command = ("extract", folder, "--out", out, "--schema")
    told = kestrel(*command, "receipt", ask=ScriptedAsk(receipt_answer(), receipt_answer()))
    assert f"{out}, {out.with_name('b.items.csv')}" in told.err
    assert "read with the schema receipt" in kestrel(*command, "invoice").refusal()
    one = kestrel("extract", folder / "a.pdf", "--schema", "receipt", "--out", out)
    assert "b.csv holds the results of a folder" in one.refusal()


def test_a_folder_without_a_value_is_one(kestrel: Kestrel, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "a.pdf", RECEIPT)
    nothing = ScriptedAsk(json.dumps({"merchant": None}))
    out = tmp_path / "x.csv"
    told = kestrel("extract", folder, "--schema", "receipt", "--out", out, ask=nothing)
    assert told.code == 1 and "1 of 1 document read" in told.err
