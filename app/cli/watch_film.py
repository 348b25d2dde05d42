"""What `kestrel watch` does with a film, once it is known what is wanted of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.chat.message import ImagePart, VideoPart
from app.cli.attachments import STDIN, opened
from app.cli.facts import Json, run_json, say, visible
from app.cli.films import opened_film
from app.cli.model import wording
from app.cli.places import checkpoint_folder
from app.cli.refusal import Refusal
from app.cli.running import running
from app.cli.watch_task import Task
from app.cli.watched import Watched, of_count, of_recording, of_reply, of_search, of_summary
from app.cli.watching import (
    check_new_folder,
    plan_json,
    plan_lines,
    run_budget,
    write_outcome,
)
from app.reading.counted import counted
from app.reading.folders.names import shown_name
from app.reading.json_text import json_text
from app.reading.video.answering import answered
from app.reading.video.chapters import summarized
from app.reading.video.clock import seconds_of
from app.reading.video.counting import count as count_things
from app.reading.video.embedded import embedded_subtitles
from app.reading.video.film import Film, Unwatchable
from app.reading.video.finding import find as find_moments
from app.reading.video.plan import Wish, planned
from app.reading.video.prompts import VideoPrompts
from app.reading.video.questions import Watching
from app.reading.video.steps import steps_of
from app.reading.video.subtitles import Subtitles, beside, read_subtitles


def watched(
    film: Path,
    task: Task,
    wished: tuple[float | None, str, str | None, int | None],
    only_plan: bool,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> bool:
    """Whether anything was found. `wished`: frames a second, from when, to when, visual tokens.

    Raises:
        Refusal: it is no film, or cannot be watched so.
    """
    wish = _wish(*wished)
    if out:
        check_new_folder(out)
    with _source(film) as (path, name):
        return _watch(path, name, task, wish, only_plan, out, as_json, model, verbose)


def _watch(
    path: Path,
    name: str,
    task: Task,
    wish: Wish,
    only_plan: bool,
    out: Path | None,
    as_json: bool,
    model: str,
    verbose: bool,
) -> bool:
    subtitles = _subtitles(path)
    try:
        with opened_film(path, name, checkpoint_folder(model)) as (film, limits):
            plan = planned(film, limits, wish)
            facts = plan_json(film, plan, subtitles, task.name)
            if only_plan:
                _print(json_text(facts) if as_json else "\n".join(plan_lines(facts)))
                return True
            for line in plan_lines(facts):
                say(line)
            with running(model, f"watch {task.name}", run_budget(facts), verbose=verbose) as run:
                watching = Watching(run, film, plan, wording(VideoPrompts, model), subtitles.cues)
                seen = _done(task, watching)
            facts |= seen.json | run_json(run)
            unwritten = _written(out, film, seen, facts) if out else None
    except Unwatchable as error:
        raise Refusal(str(error)) from error
    _tell(seen, facts, as_json)
    if unwritten:
        raise unwritten
    return seen.found


def _written(out: Path, film: Film, watched: Watched, facts: Json) -> Refusal | None:
    """Write the folder, or give the reason why not: the answer is to be told all the same."""
    named = {"out": str(out)}
    try:
        write_outcome(out, film, watched, facts | named)
    except Refusal as refusal:
        return refusal
    facts |= named
    return None


def _done(task: Task, watching: Watching) -> Watched:
    film = watching.film
    if task.find:
        return of_search(find_moments(watching, task.find), task.find)
    if task.count:
        return of_count(count_things(watching, task.count), film.size)
    if task.steps:
        return of_recording(steps_of(watching), film.size)
    if task.question:
        return of_reply(answered(watching, task.question), film)
    return of_summary(summarized(watching), film)


def _tell(watched: Watched, facts: Json, as_json: bool) -> None:
    for line in watched.warnings:
        say(line)
    if as_json:
        _print(json_text(facts))
        return
    for line in watched.lines:
        _print(line)
    if "out" in facts:
        say(f"outcome and {counted(len(watched.pictures), 'frame')}: {facts['out']}")


def _print(text: str) -> None:
    click.echo(visible(text))


def _wish(fps: float | None, start: str, end: str | None, budget: int | None) -> Wish:
    return Wish(
        _seconds("--start", start), None if end is None else _seconds("--end", end), fps, budget
    )


def _seconds(option: str, said: str) -> float:
    seconds = seconds_of(said)
    if seconds is None:
        raise Refusal(f"{option} {said!r} is no time; write 12.5, 1:30 or 1:02:03")
    return seconds


@contextmanager
def _source(path: Path) -> Iterator[tuple[Path, str]]:
    """The file to be decoded, and its name for people."""
    if path != STDIN and path.exists() and not path.is_file() and not path.is_dir():
        raise Refusal(f"{path} is no file; pipe it into standard input, named -, or save it")
    with opened([path]) as parts:
        part = parts[0]
        if isinstance(part, VideoPart):
            yield part.source, shown_name(part.name)
        elif isinstance(part, ImagePart) and path != STDIN:
            yield (
                path,
                shown_name(part.name),
            )  # an animated picture, or whatever the decoder says of it
        else:
            name = shown_name(part.name)
            raise Refusal(f"{name} is no film; give an MP4, MOV, WebM or AVI file, or a GIF")


def _subtitles(path: Path) -> Subtitles:
    """Those beside the film before those in it."""
    found = beside(path)
    if found is not None:
        read = read_subtitles(found)
        if read.cues:
            return read
        inside = embedded_subtitles(path)
        return inside if inside.cues else read
    return embedded_subtitles(path)
