"""kestrel pack: what of a folder fits into the model, and questions about it with citations."""

from pathlib import Path

import click

from app.cli.answered import NOTHING_FOUND
from app.cli.options import WORDS, json_option, model_option, verbose_option
from app.cli.refusal import Refusal
from app.reading.folders.window import MOST_PARTS


@click.command(short_help="Say what of a folder fits into the model, or ask about it.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("question", type=WORDS, required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE what the model would be shown.",
)
@click.option("--include", multiple=True, metavar="GLOB", help="Only files like this; repeatable.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="No files like this; repeatable.")
@click.option("--secrets", is_flag=True, help="Read even files that look as if they held secrets.")
@click.option(
    "--parts",
    type=click.IntRange(min=1),
    default=MOST_PARTS,
    show_default=True,
    help="Ask over so many parts at most, where not all fits at once.",
)
@click.option(
    "--minutes",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="Begin no further part after so long.",
)
@click.option(
    "--keep/--no-keep",
    default=True,
    help="Keep what the model saw on disk, so that the next question starts at once; default yes.",
)
@json_option
@model_option
@verbose_option
def pack(
    folder: Path,
    question: str | None,
    out: Path | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    secrets: bool,
    parts: int,
    minutes: int,
    keep: bool,
    as_json: bool,
    model: str,
    verbose: bool,
) -> None:
    """Lay FOLDER out for the model: its map, what fits in numbers, what is skipped and why.

    With QUESTION, answer it from the files. Each statement cites path:line, and every citation is
    checked: does the line exist, and do the words stand there? Whether the statement follows from
    them is yours to judge. What .gitignore ignores, what is no text and what looks like a secret is
    skipped, and told. GLOBs are as in a .gitignore.

    Each question and answer is kept in a log, in the folder readings beside Kestrel's own files
    (in KESTREL_HOME, if that is set); -v names it.

    Exit code: 0 done, 1 nothing to read or found, 2 refused with one line why, 130 cancelled.
    """
    from app.cli.pack_folder import packed  # imports Pygments, which --help does without

    if question is not None and not question.strip():
        raise Refusal("the question is empty; write one, or leave it out to see the plan")
    globs, limits = (include, exclude, secrets), (parts, minutes, keep)
    if not packed(folder, question, out, globs, limits, as_json, model, verbose):
        click.get_current_context().exit(NOTHING_FOUND)
