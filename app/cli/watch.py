"""kestrel watch: what happens in a film, when, how often, and what is done on a screen."""

from pathlib import Path

import click

from app.cli.answered import NOTHING_FOUND
from app.cli.options import WORDS, json_option, model_option, verbose_option
from app.cli.refusal import Refusal
from app.cli.watch_task import Task


@click.command(short_help="Watch a film: summary, answer, moments, counts, steps.")
@click.argument("film", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("question", type=WORDS, required=False)
@click.option(
    "--find", type=WORDS, metavar="WORDS", help="When this is seen, or said in the subtitles."
)
@click.option(
    "--count", type=WORDS, metavar="WHAT", help="How many of these, pointed at frame by frame."
)
@click.option("--steps", is_flag=True, help="A recording of a screen as numbered steps.")
@click.option("--plan", is_flag=True, help="Only tell what would be seen, and ask nothing.")
@click.option("--fps", type=float, help="Frames a second; default: the checkpoint's own rate.")
@click.option("--start", metavar="TIME", default="0", help="From here on: 12.5, 1:30 or 1:02:03.")
@click.option("--end", metavar="TIME", help="Up to here.")
@click.option("--budget", type=int, metavar="TOKENS", help="Visual tokens of one question.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the outcome and the frames that show it to a new FOLDER.",
)
@json_option
@model_option
@verbose_option
def watch(
    film: Path,
    question: str | None,
    find: str | None,
    count: str | None,
    steps: bool,
    plan: bool,
    fps: float | None,
    start: str,
    end: str | None,
    budget: int | None,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> None:
    """Watch the film in FILE (- for standard input): a summary with chapters, or the answer to
    QUESTION with the times that show it.

    Each chapter, moment and step is looked at again and told as confirmed, unconfirmed or
    contradicted. Subtitles beside the film (.srt, .vtt) or in it are read with it. What will be
    seen is told first; --plan stops there.

    Each question and answer is kept in a log, in the folder readings beside Kestrel's own files
    (in KESTREL_HOME, if that is set); -v names it.

    Exit code: 0 done, 1 nothing found, 2 refused with one line why, 130 cancelled by Ctrl-C.
    """
    from app.cli.watch_film import watched  # imports PIL, which --help does without

    task = _task(question, find, count, steps)
    found = watched(film, task, (fps, start, end, budget), plan, out, as_json, model, verbose)
    if not found:
        click.get_current_context().exit(NOTHING_FOUND)


def _task(question: str | None, find: str | None, count: str | None, steps: bool) -> Task:
    """One of them, with words where it needs some."""
    for option, words in (("--find", find), ("--count", count)):
        if words is not None and not words.strip():
            raise Refusal(f"{option} needs words; name what you look for")
    if question is not None and not question.strip():
        raise Refusal("the question is empty; write it out, or leave it away for a summary")
    chosen = [question is not None, find is not None, count is not None, steps]
    if sum(chosen) > 1:
        raise Refusal("a question, --find, --count and --steps are one each; choose one of them")
    return Task((question or "").strip(), (find or "").strip(), (count or "").strip(), steps)
