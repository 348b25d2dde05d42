"""kestrel extract: documents to fields by a schema, or to pages of Markdown or HTML."""

from pathlib import Path
from typing import Literal

import click

from app.cli.attachments import STDIN
from app.cli.options import json_option, model_option, verbose_option
from app.cli.refusal import Refusal


@click.command(short_help="Documents to fields with proof, or to Markdown and HTML.")
@click.argument("target", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--schema",
    metavar="NAME|FILE.json",
    help="What to extract: receipt, invoice, form, chart, or a JSON schema of your own.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["markdown", "html"]),
    help="The pages themselves, block by block, tables as tables.",
)
@click.option("--pages", default="", metavar="1-3,5", help="These pages only.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The password of encrypted PDFs, in the first line of FILE.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the result to FILE: .csv or .jsonl of fields, .md or .html of pages.",
)
@json_option
@model_option
@verbose_option
def extract(
    target: Path,
    schema: str | None,
    form: Literal["markdown", "html"] | None,
    pages: str,
    password_file: Path | None,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> None:
    """Read the PDF, scan or picture FILE, or all of them in FOLDER, one after the other.

    \b
    kestrel extract receipt.pdf --schema receipt
    kestrel extract receipts/ --schema receipt --out receipts.csv
    kestrel extract report.pdf --as markdown --pages 1-3 --out report.md

    Each value comes with the words it was taken from, and is checked by its sums, the text layer of
    its page, or a second look. Confirmed means that its words stand where they are said to, or that
    its sum holds. A value in brackets was set aside: the page says something else. Places are x1,y1
    x2,y2 in pixels of the page. A folder that was begun goes on where it stopped. --json prints
    one object for FILE, and for FOLDER a list of one object for each document.

    Each question and answer is kept in a log, in the folder readings beside Kestrel's own files
    (in KESTREL_HOME, if that is set); -v names it.

    Exit code: 0 read, 1 nothing was found or a file of the folder could not be read, 2 refused
    with one line why, 130 cancelled by Ctrl-C.
    """
    if schema is None and form is None:
        raise Refusal("say what is wanted: --schema receipt (or another), or --as markdown or html")
    if schema is not None and form is not None:
        raise Refusal("--schema gives fields and --as gives pages; choose one of them")
    _check(target)
    _read(target, schema, form, password_file, (pages, out, as_json, model, verbose))


def _check(target: Path) -> None:
    """Refuse what is neither a file nor a folder; a pipe would be waited for without an end."""
    if target == STDIN:
        raise Refusal("documents are not taken from standard input; save it and name the file")
    if not target.exists():
        raise Refusal(f"{target} does not exist; check the path")
    if not target.is_dir() and not target.is_file():
        raise Refusal(f"{target} is neither a file nor a folder; save what it gives and name that")


def _read(
    target: Path,
    schema: str | None,
    form: Literal["markdown", "html"] | None,
    password_file: Path | None,
    options: tuple[str, Path | None, bool, str, bool],
) -> None:
    # These import PDFium and PIL, which --help does without.
    from app.cli.documents import Wanted, form_named, password_in
    from app.cli.extract_file import extract_file
    from app.cli.extract_folder import extract_folder
    from app.cli.extract_pages import extract_pages

    wanted = Wanted(password_in(password_file), *options)
    if form is not None:
        extract_pages(target, form, wanted)
    elif schema is not None:
        extract_any = extract_folder if target.is_dir() else extract_file
        extract_any(target, form_named(schema), wanted)
