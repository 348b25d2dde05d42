"""kestrel extract FOLDER: all documents in it, with progress, to one file of results."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from app.cli.answered import NOTHING_FOUND
from app.cli.documents import Wanted, budget_of, check_result, writing
from app.cli.facts import Json, say, shortened
from app.cli.model import wording
from app.cli.places import checkpoint_folder
from app.cli.progress import WIPE
from app.cli.refusal import Refusal
from app.cli.running import running
from app.reading.ask import Unanswered
from app.reading.counted import counted
from app.reading.documents.batch import Told, documents_in, read_batch
from app.reading.documents.extraction import extract
from app.reading.documents.forms import Form
from app.reading.documents.opening import PasswordNeeded, open_document, page_numbers
from app.reading.documents.records import extraction_record
from app.reading.documents.results import FORMATS, Results, result_files
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.wording import DocumentPrompts
from app.reading.folders.names import shown_name
from app.reading.json_text import json_text
from app.reading.run import Run

_PAGES = 20  # of a document, as the budget of the whole folder counts


def extract_folder(folder: Path, form: Form, wanted: Wanted) -> None:
    """Read all documents of a folder; what was read before is taken as it is."""
    if wanted.out is None:
        raise Refusal("say where the results go: --out results.csv (or .jsonl)")
    check_result(wanted.out, FORMATS, folder)
    model = str(checkpoint_folder(wanted.model).resolve())
    prompts = wording(DocumentPrompts, wanted.model)
    with writing():
        results = Results(wanted.out, form, f"{model} {wanted.pages}")
        files, others = documents_in(folder, results.files)
        if not files:
            raise Refusal(f"{folder} holds no PDF and no picture; name another folder")
        budget = budget_of(_PAGES * len(files))
        with running(wanted.model, "extract folder", budget, verbose=wanted.verbose) as run:
            done = _read(
                files, folder, results, lambda path: _record(run, path, form, prompts, wanted)
            )
    _conclude(done, others, result_files(wanted.out, form), as_json=wanted.as_json)


def _read(
    files: Sequence[Path], folder: Path, results: Results, read: Callable[[Path], Json]
) -> tuple[Told, ...]:
    """All of them; where somebody stops it, what is kept and how it goes on is said."""
    names = [shown_name(path.relative_to(folder).as_posix()) for path in files]
    told: list[Told] = []

    def tell(one: Told) -> None:
        told.append(one)
        _tell(one)

    try:
        return read_batch(files, names, results, read, tell)
    except Unanswered as error:
        if error.end.reason == "cancelled":
            kept = sum(one.outcome != "failed" and one.record["complete"] for one in told)
            _wipe()
            say(f"{kept} of {counted(len(files), 'document')} kept; the same command goes on")
        raise


def _record(run: Run, path: Path, form: Form, prompts: DocumentPrompts, wanted: Wanted) -> Json:
    """One document. A request that failed is this document's trouble and not the folder's."""
    try:
        with open_document(path, wanted.password) as document:
            pages = page_numbers(wanted.pages, document.count)
            return extraction_record(extract(run, document, form, prompts, pages))
    except PasswordNeeded as error:
        raise DocumentUnreadable(f"{error}, in a file: --password-file FILE") from error
    except Unanswered as error:
        if error.end.reason == "cancelled":
            raise
        raise DocumentUnreadable(f"{shown_name(path.name)} was not answered: {error}") from error


def _tell(told: Told) -> None:
    name = shortened(told.record["file"], 60)
    if told.outcome == "failed":
        outcome = told.record["error"].removeprefix(f"{shown_name(told.file.name)} ")
    else:
        before = f", same as {told.twin}" if told.twin else ", read before"
        outcome = _counts(told.record) + (before if told.outcome == "known" else "")
    _wipe()
    say(f"{told.number} of {told.total}  {name}: {shortened(outcome, 200)}")


def _wipe() -> None:
    """The line of progress stands where the next line goes."""
    if sys.stderr.isatty():
        click.echo(WIPE, err=True, nl=False)


def _counts(record: Json) -> str:
    found = [field for field in record["fields"] if field["value"] is not None]
    confirmed = sum(field["verdict"] == "confirmed" for field in found)
    contradicted = sum(field["verdict"] == "contradicted" for field in found)
    against = f", {contradicted} contradicted" if contradicted else ""
    return f"{counted(len(found), 'value')}, {confirmed} confirmed{against}"


def _conclude(
    done: Sequence[Told], others: Sequence[Path], written: Sequence[Path], *, as_json: bool
) -> None:
    failed = [told for told in done if told.outcome == "failed"]
    found = [f for told in done for f in told.record.get("fields", []) if f["stands"]]
    if as_json:
        click.echo(json_text([told.record for told in done]))
    if others:
        are = "is" if len(others) == 1 else "are"
        say(f"{counted(len(others), 'file')} {are} neither PDF nor picture: passed over")
    words = f"{len(done) - len(failed)} of {counted(len(done), 'document')} read"
    could_not = f"; {len(failed)} could not be read" if failed else ""
    say(f"{words}: {', '.join(map(str, written))}{could_not}")
    if failed or not found:
        click.get_current_context().exit(NOTHING_FOUND)
