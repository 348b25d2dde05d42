"""A batch loses nothing and reads nothing twice, whatever ends it."""

import csv
import json
from pathlib import Path

import pytest

from app.places import RESOURCES
from app.reading.documents.batch import Told, documents_in, read_batch
from app.reading.documents.forms import form_of, load_form
from app.reading.documents.records import extraction_record
from app.reading.documents.results import Results, ResultsUnwritable
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Extraction, Field, Json
from app.reading.verdict import Evidence
from tests.fixtures.documents import RECEIPT, picture_bytes, write_pdf

FORM = form_of(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "n": {"type": "number"},
                        "inner": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
        },
    },
    "mine",
)
SEEN = (Evidence("text layer", "confirmed"),)


def record_of(name: str, whole: bool = True) -> Json:
    fields = (
        Field(("name",), name, 1, None, name, SEEN),
        Field(("rows", 0, "n"), 1.5, 1),
        Field(("rows", 0, "inner", 0), "a", 1),
        Field(("rows", 0, "inner", 1), "=b", 1),
        Field(("rows", 1, "n"), 9, 1, evidence=(Evidence("second look", "contradicted"),)),
    )
    return extraction_record(Extraction("x", "mine", fields, {}, ("odd",), {}, whole))


class Batch:
    """A folder of files, and what was read of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "in", folder / "out.csv"
        self.folder.mkdir()
        self.read: list[str] = []
        self.bad: set[str] = set()
        self.halt: str | None = None
        self.whole = True

    def add(self, *names: str) -> None:
        for name in names:
            (self.folder / name).write_bytes(picture_bytes() + name.encode())

    def run(self, model: str = "nano") -> list[Told]:
        results = Results(self.out, FORM, model)
        files, _ = documents_in(self.folder, results.files)
        told: list[Told] = []
        read_batch(files, [path.name for path in files], results, self._one, told.append)
        return told

    def _one(self, path: Path) -> Json:
        if path.name == self.halt:
            raise KeyboardInterrupt
        if path.name in self.bad:
            raise DocumentUnreadable(f"{path.name} is damaged")
        self.read.append(path.name)
        return record_of(path.stem, self.whole)

    def rows(self, end: str = "") -> list[dict[str, str]]:
        path = self.out.with_name(f"out{end}.csv")
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    made = Batch(tmp_path)
    made.add("a.png", "b.png", "c.png")
    return made


def test_results_are_a_line_a_document_and_a_line_an_entry(batch: Batch):
    assert [told.outcome for told in batch.run()] == ["read"] * 3
    assert batch.rows()[0] == {
        **{"file": "a.png", "name": "a", "name verdict": "confirmed", "problems": "odd"}
    }
    first, second, *_ = batch.rows(".rows")
    assert first == {"file": "a.png", "rows number": "1", "n": "1.5", "n verdict": "unconfirmed"}
    assert (second["n"], second["n verdict"]) == ("", "contradicted"), "set aside is empty"
    inner = batch.rows(".rows.inner")
    assert inner[1] == {
        **{"file": "a.png", "rows number": "1", "inner number": "2"},
        **{"value": "'=b", "value verdict": "unconfirmed"},
    }


def test_one_bad_file_stops_nothing_and_is_tried_again(batch: Batch):
    batch.bad = {"b.png"}
    assert [told.outcome for told in batch.run()] == ["read", "failed", "read"]
    assert batch.rows()[1]["problems"] == "b.png is damaged"
    batch.bad = set()
    assert [told.outcome for told in batch.run()] == ["known", "read", "known"]
    assert batch.read == ["a.png", "c.png", "b.png"]


def test_what_was_read_before_an_end_is_kept(batch: Batch):
    batch.halt = "c.png"
    with pytest.raises(KeyboardInterrupt):
        batch.run()
    assert [row["name"] for row in batch.rows()] == ["a", "b"]
    batch.halt = None
    assert [told.outcome for told in batch.run()] == ["known", "known", "read"]
    assert [row["name"] for row in batch.rows()] == ["a", "b", "c"]


def test_a_line_that_a_crash_has_cut_is_read_again(batch: Batch):
    batch.run()
    state = batch.out.with_name("out.csv.state")
    state.write_bytes(state.read_bytes()[:-40])
    assert [told.outcome for told in batch.run()] == ["known", "known", "read"]
    assert [told.outcome for told in batch.run()] == ["known"] * 3
    state.write_bytes(b"\xff\xfe nonsense\n[1]\n{}\n" + state.read_bytes())
    assert [told.outcome for told in batch.run()] == ["known"] * 3


def test_a_document_is_known_by_what_it_holds(batch: Batch):
    batch.run()
    (batch.folder / "a.png").rename(batch.folder / "z.png")
    (batch.folder / "b.png").write_bytes(picture_bytes() + b"changed")
    told = {t.file.name: (t.outcome, t.record["file"]) for t in batch.run()}
    assert told["z.png"] == ("known", "z.png") and told["b.png"] == ("read", "b.png")


def test_what_another_schema_or_model_has_read_is_not_replaced(batch: Batch):
    batch.run()
    with pytest.raises(ResultsUnwritable, match=r"out\.csv holds .* another model or other pages"):
        batch.run("another model")
    other = form_of({"type": "object", "properties": {"name": {"type": "string"}}}, "other")
    with pytest.raises(ResultsUnwritable, match=r"with the schema mine; move it away, or choose"):
        Results(batch.out, other, "nano")
    assert len(batch.rows()) == 3


@pytest.mark.parametrize("name", ["out.csv", "out.rows.csv", "out.csv.state"])
def test_a_file_that_is_none_of_the_batch_is_not_replaced(batch: Batch, name: str):
    (batch.out.parent / name).write_text("mine\n")
    with pytest.raises(ResultsUnwritable, match=f"{name} is there and is no result of this batch"):
        batch.run()
    assert (batch.out.parent / name).read_text() == "mine\n"
    assert not batch.read


def test_results_of_which_nothing_was_read_go_on_too(batch: Batch):
    batch.bad = {"a.png", "b.png", "c.png"}
    assert [told.outcome for told in batch.run()] == ["failed"] * 3
    batch.bad = set()
    assert [told.outcome for told in batch.run()] == ["read"] * 3


def test_twins_are_read_once_and_say_so(batch: Batch):
    (batch.folder / "b.png").write_bytes((batch.folder / "a.png").read_bytes())
    told = [(one.outcome, one.twin) for one in batch.run()]
    assert told == [("read", ""), ("known", "a.png"), ("read", "")]


def test_results_in_the_folder_are_no_files_of_it(batch: Batch):
    batch.out = batch.folder / "out.csv"
    batch.run()
    _, others = documents_in(batch.folder)
    assert others == []
    (batch.folder / "notes.csv.state").write_text("{}\n")
    assert documents_in(batch.folder)[1] == [batch.folder / "notes.csv.state"]


def test_names_that_are_no_utf8_are_remembered(batch: Batch):
    results = Results(batch.out, FORM, "nano")
    results.remember("key", record_of("x") | {"file": "bad\udcff.png"})
    results.write([record_of("x") | {"file": "bad\udcff.png"}])
    assert Results(batch.out, FORM, "nano").known("key", "x") is not None


def test_a_document_that_lacks_pages_is_read_again(batch: Batch):
    batch.whole = False
    batch.run()
    assert [told.outcome for told in batch.run()] == ["read"] * 3


def test_a_folder_is_read_in_order_without_what_is_none(tmp_path: Path):
    (tmp_path / "sub").mkdir()
    for name in ("b.pdf", "sub/a.pdf"):
        write_pdf(tmp_path / name, RECEIPT)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / ".hidden.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "around").symlink_to(tmp_path)
    files, others = documents_in(tmp_path, [tmp_path / "notes.txt"])
    assert [f.relative_to(tmp_path).as_posix() for f in files] == [
        "b.pdf",
        "empty.pdf",
        "sub/a.pdf",
    ]
    assert others == []


def test_results_that_cannot_be_written_say_so(batch: Batch):
    batch.run()
    batch.out.with_name("out.rows.csv").unlink()
    batch.out.with_name("out.rows.csv").mkdir()
    with pytest.raises(ResultsUnwritable, match=r"out\.rows\.csv cannot be written"):
        batch.run()
    assert not list(batch.out.parent.glob(".*.partial"))


def test_results_as_lines_of_json(batch: Batch):
    batch.out = batch.out.with_suffix(".jsonl")
    batch.run()
    records = [json.loads(line) for line in batch.out.read_text().splitlines()]
    assert [record["file"] for record in records] == ["a.png", "b.png", "c.png"]
    assert records[0]["fields"][0]["evidence"][0]["witness"] == "text layer"


def test_ready_schemas_make_tables(tmp_path: Path):
    form = load_form(RESOURCES / "schemas" / "receipt.json")
    Results(tmp_path / "r.csv", form, "").write([])
    head = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head.startswith("file,merchant,merchant verdict,") and head.endswith(",problems")
    assert (tmp_path / "r.items.csv").exists()
