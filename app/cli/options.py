"""Options that several commands share, worded once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.cli.places import DEFAULT_MODEL

Command = TypeVar("Command", bound=Callable[..., Any])  # Any: click passes what it parsed

picture_argument = click.argument("picture", type=click.Path(path_type=Path))
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the picture with its boxes drawn to FILE (PNG, JPEG or WebP).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Words(click.ParamType):
    """What is asked for. A shell may hand over bytes that are no text."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            self.fail("it is no UTF-8; type it again", param, ctx)
        return value


WORDS = Words()
once_option = click.option(
    "--once", is_flag=True, help="Ask once, and look nowhere a second time: quicker, unchecked."
)
verbose_option = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Tell what the model sees, timings, where the log lies.",
)
model_option = click.option(
    "--model",
    default=DEFAULT_MODEL,
    show_default=True,
    metavar="PATH|NAME",
    help="A checkpoint folder, or the name of a bundled one.",
)


def generation_options(command: Command) -> Command:
    """How the answer is to be written."""
    for option in (
        click.option(
            "--think/--no-think", default=False, help="Think before answering; default no."
        ),
        click.option("--seed", type=int, help="The same seed gives the same answer."),
        click.option(
            "--temperature",
            type=float,
            help="0 takes the likeliest word; default: what the checkpoint's makers set.",
        ),
        click.option(
            "--max-tokens",
            type=click.IntRange(min=1),
            default=2048,
            show_default=True,
            help="Stop after so many tokens.",
        ),
        click.option(
            "--system", metavar="TEXT", help="Instructions that stand above the question."
        ),
    ):
        command = option(command)
    return command
