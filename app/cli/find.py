"""kestrel find: where one thing on a screen is."""

import json
from pathlib import Path

import click

from app.cli.attachments import still
from app.cli.facts import (
    Json,
    answer_json,
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
from app.cli.read import NOTHING_FOUND, answered
from app.cli.refusal import Refusal
from app.reading.geometry import whole_box, whole_point
from app.reading.prompts import Prompts
from app.reading.screens import Found, Search, find_on_screen


@click.command(short_help="Find one thing on a screenshot: its box and the point to click.")
@picture_argument
@click.argument("words")
@out_option
@json_option
@model_option
@verbose_option
def find(
    picture: Path, words: str, out: Path | None, as_json: bool, model: str, verbose: bool
) -> None:
    """Find what WORDS name on the screen shown in PICTURE (- for standard input).

    Box and point are in pixels of the picture as you see it, after EXIF rotation; the box ends
    just outside of x2 and y2. With --json: {"found": true, "box": [x1, y1, x2, y2], "point": [x,
    y], ...}, or "found": false with neither.

    Exit code, as grep's: 0 found, 1 not there, 2 refused with one line why; 130 cancelled.
    """
    if not words.strip():
        raise Refusal("there is nothing to look for; name it as it stands on the screen")
    if out:
        check_out(out, picture)
    with still(picture) as part:
        with quietly(model) as asking, answered():
            search = find_on_screen(asking, part, words.strip(), wording(Prompts, model))
        warn_if_shrunk(search.answer.receipts)
        if out:
            write_boxed(part, [match.box for match in search.matches if match.box], out)
    if as_json:
        click.echo(json.dumps(_search_json(search), ensure_ascii=False))
    else:
        _print(search, words.strip())
    if verbose:
        tell_receipts(search.answer.receipts)
        tell_timings(search.answer.end)
    if not search.matches:
        click.get_current_context().exit(NOTHING_FOUND)


def _search_json(search: Search) -> Json:
    """The best match stands at the top level, further ones under `others`."""
    matches = [_match_json(match, search.size) for match in search.matches]
    best = matches[0] if matches else {}
    others = {"others": matches[1:]} if len(matches) > 1 else {}
    facts = {"unread": unread_json(search.unread), **answer_json(search.answer)}
    return {"found": bool(matches), **best, **others, **facts}


def _match_json(match: Found, size: tuple[int, int]) -> Json:
    box = list(whole_box(match.box, size)) if match.box else None
    return {"box": box, "point": list(whole_point(match.point, size)), "label": match.label}


def _names_it(label: str, words: str) -> bool:
    """Whether the model's own name for its find goes with the words that were asked for."""
    ours, theirs = words.casefold(), label.casefold()
    return not theirs or theirs in ours or ours in theirs


def _print(search: Search, words: str) -> None:
    for match in search.matches:
        x, y = whole_point(match.point, search.size)
        box = ""
        if match.box:
            x1, y1, x2, y2 = whole_box(match.box, search.size)
            box = f"  box {x1},{y1} {x2},{y2}"
        click.echo(f"{shortened(match.label or words)}{box}  point {x},{y}")
        if not _names_it(match.label, words):
            told = shortened(match.label)
            say(f"the model calls it {told!r}, not {words!r}: look before you click")
    if not search.matches:
        say(f"{words}: not found")
    tell_unread(search.unread)
