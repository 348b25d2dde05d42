"""kestrel selftest: whether everything works on this machine."""

import json

import click

from app.cli.facts import visible
from app.cli.options import json_option
from app.cli.progress import Progress
from app.places import home

FAULTY = 1
MARKS = {"ok": "ok    ", "noted": "noted ", "failed": "FAILED"}


@click.command(short_help="Check that everything works on this machine.")
@json_option
def selftest(as_json: bool) -> None:
    """Load every part, evaluate on the GPU, start the engine and have it answer, write a store.

    Nothing of yours is read or changed, and nothing leaves this machine. What it prints names no
    user and may be attached to a report.

    Exit code: 0 all is well, 1 something failed; 130 cancelled.
    """
    from app.selftest.check import Checked  # imports Qt, which --help does without
    from app.selftest.run import run

    with Progress() as progress:

        def ended(checked: Checked) -> None:
            progress.wipe()
            if not as_json:
                click.echo(visible(f"{MARKS[checked.state]}  {checked.name}: {checked.said}"))

        report = run(home(), lambda name: progress.written(f"looking at: {name}"), ended)
    if as_json:
        click.echo(json.dumps(report.json(), ensure_ascii=False, indent=2))
    else:
        click.echo("Everything works." if report.passed else "Something does not work; see above.")
    if not report.passed:
        click.get_current_context().exit(FAULTY)
