"""kestrel extract --as: the pages of a document as Markdown, HTML or JSON."""

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.answered import NOTHING_FOUND
from app.cli.documents import (
    Wanted,
    budget_of,
    check_result,
    chosen_pages,
    opened_document,
    writing,
)
from app.cli.facts import Json, run_json, say, tell_unread, visible
from app.cli.model import wording
from app.cli.refusal import Refusal
from app.cli.running import running
from app.reading.counted import counted
from app.reading.documents.pages import Asked, read_page
from app.reading.documents.records import page_record
from app.reading.documents.results import write_whole
from app.reading.documents.values import PageReading
from app.reading.documents.wording import DocumentPrompts
from app.reading.documents.writing import document_html, page_markdown
from app.reading.folders.names import shown_name
from app.reading.json_text import json_text

_ENDINGS: dict[Asked, Sequence[str]] = {"markdown": (".md",), "html": (".html", ".htm")}


def extract_pages(path: Path, form: Asked, wanted: Wanted) -> None:
    """Read the pages that are wanted, and print or write them; what is doubtful is told beside."""
    if path.is_dir():
        raise Refusal(f"{path} is a folder; --as reads one file, --schema a folder")
    if wanted.out:
        check_result(wanted.out, _ENDINGS[form], path)
    prompts = wording(DocumentPrompts, wanted.model)
    with opened_document(path, wanted.password) as document:
        numbers = chosen_pages(wanted.pages, document)
        budget = budget_of(len(numbers))
        with running(wanted.model, "extract pages", budget, verbose=wanted.verbose) as run:
            pages = [read_page(run, document.sheet(n), prompts, form) for n in numbers]
    told = {"file": shown_name(path.name), "pages": [page_record(page) for page in pages]}
    _print(pages, told | run_json(run), form, wanted)
    for page in pages:
        _tell(page)
    if not any(page.blocks for page in pages):
        click.get_current_context().exit(NOTHING_FOUND)


def _print(pages: Sequence[PageReading], told: Json, form: Asked, wanted: Wanted) -> None:
    if form == "html":
        text = document_html(pages, told["file"])
    else:
        boxes = wanted.out is not None  # on the terminal they would hide the words
        text = "\n".join(page_markdown(page, boxes=boxes, marks=True) for page in pages)
    if wanted.out:
        with writing():
            write_whole(wanted.out, text)
        say(f"written: {wanted.out}")
    if wanted.as_json:
        click.echo(json_text(told))
    elif not wanted.out:
        click.echo(visible(text), nl=False)


def _tell(page: PageReading) -> None:
    """What of a page is doubtful: it must not hide in a long text."""
    for block in page.blocks:
        for item in block.evidence:
            if item.verdict == "contradicted":
                say(f"page {page.number}, {block.kind}: {item.witness}: {item.words}")
    tell_unread(page.unread)
    if not page.whole:
        say(f"page {page.number} is not whole: the answer was cut off or ran in circles")
    confirmed = sum(block.verdict == "confirmed" for block in page.blocks)
    say(f"page {page.number}: {counted(len(page.blocks), 'block')}, {confirmed} confirmed")
