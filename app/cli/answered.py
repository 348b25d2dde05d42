"""How a command ends where there is no answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.cli.facts import say
from app.cli.refusal import CANCELLED, Refusal
from app.reading.ask import Unanswered

NOTHING_FOUND = 1  # as grep has it


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
