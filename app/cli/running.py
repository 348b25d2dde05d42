"""How a command runs a reading of several steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.cli.answered import answered
from app.cli.facts import say, shortened
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import open_ask
from app.cli.progress import Progress
from app.cli.refusal import Refusal
from app.places import READINGS, home
from app.reading import run as running_reading
from app.reading.run import Budget, NoLog, Run, Spent
from app.reading.undrawn import NotDrawn


@contextmanager
def running(
    model: str,
    name: str,
    budget: Budget = Budget(),  # noqa: B008  # frozen
    *,
    verbose: bool = False,
    snapshots: Path | None = None,
) -> Iterator[Run]:
    """A run of that name: its steps are shown, Ctrl-C cancels it, its log stays.

    `snapshots`: a folder where what the model saw outlasts the command.

    Raises:
        Refusal: a request failed, the budget is used up, a picture cannot be opened, or the log
            cannot be written.
    """
    with open_ask(model, snapshots) as ask, cancelled_by_ctrl_c() as ctrl_c, Progress() as progress:

        def tell(at: running_reading.Progress) -> None:
            progress.written(_words(at))

        try:
            logs = home() / READINGS
            with (
                answered(),
                Run(ask, name, budget=budget, logs=logs, cancel=ctrl_c, tell=tell) as run,
            ):
                yield run
        except (Spent, NotDrawn, NoLog) as error:
            raise Refusal(str(error)) from error
        finally:
            progress.wipe()
        if verbose:
            say(f"log: {click.format_filename(run.log or '')}")


def _words(at: running_reading.Progress) -> str:
    what = f"{at.step}. {shortened(at.what, 50)}"
    if at.said:
        return f"{what}: {at.said} letters"
    return f"{what}: {at.seen} of {at.total} tokens seen" if at.total else what
