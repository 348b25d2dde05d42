"""kestrel extract, through the program's own edge."""

import csv
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.app.cli.conftest import Kestrel
from tests.fixtures.documents import (
    RECEIPT,
    Line,
    claim,
    receipt_answer,
    scan,
    truncated,
    write_pdf,
)
from tests.fixtures.scripted_ask import ScriptedAsk


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "receipt.pdf", RECEIPT)


def test_a_table_of_fields(kestrel: Kestrel, pdf: Path):
    lie = receipt_answer(total=claim(12.99, RECEIPT[16], "12.99"))
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(lie))
    assert told.code == 0
    lines = {line.split()[0]: line.split() for line in told.out.splitlines()}
    assert lines["field"] == ["field", "value", "verdict", "page", "place"]
    assert lines["subtotal"][1:4] == ["10.9", "confirmed", "1"]
    assert lines["total"][1:4] == ["(12.99)", "contradicted", "1"], "set aside"
    assert lines["tip"] == ["tip", "-"]
    assert "total: 12.99 on page 1 is set aside (text layer: it has '11.99' there)" in told.err
    assert "15 of 20 values found: 14 confirmed, 1 contradicted" in told.err


def test_the_same_as_json(kestrel: Kestrel, pdf: Path):
    told = kestrel(
        "extract", pdf, "--schema", "receipt", "--json", ask=ScriptedAsk(receipt_answer())
    )
    record = json.loads(told.out)
    assert record["value"]["total"] == 11.99 and record["complete"] and record["problems"] == []
    assert {f["verdict"] for f in record["fields"] if f["value"] is not None} == {"confirmed"}


def test_a_schema_of_ones_own(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    schema = tmp_path / "mine.json"
    schema.write_text('{"type": "object", "properties": {"shop": {"type": "string"}}}')
    answer = json.dumps({"shop": claim("Corner Bakery", RECEIPT[0])})
    out = tmp_path / "mine.csv"
    told = kestrel("extract", pdf, "--schema", schema, "--out", out, ask=ScriptedAsk(answer))
    assert told.code == 0 and f"written: {out}" in told.err
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {
                **{"file": "receipt.pdf", "shop": "Corner Bakery"},
                **{"shop verdict": "confirmed", "problems": ""},
            }
        ]


def test_pages_as_markdown_and_html(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    reply = "# Corner Bakery\n\n| Rye bread | 6.40 |\n| Total | 19.99 |"
    told = kestrel("extract", pdf, "--as", "markdown", ask=ScriptedAsk(reply))
    assert told.code == 0 and told.out.startswith(
        "# Corner Bakery\n\n> **Contradicted** by the text layer: not in the text layer: 19.99\n\n"
        "| Rye bread | 6.40 |\n"
    )
    assert "page 1, table: text layer: not in the text layer: 19.99" in told.err
    assert "page 1: 2 blocks, 1 confirmed" in told.err
    out = tmp_path / "page.html"
    told = kestrel(
        "extract", pdf, "--as", "html", "--out", out, ask=ScriptedAsk("<p>Rye bread</p>")
    )
    assert told.code == 0 and told.out == ""
    assert '<p data-verdict="confirmed">Rye bread</p>' in out.read_text()
    told = kestrel("extract", pdf, "--as", "html", "--json", ask=ScriptedAsk("<p>Rye bread</p>"))
    assert json.loads(told.out)["pages"][0]["blocks"][0]["verdict"] == "confirmed"


def test_a_page_cannot_steer_the_terminal(kestrel: Kestrel, pdf: Path):
    told = kestrel("extract", pdf, "--as", "html", ask=ScriptedAsk("<p>a\x1b[2Jb</p>"))
    assert "\x1b" not in told.out and "a" in told.out
    lie = receipt_answer(merchant=claim("a\x1b[2J", RECEIPT[0], "a\x1b[2J"))
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(lie))
    assert "\x1b" not in told.out + told.err


