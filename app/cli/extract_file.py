"""kestrel extract FILE --schema: the fields of one document, as a table, as JSON, in a file."""

from pathlib import Path

import click

from app.cli.answered import NOTHING_FOUND
from app.cli.documents import (
    Wanted,
    budget_of,
    check_result,
    chosen_pages,
    opened_document,
    print_fields,
    writing,
)
from app.cli.facts import run_json, say
from app.cli.model import wording
from app.cli.running import running
from app.reading.documents.extraction import extract
from app.reading.documents.forms import Form
from app.reading.documents.records import extraction_record
from app.reading.documents.results import FORMATS, check_unclaimed, result_files, write_results
from app.reading.documents.wording import DocumentPrompts
from app.reading.json_text import json_text


def extract_file(path: Path, form: Form, wanted: Wanted) -> None:
    """Read the fields of one document, and show them with what is known of each."""
    if wanted.out:
        check_result(wanted.out, FORMATS, path)
        with writing():
            check_unclaimed(wanted.out, form)
    prompts = wording(DocumentPrompts, wanted.model)
    with opened_document(path, wanted.password) as document:
        pages = chosen_pages(wanted.pages, document)
        budget = budget_of(len(pages))
        with running(wanted.model, "extract", budget, verbose=wanted.verbose) as run:
            extraction = extract(run, document, form, prompts, pages)
    record = extraction_record(extraction)
    if wanted.out:
        with writing():
            write_results(wanted.out, form, [record])
    if wanted.as_json:
        click.echo(json_text(record | run_json(run)))
    else:
        print_fields(extraction)
    if wanted.out:
        say(f"written: {', '.join(map(str, result_files(wanted.out, form)))}")
    if not any(field.stands for field in extraction.fields):
        click.get_current_context().exit(NOTHING_FOUND)
