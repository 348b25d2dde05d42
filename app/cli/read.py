"""kestrel read: the elements of a screen as a table, as JSON and drawn, or the screen in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.chat.message import ImagePart
from app.cli.answered import NOTHING_FOUND
from app.cli.attachments import still
from app.cli.facts import (
    Json,
    box_json,
    evidence_json,
    print_json,
    receipt_json,
    run_json,
    say,
    shortened,
    tell_receipts,
    tell_timings,
    tell_unread,
    unread_json,
    warn_if_shrunk,
)
from app.cli.model import wording
from app.cli.options import (
    WORDS,
    json_option,
    model_option,
    once_option,
    out_option,
    picture_argument,
    verbose_option,
)
from app.cli.out import check_out, write_boxed
from app.cli.refusal import Refusal
from app.cli.running import running
from app.cli.telling import print_steps, print_told
from app.reading.geometry import whole_box
from app.reading.prompts import Prompts
from app.reading.run import Run
from app.reading.screens import Element, Reading

if TYPE_CHECKING:
    from app.reading.telling import Steps, Told

SURE = {"confirmed": "yes", "unconfirmed": "?", "contradicted": "NO"}


@click.command(short_help="List the elements of a screenshot, or tell what it shows.")
@picture_argument
@click.option("--describe", "described", is_flag=True, help="Say in words what the screen is.")
@click.option(
    "--explain", "question", metavar="QUESTION", type=WORDS, help="Say what its message wants."
)
@click.option(
    "--steps", "task", metavar="TASK", type=WORDS, help="Say step by step how TASK is done here."
)
@once_option
@out_option
@json_option
@model_option
@verbose_option
def read(
    picture: Path,
    described: bool,
    question: str | None,
    task: str | None,
    once: bool,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> None:
    """List the elements of the screen shown in PICTURE (- for standard input).

    Boxes are x1,y1 x2,y2 in pixels of the picture as you see it, after EXIF rotation; x2 and y2
    lie just outside. Each text is read a second time where it stands; "sure" says whether that
    look agreed (yes), read something else (NO), could not tell (?) or was not taken (-). A long or
    large screen is read in parts. What the model said but nobody can read is told, not dropped.
    Each run leaves a log; -v says where.

    Exit code: 0 elements found, 1 none, 2 refused with one line why, 130 cancelled by Ctrl-C.
    """
    from app.reading.listing import BUDGET  # brings PIL, which --help does without
    from app.reading.telling import Steps, Told

    _check(described, question, task, once, out)
    if out:
        check_out(out, picture)
    with still(picture) as part:
        with running(model, "screen", BUDGET, verbose=verbose) as run:
            told = _asked(run, part, wording(Prompts, model), described, question, task, once)
        if isinstance(told, Told):
            print_told(told, run, as_json)
        elif isinstance(told, Steps):
            print_steps(told, run, part, as_json, out)
        else:
            _show(told, run, part, out, as_json)
            _tell(told, verbose, once)


def _check(
    described: bool, question: str | None, task: str | None, once: bool, out: Path | None
) -> None:
    in_words = described or question is not None
    if sum((described, question is not None, task is not None)) > 1:
        raise Refusal("--describe, --explain and --steps are three questions; ask one at a time")
    if task is not None and not task.strip():
        raise Refusal('there is no task; name what is to be done, as in --steps "print two copies"')
    if question is not None and not question.strip():
        raise Refusal('there is no question; ask one, as in --explain "What does it want?"')
    if in_words and out:
        raise Refusal("words have no boxes to draw; leave out --out, or list the elements")
    if once and (in_words or task is not None):
        raise Refusal("--once is for the list of elements; leave it out")


def _asked(
    run: Run,
    part: ImagePart,
    prompts: Prompts,
    described: bool,
    question: str | None,
    task: str | None,
    once: bool,
) -> "Told | Steps | Reading":
    from app.reading.listing import list_checked, list_elements
    from app.reading.telling import describe, explain, steps_for

    if described:
        return describe(run, part, prompts)
    if question is not None:
        return explain(run, part, question, prompts)
    if task is not None:
        return steps_for(run, part, task, prompts)
    return list_elements(run, part, prompts).reading if once else list_checked(run, part, prompts)


def _show(reading: Reading, run: Run, part: ImagePart, out: Path | None, as_json: bool) -> None:
    boxes = [element.box for element in reading.elements]
    factor = write_boxed(part, boxes, out) if out else 1
    if as_json:
        print_json(reading_json(reading, out) | run_json(run))
        return
    print_table(reading)
    if out:
        enlarged = f", enlarged {factor} times" if factor > 1 else ""
        say(f"boxes drawn: {out}{enlarged}")


def _tell(reading: Reading, verbose: bool, once: bool) -> None:
    """What is told beside the list; without elements the command's exit code is 1."""
    for answer in reading.answers:
        warn_if_shrunk(answer.receipts)
        if verbose:
            tell_receipts(answer.receipts)
            tell_timings(answer.end)
    if reading.unlooked and not once:
        say(f"{reading.unlooked} of {len(reading.elements)} elements were not looked at again")
    if not reading.elements:
        click.get_current_context().exit(NOTHING_FOUND)


def reading_json(reading: Reading, out: Path | None) -> Json:
    """The whole reading; `complete` is false when the list was cut off."""
    size = reading.size
    drawn = {"out": str(out)} if out else {}
    return {
        "size": list(size),
        "elements": [
            {"number": number, "role": e.role, "text": e.text, "state": e.state}
            | box_json(e.box, size)
            | evidence_json(e.evidence)
            for number, e in enumerate(reading.elements, start=1)
        ],
        "unread": unread_json(reading.unread),
        "complete": reading.whole,
        "receipts": [receipt_json(r) for answer in reading.answers for r in answer.receipts],
        **drawn,
    }


def print_table(reading: Reading) -> None:
    """One line an element; what could not be read follows on stderr."""
    rows = [_row(number, e, reading.size) for number, e in enumerate(reading.elements, start=1)]
    if rows:
        _print_rows(("#", "role", "text", "state", "box", "sure"), rows)
    else:
        say("no elements found")
    tell_unread(reading.unread)
    if not reading.whole:
        why = (
            reading.stopped or "the list was cut off by the token limit; cut the picture into parts"
        )
        say(why)


def _row(number: int, element: Element, size: tuple[int, int]) -> tuple[str, ...]:
    x1, y1, x2, y2 = whole_box(element.box, size)
    text = shortened(element.text, 40)
    sure = SURE[element.verdict] if element.evidence else "-"
    return str(number), element.role, text, element.state, f"{x1},{y1} {x2},{y2}", sure


def _print_rows(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        click.secho(line, bold=row is head)
