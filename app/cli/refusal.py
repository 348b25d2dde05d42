"""How a command says that it cannot go on: one line, exit code 2."""

import click

from app.reading.folders.names import cleaned

CANCELLED, REFUSED = 130, 2


class Refusal(click.ClickException):
    """What is wrong; what to do. The edge in program.py prints it."""

    exit_code = REFUSED


def one_line(message: str) -> str:
    """A message as one line, in the form of the house: `kestrel: what is wrong; what to do`."""
    return "kestrel: " + cleaned(" ".join(message.split()))
