"""kestrel bench: how fast this port runs here; the measuring is done by app/bench."""

import click

from app.cli.bench_reading import reading
from app.cli.bench_serve import TABLE, serve
from app.cli.facts import say
from app.cli.places import checkpoint_folder
from app.cli.refusal import Refusal


@click.group(
    invoke_without_command=True,
    short_help="Measure prefill and decode, beside mlx-lm and mlx-vlm if wanted.",
)
@click.option(
    "--model",
    metavar="PATH|NAME",
    help="The checkpoint to measure with; default: a random one of about 100 M parameters.",
)
@click.option(
    "--length",
    "lengths",
    type=click.IntRange(min=1),
    multiple=True,
    help="Tokens of the prompt; may be given more than once.  [default: 512, 2048, 8192]",
)
@click.option("--decode", default=32, show_default=True, help="Tokens said after each prompt.")
@click.option("--repeats", default=3, show_default=True, help="Runs of each; the best counts.")
@click.option("--peers", is_flag=True, help="Measure mlx-lm and mlx-vlm too, where installed.")
@click.option("--write", is_flag=True, help=f"Put the table into {TABLE}.")
@click.pass_context
def bench(
    context: click.Context,
    model: str | None,
    lengths: tuple[int, ...],
    decode: int,
    repeats: int,
    peers: bool,
    write: bool,
) -> None:
    """Measure tokens per second and peak memory on this machine, each run in its own process."""
    if context.invoked_subcommand is not None:
        return
    from app.bench.report import write as write_table
    from app.bench.run import LENGTHS, run_bench

    report = run_bench(
        lengths=lengths or LENGTHS,
        decode=decode,
        repeats=repeats,
        peers=peers,
        folder=checkpoint_folder(model) if model else None,
        tell=say,
    )
    click.echo(report.markdown())
    if write:
        write_table(report, TABLE)
        say(f"written: {TABLE}")


@click.command(short_help="Measure the window: its start, a long chat, stalls while it streams.")
@click.option("--repeats", default=3, show_default=True, help="Rounds; best times, worst stalls.")
@click.option("--write", is_flag=True, help=f"Put the table into {TABLE}.")
def app(repeats: int, write: bool) -> None:
    """Measure the window beside an empty one of Qt, each in a process of its own."""
    from app.bench.report import put_between
    from app.bench.window.run import BEGIN, END, BenchFailed, markdown, run  # brings Qt

    try:
        table = markdown(run(repeats, say), repeats)
    except BenchFailed as error:
        raise Refusal(str(error)) from error
    click.echo(table)
    if write:
        put_between(table, TABLE, BEGIN, END)
        say(f"written: {TABLE}")


bench.add_command(serve)
bench.add_command(app)
bench.add_command(reading)
