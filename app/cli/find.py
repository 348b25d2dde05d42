"""kestrel find: where one thing on a screen is."""

from pathlib import Path

import click

from app.chat.message import ImagePart
from app.cli.answered import NOTHING_FOUND
from app.cli.attachments import still
from app.cli.facts import (
    Json,
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
from app.reading.geometry import whole_box, whole_point
from app.reading.prompts import Prompts
from app.reading.run import Run
from app.reading.screens import Found, Search, find_on_screen


@click.command(short_help="Find one thing on a screenshot: its box and the point to click.")
@picture_argument
@click.argument("words", type=WORDS)
@once_option
@out_option
@json_option
@model_option
@verbose_option
def find(
    picture: Path,
    words: str,
    once: bool,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> None:
    """Find what WORDS name on the screen shown in PICTURE (- for standard input).

    Box and point are in pixels of the picture as you see it, after EXIF rotation; the box ends
    just outside of x2 and y2. A second look follows, at a crop where the picture is large: where
    it agrees, the place is its own, exact to a pixel; where it does not, that is said. With --json:
    {"found": true, "box": [x1, y1, x2, y2], "point": [x, y], "verdict": ...}, or "found": false.

    Exit code, as grep's: 0 found, 1 not there, or found and contradicted by the second look; 2
    refused with one line why; 130 cancelled.
    """
    if not words.strip():
        raise Refusal("there is nothing to look for; name it as it stands on the screen")
    if out:
        check_out(out, picture)
    with still(picture) as part:
        with running(model, "find", verbose=verbose) as run:
            search = _looked(run, part, words.strip(), wording(Prompts, model), once)
        drawn = [match.box for match in search.matches if match.box]
        if out and drawn:
            write_boxed(part, drawn, out)
    if as_json:
        written = {"out": str(out)} if out and drawn else {}
        print_json(_search_json(search) | run_json(run) | written)
    else:
        _print(search, words.strip())
    if out and not drawn:
        say(f"{out} was not written: there is no box to draw")
    _tell(search, verbose)
    if not search.matches or search.matches[0].verdict == "contradicted":
        click.get_current_context().exit(NOTHING_FOUND)


def _looked(run: Run, part: ImagePart, words: str, prompts: Prompts, once: bool) -> Search:
    from app.reading.looking import find_exactly  # brings PIL, which --help does without

    return (find_on_screen if once else find_exactly)(run, part, words, prompts)


def _tell(search: Search, verbose: bool) -> None:
    warn_if_shrunk(search.answers[0].receipts)
    if verbose:
        for answer in search.answers:
            tell_receipts(answer.receipts)
            tell_timings(answer.end)


def _search_json(search: Search) -> Json:
    """The best match stands at the top level, further ones under `others`."""
    matches = [_match_json(match, search.size) for match in search.matches]
    best = matches[0] if matches else {}
    others = {"others": matches[1:]} if len(matches) > 1 else {}
    seen = [receipt_json(receipt) for answer in search.answers for receipt in answer.receipts]
    facts = {"unread": unread_json(search.unread), "receipts": seen}
    absent = {} if matches else evidence_json(search.evidence)
    return {"found": bool(matches), **best, **others, **absent, **facts}


def _match_json(match: Found, size: tuple[int, int]) -> Json:
    box = list(whole_box(match.box, size)) if match.box else None
    place = {"box": box, "point": list(whole_point(match.point, size)), "label": match.label}
    return place | evidence_json(match.evidence)


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
        name = shortened(match.label or words)
        click.echo(f"{name}{box}  point {x},{y}  {match.verdict}")
        if not _names_it(match.label, words):
            say(f'the model calls it "{name}", not "{shortened(words)}": look before you click')
        if match.verdict == "contradicted":
            told = shortened("; ".join(item.words for item in match.evidence))
            say(f"a second look disagrees ({told}): look before you click")
    if not search.matches:
        say(f"{shortened(words)}: not found")
    tell_unread(search.unread)
