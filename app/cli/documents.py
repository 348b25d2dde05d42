"""Documents on the command line: opened with their password, chosen by pages, shown as tables."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from app.cli.facts import say, shortened
from app.cli.refusal import Refusal
from app.places import RESOURCES
from app.reading.counted import counted
from app.reading.documents.forms import READY, Form, SchemaUnusable, load_form
from app.reading.documents.opening import (
    Document,
    DocumentUnreadable,
    PasswordNeeded,
    open_document,
    page_numbers,
)
from app.reading.documents.results import ResultsUnwritable
from app.reading.documents.values import Extraction, Field
from app.reading.folders.names import shown_name
from app.reading.geometry import whole_box
from app.reading.run import Budget

PAGE = Budget(steps=60, tokens=400_000, seconds=1800.0)  # for each page
_COLOURS = {"confirmed": "green", "unconfirmed": "yellow", "contradicted": "red"}
_LONGEST = 48  # letters of a value in the table


@dataclass(frozen=True)
class Wanted:
    """The options of kestrel extract, as they were given."""

    password: str | None
    pages: str
    out: Path | None
    as_json: bool
    model: str
    verbose: bool


def budget_of(pages: int) -> Budget:
    """What a document of so many pages may use."""
    return Budget(PAGE.steps * pages, PAGE.tokens * pages, PAGE.seconds * pages)


def form_named(name: str) -> Form:
    """A ready schema, or the one in a file.

    Raises:
        Refusal: there is none of that name, or it asks for what cannot be held to.
    """
    ready = name in READY
    if not ready and not Path(name).suffix:
        raise Refusal(f"there is no schema {name}; there are {', '.join(READY)}, or give a file")
    try:
        return load_form(RESOURCES / "schemas" / f"{name}.json" if ready else Path(name))
    except SchemaUnusable as error:
        raise Refusal(str(error)) from error


def password_in(file: Path | None) -> str | None:
    """The first line of a file. On the command line itself others could read it."""
    if file is None:
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise Refusal(f"{file} cannot be read; check the path of the password") from error
    if not lines or not lines[0]:
        raise Refusal(f"{file} is empty; write the password into its first line")
    return lines[0]


@contextmanager
def opened_document(path: Path, password: str | None) -> Iterator[Document]:
    """The pages of a file; its password is asked for where somebody can answer.

    Raises:
        Refusal: it cannot be read.
    """
    try:
        if password is None and sys.stdin.isatty() and _is_protected(path):
            words = f"Password of {shown_name(path.name)}"
            password = click.prompt(words, hide_input=True, err=True)
        with open_document(path, password) as document:
            yield document
    except PasswordNeeded as error:
        raise Refusal(f"{error}, in a file: --password-file FILE") from error
    except DocumentUnreadable as error:
        raise Refusal(str(error)) from error


def chosen_pages(words: str, document: Document) -> tuple[int, ...]:
    """The pages that --pages names."""
    try:
        return page_numbers(words, document.count)
    except DocumentUnreadable as error:
        raise Refusal(f"--pages: {error}") from error


@contextmanager
def writing() -> Iterator[None]:
    """Turns results that cannot be written into the command's end."""
    try:
        yield
    except ResultsUnwritable as error:
        raise Refusal(str(error)) from error


def check_result(out: Path, endings: Sequence[str], target: Path) -> None:
    """Refuse before the model has worked for nothing.

    Raises:
        Refusal: it is of no known format, or cannot be written there.
    """
    if out.suffix.lower() not in endings:
        known = out.with_suffix(endings[0]).name if out.name else f"results{endings[0]}"
        raise Refusal(f"{out} must end in {' or '.join(endings)}; name it {known}, for example")
    if out.is_dir():
        raise Refusal(f"{out} is a folder; name a file in it")
    if out.exists() and out.samefile(target):
        raise Refusal(f"{out} is the document itself; choose another name for --out")
    if not os.access(out if out.exists() else out.parent, os.W_OK) and out.parent.is_dir():
        raise Refusal(f"{out} cannot be written; check the permissions or choose another place")
    if not out.parent.is_dir():
        raise Refusal(f"the folder {out.parent} does not exist; make it first")


def print_fields(extraction: Extraction) -> None:
    """A line a field: name, value, verdict, page and place; below, what is wrong."""
    head = ("field", "value", "verdict", "page", "place")
    rows = [_row(field, extraction) for field in extraction.fields]
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        if row is head:
            click.secho("  ".join(cells).rstrip(), bold=True)
            continue
        cells[2] = click.style(cells[2], fg=_COLOURS.get(row[2]))
        click.echo("  ".join(cells).rstrip())
    for problem in extraction.problems:
        say(shortened(problem, 300))
    say(summary(extraction))


def summary(extraction: Extraction) -> str:
    """How many values were found, and what their witnesses say."""
    found = extraction.found
    counts = {
        verdict: sum(field.verdict == verdict for field in found)
        for verdict in ("confirmed", "unconfirmed", "contradicted")
    }
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    wanted = counted(len(extraction.fields), "value")
    return f"{len(found)} of {wanted} found" + (f": {told}" if told else "")


def _row(field: Field, extraction: Extraction) -> tuple[str, ...]:
    if field.value is None:
        return _line(field.name), "-", "", "", ""
    value = _line(_words(field))
    size = extraction.pages.get(field.page or 0)
    place = ""
    if field.box and size:
        x1, y1, x2, y2 = whole_box(field.box, size)
        place = f"{x1},{y1} {x2},{y2}"
    shown = value if field.stands else f"({value})"
    return _line(field.name), shown, field.verdict, str(field.page or ""), place


def _line(text: str) -> str:
    return shortened(text, _LONGEST)


def _words(field: Field) -> str:
    if isinstance(field.value, bool):
        return "yes" if field.value else "no"
    return str(field.value)


def _is_protected(path: Path) -> bool:
    try:
        with open_document(path):
            return False
    except PasswordNeeded:
        return True
    except DocumentUnreadable:
        return False
