"""kestrel ask: a question about pictures and clips, answered as it is written."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from app.chat.events import Answer, Attached, End, Event, Prefill, Text, Thinking, gather
from app.chat.message import said
from app.chat.settings import Settings
from app.cli.attachments import STDIN, opened
from app.cli.facts import (
    Json,
    answer_json,
    box_json,
    say,
    tell_receipts,
    tell_timings,
    visible,
    warn_if_shrunk,
)
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import open_ask
from app.cli.options import generation_options, json_option, model_option, verbose_option
from app.cli.progress import Progress
from app.cli.refusal import CANCELLED, Refusal
from app.reading.geometry import Crop
from app.reading.reply import Mark, parse_reply

NOTES = {
    "length": "the answer was cut off; allow more with --max-tokens",
    "loop": "the answer repeated itself and was stopped",
    "cancelled": "cancelled",
}


@click.command(short_help="Ask about pictures and videos, or just ask.")
@click.argument("question")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@model_option
@json_option
@generation_options
@verbose_option
def ask(
    question: str,
    files: tuple[Path, ...],
    model: str,
    as_json: bool,
    system: str | None,
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
    think: bool,
    verbose: bool,
) -> None:
    """Ask QUESTION about FILES: pictures, animated GIFs, videos. The answer streams to stdout.

    A question of - is read from standard input as text; a file of - is a picture or a video on
    standard input. Only one of the two can be.

    With one picture, boxes in the answer are also told in its pixels (on stderr; in --json as
    "boxes").

    Exit code: 0 answered, 2 refused with one line why, 130 cancelled by Ctrl-C (what was written
    stays).
    """
    words = _question(question, files)
    settings = Settings(max_tokens=max_tokens, temperature=temperature, seed=seed, think=think)
    before = [said("system", system)] if system else []
    with opened(files) as parts, open_ask(model) as asking, cancelled_by_ctrl_c() as cancel:
        events = asking([*before, said("user", words, *parts)], settings, cancel)
        answer = gather(events if as_json else printed(events, verbose))
    _refuse_if_failed(answer)
    if as_json:
        click.echo(json.dumps(_as_json(answer), ensure_ascii=False))
    else:
        _tell(answer, verbose)
    if answer.end.reason == "cancelled":
        click.get_current_context().exit(CANCELLED)


def _question(question: str, files: tuple[Path, ...]) -> str:
    if question == str(STDIN):
        if STDIN in files:
            raise Refusal(
                "standard input cannot be both the question and a file; give one of them by name"
            )
        question = sys.stdin.buffer.read().decode("utf-8", "replace")
    if not question.strip():
        raise Refusal("the question is empty; say what you want to know")
    return question


def printed(events: Iterable[Event], verbose: bool = False) -> Iterator[Event]:
    """Write an answer to stdout as it comes, thoughts and progress to stderr; pass all on."""
    written = False
    with Progress() as progress:
        for event in events:
            match event:
                case Attached(receipts):
                    warn_if_shrunk(receipts)
                    if verbose:
                        tell_receipts(receipts)
                case Prefill(done, total):
                    progress.seen(done, total)
                case Thinking(text):
                    progress.wipe()
                    click.secho(visible(text), err=True, nl=False, dim=True)
                case Text(text):
                    progress.wipe()
                    written = True
                    click.echo(visible(text), nl=False)
                case End() if written:
                    click.echo()
                case End():
                    progress.wipe()
            yield event


def _refuse_if_failed(answer: Answer) -> None:
    if answer.end.reason == "failed":
        raise Refusal(answer.end.error)


def _tell(answer: Answer, verbose: bool) -> None:
    for box in _boxes(answer):
        if "box" in box:
            x1, y1, x2, y2 = box["box"]
            say(f"{box['label']}: box {x1},{y1} to {x2},{y2}, point {box['point']} in pixels")
    if answer.end.reason in NOTES:
        say(f"kestrel: {NOTES[answer.end.reason]}")
    if verbose:
        tell_timings(answer.end)


def _as_json(answer: Answer) -> Json:
    """One object; `boxes` is there when the answer holds any."""
    boxes = _boxes(answer)
    found = {"boxes": boxes} if boxes else {}
    return {"answer": answer.text, "thinking": answer.thinking, **found, **answer_json(answer)}


def _boxes(answer: Answer) -> list[Json]:
    """In thousandths, and in pixels where there is just one picture they can be of."""
    pictures = [receipt for receipt in answer.receipts if receipt.kind == "image"]
    marks = parse_reply(answer.text).marks if answer.receipts else ()
    size = pictures[0].source_size if len(answer.receipts) == len(pictures) == 1 else None
    return [_box(mark, size) for mark in marks if mark.box]


def _box(mark: Mark, size: tuple[int, int] | None) -> Json:
    assert mark.box is not None
    start, end = mark.box.start, mark.box.end
    relative = {"label": mark.label, "relative": [start.x, start.y, end.x, end.y]}
    if size is None:
        return relative
    return relative | box_json(Crop.whole(size).pixel_box(mark.box), size)
