"""Before and after a film is watched: what it will cost, and the folder with what came of it."""

import math
import os
import shutil
from pathlib import Path

from app.cli.facts import Json
from app.cli.refusal import Refusal
from app.cli.watched import Picture, Watched
from app.reading.counted import counted
from app.reading.json_text import json_text
from app.reading.run import Budget
from app.reading.video import answering, chapters, counting, finding
from app.reading.video.changes import most_changes
from app.reading.video.clock import short_clock
from app.reading.video.film import Film
from app.reading.video.plan import Plan, Stretch
from app.reading.video.steps import AT_A_TIME
from app.reading.video.subtitles import Subtitles

STEPS = 300  # questions about a recording at the most
NEARLY = 0.2  # by which the distance of frames may differ from what their rate says
PATIENCE = 300.0  # seconds of a question
DECODED = 20_000  # tokens of a question beside what is seen of the film


def most_questions(task: str, plan: Plan, rate: float) -> int:
    """How often a model is asked at the most; a stretch is asked twice if its answer circles."""
    twice = 2 * len(plan.stretches)
    return {
        "find": twice + finding.LOOKS,
        "count": min(plan.frames, counting.MOST) + 1,
        "steps": _most_about_steps(plan, rate),
        "answer": twice + answering.LOOKS + 1,
        "summary": twice + chapters.LOOKS + 1,
    }[task]


def _most_about_steps(plan: Plan, rate: float) -> int:
    """One question for twelve changes of the picture, and one for each step.

    A model may tell more steps than there are changes, so there is room for twice as many.
    """
    changes = most_changes(rate, plan.start, plan.end)
    return min(math.ceil(changes / AT_A_TIME) + 2 * changes + AT_A_TIME, STEPS)


def run_budget(facts: Json) -> Budget:
    """What a plan needs, with room to spare: it was shown before, so it is no surprise."""
    questions = facts["plan"]["most_questions"]
    tokens = max(Budget().tokens, 4 * facts["plan"]["visual_tokens"] + questions * DECODED)
    return Budget(questions, tokens, max(Budget().seconds, questions * PATIENCE))


def plan_json(film: Film, plan: Plan, subtitles: Subtitles, task: str) -> Json:
    """All that is known before anything is asked."""
    return {
        "task": task,
        "film": {
            "name": film.name,
            "seconds": round(film.seconds, 3),
            "rate": round(film.rate, 3),
            "size": list(film.size),
        },
        "plan": {
            "fps": round(plan.fps, 4),
            "start": round(plan.start, 3),
            "end": round(plan.end, 3),
            "frames": plan.frames,
            "visual_tokens": plan.tokens,
            "most_questions": most_questions(task, plan, film.rate),
            "parts": [_part_json(stretch) for stretch in plan.stretches],
            "warnings": list(plan.warnings),
        },
        "subtitles": {
            "source": subtitles.source,
            "cues": len(subtitles.cues),
            "damaged": subtitles.damaged,
            "problem": subtitles.problem,
        },
    }


def plan_lines(facts: Json) -> list[str]:
    """The same for people."""
    film, plan, subtitles = facts["film"], facts["plan"], facts["subtitles"]
    lines = [
        f"{film['name']}: {short_clock(film['seconds'])} long, {film['size'][0]} x "
        f"{film['size'][1]} pixels, {film['rate']:.3g} frames a second",
        *_seen_lines(facts["task"], plan),
        f"at most {counted(plan['most_questions'], 'question')} to the model",
    ]
    if subtitles["cues"]:
        damaged = f", {subtitles['damaged']} damaged ones left out" if subtitles["damaged"] else ""
        cues = counted(subtitles["cues"], "cue")
        lines.append(f"subtitles: {subtitles['source']}, {cues}{damaged}")
    elif subtitles["problem"]:
        source = f"{subtitles['source']}: " if subtitles["source"] else ""
        lines.append(f"no subtitles: {source}{subtitles['problem']}")
    return lines if facts["task"] == "steps" else [*lines, *plan["warnings"]]


def _seen_lines(task: str, plan: Json) -> list[str]:
    stretch = f"from {short_clock(plan['start'])} to {short_clock(plan['end'])}"
    if task == "steps":
        return [f"seen {stretch}: the screen after each change of the picture"]
    parts = plan["parts"]
    apart = max(part["seconds_between_frames"] for part in parts)
    width, height = parts[0]["seen_size"]
    # Of a short film more is seen than its rate would give, as a model needs so many frames.
    at_rate = f" at {plan['fps']:.3g} a second" if abs(apart * plan["fps"] - 1) < NEARLY else ""
    spaced = f"{at_rate}, {apart:.2g} s apart" if plan["frames"] > 1 else ""
    lines = [
        f"seen {stretch}: {counted(plan['frames'], 'frame')}{spaced}, each at {width} x {height}, "
        f"{counted(plan['visual_tokens'], 'visual token')}"
    ]
    if len(parts) > 1:
        length = short_clock(parts[0]["end"] - parts[0]["start"])
        lines.append(f"in {len(parts)} parts of {length}, each asked about alone")
    if task == "count":
        shown = min(plan["frames"], counting.MOST)
        are = "is" if shown == 1 else "are"
        lines.append(f"{shown} of the frames {are} pointed at, each alone")
    return lines


def check_new_folder(out: Path) -> None:
    """Refuse before the model has worked for nothing.

    Raises:
        Refusal: it is a file, holds something, or cannot be made.
    """
    if out.exists() and not out.is_dir():
        raise Refusal(f"{out} is a file; name a folder for --out")
    if out.is_dir() and any(out.iterdir()):
        raise Refusal(f"{out} holds files already; choose a new folder for --out")
    if not out.parent.is_dir():
        raise Refusal(f"the folder {out.parent} does not exist; make it first")
    if not os.access(out.absolute().parent, os.W_OK):  # it is made beside, and named at the end
        raise Refusal(f"{out} cannot be written; check the permissions or choose another place")


def write_outcome(out: Path, film: Film, watched: Watched, facts: Json) -> None:
    """watch.json, watch.md and the frames that are evidence, in the order of the film.

    The folder is whole or not there.

    Raises:
        Refusal: the folder cannot be written.
    """
    whole = out.absolute()
    partial = whole.with_name(f".{whole.name}.{os.getpid()}.partial")
    try:
        partial.mkdir()
        (partial / "watch.json").write_text(json_text(facts, indent=1), "utf-8")
        (partial / "watch.md").write_text(watched.markdown + "\n", "utf-8", errors="replace")
        _write_pictures(partial, film, sorted(watched.pictures, key=lambda picture: picture.time))
        partial.replace(whole)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(f"{out} cannot be written ({reason}); choose another place") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_pictures(out: Path, film: Film, pictures: list[Picture]) -> None:
    from app.reading.boxes import draw_boxes  # imports PIL, which --help does without

    for number, picture in enumerate(pictures, start=1):
        for still in film.stills([picture.time]):
            drawn = draw_boxes(still.picture, picture.boxes, picture.numbers or None)
            time = short_clock(picture.time).replace(":", ".")
            drawn.save(out / f"{number:03} at {time}.png", compress_level=1)


def _part_json(stretch: Stretch) -> Json:
    return {
        "start": round(stretch.start, 3),
        "end": round(stretch.end, 3),
        "frames": len(stretch.receipt.times),
        "seconds_between_frames": round(stretch.apart, 4),
        "seen_size": list(stretch.receipt.seen_size),
        "visual_tokens": stretch.receipt.visual_tokens,
    }
