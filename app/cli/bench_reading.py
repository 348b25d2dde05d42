"""kestrel bench reading: how well a checkpoint reads what is known already."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.facts import say, shortened, visible
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import open_ask, wording
from app.cli.options import json_option, model_option
from app.cli.places import checkpoint_folder
from app.cli.progress import Progress
from app.cli.refusal import CANCELLED, Refusal
from app.reading.counted import counted
from app.reading.documents.wording import DocumentPrompts
from app.reading.folders.names import shown_name
from app.reading.prompts import Prompts

if TYPE_CHECKING:  # --help does without
    from app.bench.reading.material import Material
    from app.bench.reading.outcomes import Kept, Outcome

TABLE = Path("docs/reading.md")
NOTHING_MEASURED = 1
LEFT_OUT = 5  # lines about what was left out
MADE = Path("out/reading")  # where `make reading-material` puts it


@click.command(short_help="Measure how well screens and documents are read.")
@model_option
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Screens as ScreenSpot, ScreenSpot-v2 or ScreenSpot-Pro have them, or our own material.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=25,
    show_default=True,
    help="Screens or documents of each source, drawn alike every time; 0 takes all.",
)
@click.option("--only", type=click.Choice(("find", "list", "extract")), help="Measure only this.")
@click.option(
    "--results",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep every outcome in FILE, a line of JSON each; a run that was stopped goes on there.",
)
@json_option
@click.option("--write", is_flag=True, help=f"Put the tables into {TABLE}.")
def reading(
    model: str,
    data: Path | None,
    limit: int,
    only: str | None,
    results: Path | None,
    as_json: bool,
    write: bool,
) -> None:
    """Find what is named, list what is there, extract what documents say; count what is true of it.

    A place is right if its point lies in the true box; a listed element if it shares half of its
    area with a true one and has its text; a value if it is the one on the document. The same is
    counted for each verdict. In brackets stand intervals of 95 %.

    Exit code: 0 measured, 1 everything failed, 2 refused with one line why, 130 cancelled by
    Ctrl-C: what was measured until then is told.
    """
    from app.bench.reading.outcomes import Failed, Kept, ResultsUnfit

    if write and not TABLE.parent.is_dir():
        raise Refusal(f"there is no folder {TABLE.parent} here; run this in the project's folder")
    chosen = _material(data).limited(limit)
    _check_only(only, chosen)
    name = checkpoint_folder(model).absolute().name
    try:
        with Kept(results, {"checkpoint": name, "data": str(chosen.folder)}) as kept:
            finished = _measure(model, chosen, kept, only)
    except ResultsUnfit as error:
        raise Refusal(str(error)) from error
    wanted = {(one.source, one.name) for one in (*chosen.screens, *chosen.papers)}
    outcomes = [one for one in kept.outcomes if (one.source, one.screen) in wanted]
    _report(outcomes, _notes(name, limit, chosen), as_json=as_json, write=write and finished)
    if not finished:
        click.get_current_context().exit(CANCELLED)
    if all(isinstance(one, Failed) for one in outcomes):
        click.get_current_context().exit(NOTHING_MEASURED)


def _material(data: Path | None) -> "Material":
    """What there is to measure with; what of it cannot be used is told."""
    from app.bench.reading.material import NoMaterial, load

    if data is None:
        raise Refusal(
            "there is nothing to measure with; give --data FOLDER: ScreenSpot as its makers "
            "publish it, screens of your own with lists in that form, or, in Kestrel's source, "
            f"what `make reading-material` renders into {MADE}"
        )
    try:
        material = load(data)
    except NoMaterial as error:
        raise Refusal(str(error)) from error
    for line in material.left_out[:LEFT_OUT]:
        say(f"left out: {shortened(line, 160)}")
    return material


def _check_only(only: str | None, material: "Material") -> None:
    """Refuse before a model is opened for nothing."""
    there = {
        "find": any(screen.targets for screen in material.screens),
        "list": any(screen.elements is not None for screen in material.screens),
        "extract": bool(material.papers),
    }
    if only and not there[only]:
        things = {"find": "nothing to find", "list": "no screens whose elements are known"}
        what = things.get(only, "no documents")
        raise Refusal(f"{material.folder} holds {what}; leave out --only, or give another folder")


def _measure(model: str, material: "Material", kept: "Kept", only: str | None) -> bool:
    """Ask everything that `kept` does not know; whether nobody stopped it."""
    from app.bench.reading.sitting import TASKS, Stopped, sit
    from app.bench.reading.ways import ways

    prompts, paper_prompts = wording(Prompts, model), wording(DocumentPrompts, model)
    with open_ask(model) as ask, cancelled_by_ctrl_c() as ctrl_c, Progress() as progress:

        def tell(number: int, of: int, what: str) -> None:
            progress.written(f"{number} of {of}: {shortened(what, 70)}")

        asking = ways(ask, prompts, paper_prompts, ctrl_c)
        try:
            sit(material, asking, kept, (only,) if only else TASKS, tell)
        except Stopped:
            progress.wipe()
            say("kestrel: cancelled; this is what was measured until then")
            return False
    return True


def _report(outcomes: "Sequence[Outcome]", notes: list[str], *, as_json: bool, write: bool) -> None:
    from app.bench.reading.records import records
    from app.bench.reading.results import counts
    from app.bench.reading.table import BEGIN, END, markdown

    counted = counts(outcomes)
    table = markdown(counted, notes)
    told = json.dumps({"sources": records(counted), "notes": notes}) if as_json else visible(table)
    click.echo(told)
    if write:
        from app.bench.report import put_between

        put_between(table, TABLE, BEGIN, END)
        say(f"written: {TABLE}")


def _notes(checkpoint: str, limit: int, material: "Material") -> list[str]:
    """What was measured with what, as a reader of the table needs it."""
    from app.bench.report import machine

    most = f"at most {limit} of each source" if limit else "all"
    papers = f" and {counted(len(material.papers), 'document')}" if material.papers else ""
    left_out = f" {len(material.left_out)} left out." if material.left_out else ""
    return [
        f"{checkpoint}; {shown_name(material.folder.name)}, {most}, "
        f"{counted(len(material.screens), 'screen')}"
        f"{papers}.{left_out} s: seconds of a search, a list or a document with all its looks, "
        f"the middle one. In brackets: 95 %. {machine()}"
    ]
