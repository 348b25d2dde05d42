"""kestrel pack: what of a folder fits into the model, and questions about it with citations."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.chat.events import End
from app.cli.answered import NOTHING_FOUND, answered
from app.cli.facts import answer_json, run_json, say, tell_timings
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import wording
from app.cli.options import json_option, model_option, verbose_option
from app.cli.packed import pack_json, print_answer, print_plan, reply_json
from app.cli.progress import Progress
from app.cli.refusal import Refusal
from app.cli.running import running
from app.places import home
from app.reading.ask import Unanswered
from app.reading.folders.answering import MOST_PARTS, answer_folder
from app.reading.folders.ignoring import BadPattern
from app.reading.folders.pack import Pack, pack_folder
from app.reading.folders.walking import Choice, NoFolder
from app.reading.folders.window import NoRoom, Window
from app.reading.folders.wording import FolderPrompts
from app.reading.run import Budget, Run

SNAPSHOTS = "snapshots"  # the window's own folder of them


@click.command(short_help="Say what of a folder fits into the model, or ask about it.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("question", required=False)
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
    if question is not None and not question.strip():
        raise Refusal("the question is empty; write one, or leave it out to see the plan")
    _check_out(out, folder)
    with _refusing():
        from app.cli.model_window import window_of  # imports the tokenizer, unneeded by --help

        window = window_of(model)
        packed = _packed(folder, window, Choice(include, exclude, secrets), question or "")
        if out:
            _write(packed, out)
        if question is None or not packed.sources:
            _show(packed, as_json, verbose, out)
            return
        _answer(packed, question, window, (parts, minutes, keep), model, as_json, verbose, out)


def _show(packed: Pack, as_json: bool, verbose: bool, out: Path | None) -> None:
    if as_json:
        click.echo(json.dumps(pack_json(packed, out), ensure_ascii=False))
    else:
        print_plan(packed, verbose)
    if not packed.sources:
        click.get_current_context().exit(NOTHING_FOUND)


def _answer(
    packed: Pack,
    question: str,
    window: Window,
    limits: tuple[int, int, bool],
    model: str,
    as_json: bool,
    verbose: bool,
    out: Path | None,
) -> None:
    parts, minutes, keep = limits
    asked = min(parts, len(packed.parts))
    # Each part, and fewer merges than parts; none is larger than the window.
    budget = Budget(2 * asked, 2 * asked * window.tokens, 60.0 * minutes)
    snapshots = home() / SNAPSHOTS if keep else None
    prompts = wording(FolderPrompts, model)
    with running(model, "pack", budget, verbose=verbose, snapshots=snapshots) as run:
        _note_plan(run, packed)
        reply = answer_folder(run, packed, question, window, prompts, parts)
    if as_json:
        figures = answer_json(reply.last) if reply.last else {}
        told = pack_json(packed, out) | reply_json(reply) | figures | run_json(run)
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        print_answer(reply, packed, verbose)
        if verbose and reply.last:
            tell_timings(reply.last.end)
    if reply.checked is None:
        click.get_current_context().exit(NOTHING_FOUND)


def _note_plan(run: Run, packed: Pack) -> None:
    run.note("plan", folder=click.format_filename(packed.root), words=packed.plan.words())
    for each in packed.skipped:
        run.note("skipped", path=each.path, why=each.why, words=each.words)


def _packed(folder: Path, window: Window, choice: Choice, question: str) -> Pack:
    with cancelled_by_ctrl_c() as ctrl_c, Progress() as progress, answered():

        def check() -> None:
            if ctrl_c.is_set():
                raise Unanswered(End("cancelled"))

        return pack_folder(
            folder, window, question=question, choice=choice, tell=progress.written, check=check
        )


def _check_out(out: Path | None, folder: Path) -> None:
    """Refuse before a large folder was read for nothing. No file of the folder is written over,
    whether it would be read or skipped.
    """
    if out is None:
        return
    if out.is_dir():
        raise Refusal(f"{out} is a folder; name a file in it")
    if not out.parent.is_dir():
        raise Refusal(f"the folder {out.parent} does not exist; make it first")
    if os.path.lexists(out) and _lies_in(out, folder):
        raise Refusal(f"{out} is a file of the folder itself; choose another name for --out")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise Refusal(f"{out} cannot be written; check the permissions or choose another place")


def _lies_in(out: Path, folder: Path) -> bool:
    """Whether a file, or what it links to, lies below a folder, however both are spelt."""
    if not folder.is_dir():
        return False
    places = (out.parent.resolve() / out.name, out.resolve())
    return any(above.samefile(folder) for place in places for above in place.parents)


def _write(packed: Pack, out: Path) -> None:
    """The file whole or not at all."""
    partial = out.with_name(f".{out.name}.partial")
    try:
        partial.write_bytes(packed.text.encode())
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise Refusal(f"{out} cannot be written ({reason}); choose another place") from error
    say(f"written: {click.format_filename(out)}")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (NoFolder, BadPattern, NoRoom) as error:
        raise Refusal(str(error)) from error
