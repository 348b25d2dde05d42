"""kestrel bench serve: Kestrel's server beside its peers'; the measuring is done by app/bench."""

import os
import signal
from pathlib import Path

import click

from app.cli.facts import say
from app.cli.places import DEFAULT_MODEL, SAMPLES, checkpoint_folder
from app.cli.refusal import Refusal

TABLE = Path("docs/performance.md")  # both benches have their place in it
ROWS = ("chat", "restart", "crowd", "wire", "mtp")
PICTURES = ("account.png", "print.png", "menu.png")


@click.command(short_help="Measure the server, beside those of mlx-vlm and mlx-lm.")
@click.option(
    "--model",
    metavar="PATH|NAME",
    help="The checkpoint to converse with; default: a random one of about 100 M parameters that "
    "always says the same. Decoding is measured with kestrel-nano.",
)
@click.option(
    "--visual",
    default=2100,
    show_default=True,
    help="Visual tokens of the picture, for the random checkpoint.",
)
@click.option(
    "--row",
    "rows",
    type=click.Choice(ROWS),
    multiple=True,
    help="Measure only this; may be given more than once.",
)
@click.option("--repeats", default=3, show_default=True, help="Rounds; servers take turns.")
@click.option("--turns", default=10, show_default=True, help="Turns of a conversation.")
@click.option("--max-tokens", default=48, show_default=True, help="Tokens of an answer, at most.")
@click.option("--pause", default=1.0, show_default=True, help="Seconds between two turns.")
@click.option("--peers/--no-peers", default=True, help="Measure the peers too, where installed.")
@click.option("--write", is_flag=True, help=f"Put the table into {TABLE}.")
def serve(
    model: str | None,
    visual: int,
    rows: tuple[str, ...],
    repeats: int,
    turns: int,
    max_tokens: int,
    pause: float,
    peers: bool,
    write: bool,
) -> None:
    """Hold the same conversations with each server, one server after the other."""
    from app.bench.serving.measures import Manner
    from app.bench.serving.run import Plan, run_serving
    from app.bench.serving.servers import KESTREL, SERVERS
    from app.bench.serving.table import BEGIN, END, report
    from app.bench.serving.talker import talking_checkpoint

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # servers end with us, as at Ctrl-C
    before = os.getloadavg()[0]
    nano = checkpoint_folder(DEFAULT_MODEL)
    folder = checkpoint_folder(model) if model else talking_checkpoint(nano, visual)
    plan = Plan(
        model=folder.absolute(),
        nano=nano.absolute(),
        samples=tuple(SAMPLES / name for name in PICTURES),
        rows=rows or ROWS,
        servers=SERVERS if peers else (KESTREL,),
        repeats=repeats,
        manner=Manner(turns, max_tokens, pause),
    )
    table = report(plan, run_serving(plan, say), before)
    click.echo(table)
    if write:
        _write(table, BEGIN, END)


def _write(table: str, begin: str, end: str) -> None:
    from app.bench.report import put_between

    if not TABLE.parent.is_dir():
        raise Refusal(f"there is no folder {TABLE.parent} here; run this in the project's folder")
    put_between(table, TABLE, begin, end)
    say(f"written: {TABLE}")
