"""A screen in words: what it is, what its message wants, how something is done on it."""

import json
from dataclasses import dataclass, replace

from app.chat.events import Answer
from app.chat.message import ImagePart, said
from app.reading.annotating import upright
from app.reading.geometry import Crop, PixelBox
from app.reading.looking import text_evidence
from app.reading.prompts import Prompts, filled
from app.reading.reply import Mark, Reply, Unread, parse_reply
from app.reading.run import Run
from app.reading.sight import Shown, sight_of
from app.reading.verdict import Evidence, Verdict, verdict_of

NO_PLACE = Reply((), (), structured=True)
_COORDINATE = {"type": "integer", "minimum": 0, "maximum": 1000}
_BOX = {"type": "array", "items": _COORDINATE, "minItems": 4, "maxItems": 4}
SCHEMA = {
    "type": "array",
    "maxItems": 20,
    "items": {
        "type": "object",
        "properties": {
            "step": {"type": "string", "maxLength": 300},
            "label": {"type": "string", "maxLength": 100},
            "bbox_2d": {"anyOf": [_BOX, {"type": "null"}]},
        },
        "required": ["step", "label", "bbox_2d"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Told:
    """Words about a screen. They rest on the model alone: nothing here can be confirmed."""

    text: str
    answer: Answer

    @property
    def whole(self) -> bool:
        return self.answer.end.reason == "stop"


@dataclass(frozen=True)
class Step:
    """One thing to do, and where; the place has its own evidence."""

    number: int
    words: str
    label: str
    box: PixelBox | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)


@dataclass(frozen=True)
class Steps:
    """How something is done on this screen; without steps it cannot be done here."""

    size: tuple[int, int]
    steps: tuple[Step, ...]
    unread: tuple[Unread, ...]
    stopped: str = ""  # why the chain ends before its end


def step_marks(told: Steps) -> tuple[Mark, ...]:
    """The steps that have a place as marks, to be shown on the picture."""
    crop = Crop.whole(told.size)
    return tuple(
        Mark(step.words, "", "", crop.relative_box(step.box), None, step.verdict)
        for step in told.steps
        if step.box
    )


def describe(run: Run, picture: ImagePart, prompts: Prompts) -> Told:
    """What this screen is, for somebody who cannot see it.

    Raises:
        Spent, Unanswered: the run ended before the answer.
    """
    whole = run.ask("describe the screen", [said("user", prompts.describe, picture)])
    return Told(whole.text.strip(), whole)


def explain(run: Run, picture: ImagePart, question: str, prompts: Prompts) -> Told:
    """What the message on a screen wants; `question` may be empty.

    Raises:
        Spent, Unanswered: the run ended before the answer.
    """
    words = filled(prompts.explain, words=question)
    whole = run.ask("explain the screen", [said("user", words, picture)])
    return Told(whole.text.strip(), whole)


def steps_for(run: Run, picture: ImagePart, task: str, prompts: Prompts) -> Steps:
    """How a task is done on this screen, each step with its place, which is looked at again.

    The first step whose place turns out to be another thing ends the chain: what would follow from
    it is not told, since it would rest on nothing.

    Raises:
        Spent, Unanswered: the run ended before the answer.
        NotDrawn: the picture cannot be opened.
    """
    question = said("user", filled(prompts.steps, words=task), picture)
    whole = run.ask(f"steps: {task}", [question], schema=SCHEMA)
    image = upright(picture.source)
    shown, size = Shown(image, picture, sight_of(whole, image.size)), image.size
    told, unread = _steps_in(whole, size)
    kept: list[Step] = []
    for step in told:
        if step.box is None or not step.label.strip():
            kept.append(step)
            continue
        evidence = text_evidence(run, shown, step.box, step.label, prompts)
        kept.append(replace(step, evidence=(evidence,)))
        if evidence.verdict == "contradicted":
            reason = f"step {step.number} means {step.label!r}, but {evidence.words!r} stands there"
            run.note("stopped", reason=reason, left=len(told) - step.number)
            return Steps(size, tuple(kept), unread, reason)
    return Steps(size, tuple(kept), unread)


def _steps_in(whole: Answer, size: tuple[int, int]) -> tuple[list[Step], tuple[Unread, ...]]:
    try:
        entries = json.loads(whole.text)
    except (ValueError, RecursionError):
        reason = "cut off" if whole.end.reason == "length" else "not JSON"
        return [], (Unread(whole.text.strip(), reason),)
    if not isinstance(entries, list):
        return [], (Unread(whole.text.strip(), "no list of steps"),)
    steps: list[Step] = []
    unread: list[Unread] = []
    for entry in entries:
        words = entry.get("step") if isinstance(entry, dict) else None
        if not isinstance(words, str) or not words.strip():
            unread.append(Unread(json.dumps(entry, ensure_ascii=False), "no step"))
            continue
        reply = parse_reply(json.dumps(entry)) if entry.get("bbox_2d") else NO_PLACE
        mark = reply.marks[0] if reply.marks else None
        box = Crop.whole(size).pixel_box(mark.box) if mark and mark.box else None
        label = str(entry.get("label") or "").strip()
        steps.append(Step(len(steps) + 1, " ".join(words.split()), label, box))
        unread += reply.unread
    return steps, tuple(unread)
