"""kestrel read: the elements of a screen, as a table, as JSON, and drawn."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from app.cli.attachments import still
from app.cli.facts import (
    Json,
    answer_json,
    box_json,
    say,
    shortened,
    tell_receipts,
    tell_timings,
    tell_unread,
    unread_json,
    warn_if_shrunk,
)
from app.cli.model import quietly, wording
from app.cli.options import json_option, model_option, out_option, picture_argument, verbose_option
from app.cli.out import check_out, write_boxed
from app.cli.refusal import CANCELLED, Refusal
from app.reading.ask import Unanswered
from app.reading.geometry import whole_box
from app.reading.prompts import Prompts
from app.reading.screens import Element, Reading, read_screen

NOTHING_FOUND = 1


@click.command(short_help="List the elements of a screenshot and draw their boxes.")
@picture_argument
@out_option
@json_option
@model_option
@verbose_option
def read(picture: Path, out: Path | None, as_json: bool, model: str, verbose: bool) -> None:
    """List the elements of the screen shown in PICTURE (- for standard input).

    Boxes are x1,y1 x2,y2 in pixels of the picture as you see it, after EXIF rotation; x2 and y2
    lie just outside. What the model said but nobody can read is told, not dropped.

    Exit code: 0 elements found, 1 none, 2 refused with one line why, 130 cancelled by Ctrl-C.
    """
    if out:
        check_out(out, picture)
    with still(picture) as part:
        with quietly(model) as asking, answered():
            reading = read_screen(asking, part, wording(Prompts, model))
        warn_if_shrunk(reading.answer.receipts)
        boxes = [element.box for element in reading.elements]
        factor = write_boxed(part, boxes, out) if out else 1
    if as_json:
        click.echo(json.dumps(reading_json(reading, out), ensure_ascii=False))
    else:
        print_table(reading)
        if out:
            enlarged = f", enlarged {factor} times" if factor > 1 else ""
            say(f"boxes drawn: {out}{enlarged}")
    if verbose:
        tell_receipts(reading.answer.receipts)
        tell_timings(reading.answer.end)
    if not reading.elements:
        click.get_current_context().exit(NOTHING_FOUND)


@contextmanager
def answered() -> Iterator[None]:
    """Turns an answer that failed or was cancelled into the command's end."""
    try:
        yield
    except Unanswered as error:
        if error.end.reason == "cancelled":
            say("kestrel: cancelled")
            raise click.exceptions.Exit(CANCELLED) from error
        raise Refusal(error.end.error) from error


def reading_json(reading: Reading, out: Path | None) -> Json:
    """The whole reading; `complete` is false when the list was cut off."""
    size = reading.size
    drawn = {"out": str(out)} if out else {}
    return {
        "size": list(size),
        "elements": [
            {"number": number, "role": e.role, "text": e.text, "state": e.state}
            | box_json(e.box, size)
            for number, e in enumerate(reading.elements, start=1)
        ],
        "unread": unread_json(reading.unread),
        "complete": reading.whole,
        **drawn,
        **answer_json(reading.answer),
    }


def print_table(reading: Reading) -> None:
    """One line an element; what could not be read follows on stderr."""
    rows = [_row(number, e, reading.size) for number, e in enumerate(reading.elements, start=1)]
    if rows:
        _print_rows(("#", "role", "text", "state", "box"), rows)
    else:
        say("no elements found")
    tell_unread(reading.unread)
    if not reading.whole:
        say("the list was cut off by the token limit; cut the picture into parts")


def _row(number: int, element: Element, size: tuple[int, int]) -> tuple[str, ...]:
    x1, y1, x2, y2 = whole_box(element.box, size)
    text = shortened(element.text, 40)
    return str(number), element.role, text, element.state, f"{x1},{y1} {x2},{y2}"


def _print_rows(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        click.secho(line, bold=row is head)