def test_pages_are_chosen(kestrel: Kestrel, tmp_path: Path):
    path = write_pdf(tmp_path / "a.pdf", RECEIPT, RECEIPT, RECEIPT)
    ask = ScriptedAsk("one", "two")
    told = kestrel("extract", path, "--as", "markdown", "--pages", "1,3", ask=ask)
    assert told.code == 0 and len(ask.asked) == 2 and "page 3: 1 block," in told.err
    told = kestrel("extract", path, "--as", "markdown", "--pages", "4", ask=ScriptedAsk())
    assert "there is no page 4; the document has 3 pages" in told.refusal()


def test_nothing_found_is_one(kestrel: Kestrel, pdf: Path):
    nothing = json.dumps({"merchant": None})
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(nothing))
    assert told.code == 1 and "0 of 12 values found" in told.err


def test_passwords_are_in_a_file(kestrel: Kestrel, tmp_path: Path):
    path = write_pdf(tmp_path / "locked.pdf", RECEIPT, password="falcon")
    command = ("extract", path, "--schema", "receipt", "--password-file", tmp_path / "word")
    assert "cannot be read" in kestrel(*command, ask=ScriptedAsk()).refusal()
    (tmp_path / "word").write_text("falcon\n")
    assert kestrel(*command, ask=ScriptedAsk(receipt_answer())).code == 0
    (tmp_path / "word").write_text("sparrow\n")
    assert "does not open with this password" in kestrel(*command, ask=ScriptedAsk()).refusal()
    told = kestrel("extract", path, "--schema", "receipt", ask=ScriptedAsk())
    assert "is encrypted; give its password, in a file: --password-file" in told.refusal()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say what is wanted"),
        (("--schema", "receipt", "--as", "html"), "choose one of them"),
        (("--schema", "recipe"), "there is no schema recipe; there are receipt, invoice"),
        (("--schema", "gone.json"), "gone.json cannot be read"),
        (("--schema", "receipt", "--out", "x.txt"), "must end in .csv or .jsonl"),
        (("--as", "html", "--out", "x.md"), "must end in .html or .htm; name it x.html"),
        (("--schema", "receipt", "--out", "nowhere/x.csv"), "does not exist; make it first"),
        (("--as", "markdown", "--pages", "x"), "--pages: 'x' names no pages"),
        (("--as", "markdown", "--pages", "3-1"), "--pages: 3-1 runs backwards; write 1-3"),
    ],
)
def test_what_is_refused(kestrel: Kestrel, pdf: Path, arguments: tuple[str, ...], words: str):
    ask = ScriptedAsk()
    assert words in kestrel("extract", pdf, *arguments, ask=ask).refusal()
    assert not ask.asked


def test_files_that_cannot_be_read(kestrel: Kestrel, tmp_path: Path):
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "empty.pdf").write_bytes(b"")
    truncated(write_pdf(tmp_path / "cut.pdf", RECEIPT))
    for name, words in (
        ("a.txt", "is no PDF and no picture"),
        ("empty.pdf", "is empty"),
        ("cut.pdf", "is damaged"),
        ("gone.pdf", "does not exist"),
    ):
        told = kestrel("extract", tmp_path / name, "--schema", "receipt", ask=ScriptedAsk())
        assert words in told.refusal()
    ask = ScriptedAsk(reason="failed", error="no memory is left")
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    told = kestrel("extract", tmp_path / "a.png", "--schema", "receipt", ask=ask)
    assert "no memory is left" in told.refusal()


