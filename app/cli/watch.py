"""kestrel watch: what happens in a film, when, how often, and what is done on a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from app.chat.message import ImagePart, VideoPart
from app.cli.attachments import STDIN, opened
from app.cli.counted import counted
from app.cli.facts import Json, run_json, say, visible
from app.cli.model import wording
from app.cli.options import WORDS, json_option, model_option, verbose_option
from app.cli.places import checkpoint_folder
from app.cli.read import NOTHING_FOUND
from app.cli.refusal import Refusal
from app.cli.running import running
from app.cli.watched import Watched, of_count, of_recording, of_reply, of_search, of_summary
from app.cli.watching import (
    check_new_folder,
    plan_json,
    plan_lines,
    run_budget,
    write_outcome,
)
from app.reading.folders.names import shown_name
from app.reading.json_text import json_text
from app.reading.video.answering import answered
from app.reading.video.chapters import summarized
from app.reading.video.clock import seconds_of
from app.reading.video.counting import count as count_things
from app.reading.video.film import Film, Unwatchable
from app.reading.video.finding import find as find_moments
from app.reading.video.plan import Wish, planned
from app.reading.video.prompts import VideoPrompts
from app.reading.video.questions import Watching
from app.reading.video.steps import steps_of
from app.reading.video.subtitles import Subtitles, beside, read_subtitles


@dataclass(frozen=True)
class Task:
    """Which of the things that can be done with a film."""

    question: str
    find: str
    count: str
    steps: bool

    @property
    def name(self) -> str:
        if self.find:
            return "find"
        if self.count:
            return "count"
        return "steps" if self.steps else "answer" if self.question else "summary"


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
    task = _task(question, find, count, steps)
    wish = _wish(fps, start, end, budget)
    if out:
        check_new_folder(out)
    with _source(film) as (path, name):
        found = _watch(path, name, task, wish, plan, out, as_json, model, verbose)
    if not found:
        click.get_current_context().exit(NOTHING_FOUND)


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
    """Whether anything was found."""
    from app.cli.films import opened_film  # imports MLX, which --help does without

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
                watched = _done(task, watching)
            facts |= watched.json | run_json(run)
            unwritten = _written(out, film, watched, facts) if out else None
    except Unwatchable as error:
        raise Refusal(str(error)) from error
    _tell(watched, facts, as_json)
    if unwritten:
        raise unwritten
    return watched.found


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
    from app.reading.video.embedded import embedded_subtitles  # imports av, as above

    found = beside(path)
    if found is not None:
        read = read_subtitles(found)
        if read.cues:
            return read
        inside = embedded_subtitles(path)
        return inside if inside.cues else read
    return embedded_subtitles(path)
