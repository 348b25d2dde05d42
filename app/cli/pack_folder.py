"""What `kestrel pack` does with a folder, once it is known what is wanted of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.chat.events import End
from app.cli.answered import answered
from app.cli.facts import answer_json, print_json, run_json, say, tell_timings
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import wording
from app.cli.model_window import window_of
from app.cli.packed import pack_json, print_answer, print_plan, reply_json
from app.cli.progress import Progress
from app.cli.refusal import Refusal
from app.cli.running import running
from app.places import home
from app.reading.ask import Unanswered
from app.reading.folders.answering import answer_folder
from app.reading.folders.ignoring import BadPattern
from app.reading.folders.pack import Pack, pack_folder
from app.reading.folders.walking import Choice, NoFolder
from app.reading.folders.window import NoRoom, Window
from app.reading.folders.wording import FolderPrompts
from app.reading.run import Budget, Run

SNAPSHOTS = "snapshots"  # the window's own folder of them


def packed(
    folder: Path,
    question: str | None,
    out: Path | None,
    globs: tuple[tuple[str, ...], tuple[str, ...], bool],
    limits: tuple[int, int, bool],
    as_json: bool,
    model: str,
    verbose: bool,
) -> bool:
    """Whether there was anything to read, and to answer.

    `globs`: files to include and to exclude, and whether secrets are read. `limits`: parts,
    minutes, and whether what the model saw is kept on disk.

    Raises:
        Refusal: it is no folder, a glob is none, or the model has no room for any of it.
    """
    _check_out(out, folder)
    with _refusing():
        window = window_of(model)
        pack = _packed(folder, window, Choice(*globs), question or "")
        if out:
            _write(pack, out)
        if question is None or not pack.sources:
            _show(pack, as_json, verbose, out)
            return bool(pack.sources)
        return _answer(pack, question, window, limits, model, as_json, verbose, out)


def _show(packed: Pack, as_json: bool, verbose: bool, out: Path | None) -> None:
    if as_json:
        print_json(pack_json(packed, out))
    else:
        print_plan(packed, verbose)


def _answer(
    packed: Pack,
    question: str,
    window: Window,
    limits: tuple[int, int, bool],
    model: str,
    as_json: bool,
    verbose: bool,
    out: Path | None,
) -> bool:
    """Whether there is an answer."""
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
        print_json(told)
    else:
        print_answer(reply, packed, verbose)
        if verbose and reply.last:
            tell_timings(reply.last.end)
    return reply.checked is not None


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