def test_what_is_contradicted_is_marked_in_the_file(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    reply = "# Corner Bakery\n\n| Rye bread | 6.40 |\n| Total | 19.99 |"
    out = tmp_path / "r.md"
    kestrel("extract", pdf, "--as", "markdown", "--out", out, ask=ScriptedAsk(reply))
    heading, mark = out.read_text().split("\n\n")[:2]
    assert heading.startswith("<!-- heading") and heading.endswith("confirmed -->\n# Corner Bakery")
    assert mark.startswith("<!-- table") and "contradicted -->\n> **Contradicted** by" in mark
    page = tmp_path / "r.html"
    kestrel("extract", pdf, "--as", "html", "--out", page, ask=ScriptedAsk("<p>Rye 19.99</p>"))
    assert '<p class="mark">Contradicted by the text layer' in page.read_text()


def test_what_others_have_written_is_not_replaced(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    out, beside = tmp_path / "mine.csv", tmp_path / "mine.items.csv"
    beside.write_text("mine2\n")
    command = ("extract", pdf, "--schema", "receipt", "--out", out)
    assert "mine.items.csv is there and holds something else" in kestrel(*command).refusal()
    assert beside.read_text() == "mine2\n" and not out.exists()
    beside.unlink()
    for _ in range(2):  # its own results may be renewed
        told = kestrel(*command, ask=ScriptedAsk(receipt_answer()))
        assert f"written: {out}, {beside}" in told.err and told.code == 0
    before = out.read_text()
    told = kestrel("extract", pdf, "--schema", "invoice", "--out", out, ask=ScriptedAsk())
    assert "mine.csv is there and holds something else; move it away" in told.refusal()
    assert out.read_text() == before


def test_pipes_and_standard_input_are_refused(kestrel: Kestrel, tmp_path: Path):
    os.mkfifo(tmp_path / "pf")
    told = kestrel("extract", tmp_path / "pf", "--schema", "receipt")
    assert "is neither a file nor a folder" in told.refusal()
    told = kestrel("extract", "-", "--schema", "receipt")
    assert "not taken from standard input" in told.refusal()


def test_names_that_are_no_utf8(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    odd = tmp_path / "in" / "bad\udcff\x1b.pdf"
    odd.parent.mkdir()
    try:
        pdf.rename(odd)
    except OSError:
        pytest.skip("this file system has no such names")
    told = kestrel("extract", odd, "--schema", "receipt", "--json", ask=ScriptedAsk("{}"))
    record = json.loads(told.out)
    assert record["file"] == "bad\\xff\\x1b.pdf"
    assert record["questions"] == 1 and record["tokens"] and Path(record["log"]).exists()
    out = tmp_path / "x.csv"
    ask = ScriptedAsk(receipt_answer(merchant=claim("a\x1b[2J", RECEIPT[0], "Corner Bakery")))
    command = ("extract", odd.parent, "--schema", "receipt", "--out", out, "--json")
    told = kestrel(*command, ask=ask)
    assert json.loads(told.out)[0]["file"] == "bad\\xff\\x1b.pdf"
    assert "bad\\xff\\x1b.pdf" in out.read_text() and "\x1b" not in out.read_text()


def test_the_whole_chain_with_the_bundled_model(kestrel: Kestrel, tmp_path: Path):
    """It cannot read receipts; whatever it says is well formed, marked and logged."""
    small = write_pdf(
        tmp_path / "a.pdf", [Line(10, 30, "Save"), Line(10, 70, "Total 5.00")], size=(180, 90)
    )
    picture = scan(small, tmp_path / "a.png", dpi=100)
    schema = tmp_path / "mine.json"
    members = {"name": {"type": "string"}, "total": {"type": "number"}}
    schema.write_text(json.dumps({"type": "object", "properties": members}))
    for path in (small, picture):
        told = kestrel("extract", path, "--schema", schema, "--json", "-v")
        assert told.code in (0, 1)
        record = json.loads(told.out)
        assert set(record["value"]) == {"name", "total"}
        for field in record["fields"]:
            assert field["verdict"] != "confirmed" or field["evidence"]
        (log,) = [Path(line[5:]) for line in told.err.splitlines() if line.startswith("log: ")]
        assert json.loads(log.read_text().splitlines()[-1])["outcome"] == "finished"
    told = kestrel("extract", small, "--as", "html", "--json")
    assert told.code in (0, 1) and json.loads(told.out)["pages"][0]["size"]
