"""What `kestrel read` says of a screen in words: what it is, what it wants, how a task is done."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.chat.message import ImagePart
from app.cli.answered import NOTHING_FOUND
from app.cli.facts import (
    Json,
    answer_json,
    box_json,
    evidence_json,
    print_json,
    run_json,
    say,
    shortened,
    tell_unread,
    unread_json,
    visible,
)
from app.cli.out import write_boxed
from app.reading.run import Run

if TYPE_CHECKING:  # brings PIL, which --help does without
    from app.reading.telling import Step, Steps, Told


def print_told(told: "Told", run: Run, as_json: bool) -> None:
    """Words about a screen; nothing but the model stands behind them."""
    if as_json:
        facts = {"text": told.text, "complete": told.whole, **answer_json(told.answer)}
        print_json(facts | run_json(run))
        return
    click.echo(visible(told.text))
    if not told.whole:
        say("the answer was cut off by the token limit")


def print_steps(
    told: "Steps", run: Run, picture: ImagePart, as_json: bool, out: Path | None
) -> None:
    """Numbered steps, and the same numbers on the picture; exit code 1 where there are none."""
    placed = {step.number: step.box for step in told.steps if step.box}
    if out and placed:
        write_boxed(picture, list(placed.values()), out, list(placed))
    elif out:
        say(f"{out} was not written: no step has a place")
    if as_json:
        print_json(_steps_json(told, run))
    else:
        _print(told)
    if not told.steps:
        click.get_current_context().exit(NOTHING_FOUND)


def _print(told: "Steps") -> None:
    for step in told.steps:
        click.echo(f"{step.number}. {shortened(step.words, 300)}{_place(step, told)}")
    tell_unread(told.unread)
    if told.stopped:
        say(f"stopped: {told.stopped}; the steps after it are left out")
    elif not told.steps:
        say("no way to do this on this screen was found")


def _place(step: "Step", told: "Steps") -> str:
    if step.box is None:
        return ""
    x, y = box_json(step.box, told.size)["point"]
    return f"  ({shortened(step.label, 40)} at {x},{y}, {step.verdict})"


def _steps_json(told: "Steps", run: Run) -> Json:
    return {
        "size": list(told.size),
        "steps": [_step_json(step, told.size) for step in told.steps],
        "stopped": told.stopped or None,
        "unread": unread_json(told.unread),
        **run_json(run),
    }


def _step_json(step: "Step", size: tuple[int, int]) -> Json:
    place = box_json(step.box, size) if step.box else {"box": None, "point": None}
    words = {"number": step.number, "step": step.words, "label": step.label}
    return words | place | evidence_json(step.evidence)
