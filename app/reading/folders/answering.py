"""A question about a folder, answered with citations that were checked.

What fits at once is asked once: the pack first, the question last, so that the next question begins
where the pack ended. What does not fit is asked over each part; the answers, with what is wrong in
them marked, are then put together by further questions. Which parts were not heard is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.chat.events import Answer
from app.chat.message import DocumentPart, Message, TextPart, said
from app.chat.settings import EXACT, Settings
from app.reading.ask import Unanswered
from app.reading.folders.citations import Checked, Citation, check_answer
from app.reading.folders.importance import named_in
from app.reading.folders.merging import NotMerged, merged
from app.reading.folders.pack import Pack, Part
from app.reading.folders.window import MOST_PARTS, NoRoom, Window
from app.reading.folders.wording import FolderPrompts
from app.reading.run import Run, Spent


@dataclass(frozen=True)
class PartAnswer:
    """What came of one part. `failed` says why there is no answer, "" where there is one."""

    number: int
    files: str
    checked: Checked | None
    failed: str = ""
    whole: bool = True  # the model came to its end

    @property
    def found(self) -> bool:
        """Whether there is anything in it."""
        return self.checked is not None


@dataclass(frozen=True)
class FolderAnswer:
    """The answer, and what it rests on. `parts` is empty where the folder was asked at once."""

    checked: Checked | None  # None: nothing was found, or it could not be put together
    parts: tuple[PartAnswer, ...]
    rests_on: str  # over what it was answered, as a sentence
    whole: bool = True
    last: Answer | None = None  # of the model, for its figures

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self.checked.citations if self.checked else ()


def answer_folder(
    run: Run,
    pack: Pack,
    question: str,
    window: Window,
    prompts: FolderPrompts,
    most: int = MOST_PARTS,
) -> FolderAnswer:
    """Ask about a folder; `most` parts are asked at the most, those with files that the question
    names first.

    Raises:
        NoRoom: the question is too long.
        Unanswered: it failed (a part may fail, the others go on), or was cancelled.
        Spent: the budget was used up before anything was answered.
    """
    if window.count(question) > window.question:
        raise NoRoom(f"the question is too long: more than {window.question:,} tokens; shorten it")
    settings = replace(EXACT, max_tokens=window.answer)
    if len(pack.parts) == 1:
        asked = prompts.asking(question)
        whole = run.ask("question", _over(pack, pack.parts[0], asked, prompts), settings)
        checked = _noted(run, check_answer(whole.text.strip(), pack))
        over = "all that was read" if pack.plan.unread else "all of it"
        return FolderAnswer(checked, (), f"answered over {over}", _ended(whole), whole)
    heard = _over_parts(run, pack, question, settings, prompts, most)
    return _put_together(run, pack, question, heard, (window, prompts, settings))


def _over(pack: Pack, part: Part, question: str, prompts: FolderPrompts) -> list[Message]:
    """The pack is a turn of its own: what the model knows after it holds for every question."""
    shown = DocumentPart(part.text.encode(), pack.name)
    return [
        Message("user", (TextPart(prompts.folder_shown), shown)),
        said("assistant", prompts.folder_seen),
        said("user", question),
    ]


def _over_parts(
    run: Run, pack: Pack, question: str, settings: Settings, prompts: FolderPrompts, most: int
) -> tuple[PartAnswer, ...]:
    """Each part's answer, in the order of the parts whatever order they were asked in."""
    heard: list[PartAnswer] = []
    for place, part in enumerate(sorted(pack.parts, key=lambda part: _urgency(part, question))):
        if place >= most:
            failed = f"not asked: {most} parts are the most"
        elif heard and heard[-1].failed.startswith("stopped"):
            failed = heard[-1].failed
        else:
            heard.append(_heard(run, pack, part, question, settings, prompts))
            continue
        run.note("part left out", number=part.number, files=part.words, reason=failed)
        heard.append(PartAnswer(part.number, part.words, None, failed))
    return tuple(sorted(heard, key=lambda each: each.number))


def _urgency(part: Part, question: str) -> tuple[bool, int]:
    return not any(named_in(question, block.path) for block in part.blocks), part.number


def _heard(
    run: Run,
    pack: Pack,
    part: Part,
    question: str,
    settings: Settings,
    prompts: FolderPrompts,
) -> PartAnswer:
    count = len(pack.parts)
    asked = prompts.asking_part(question, part.number, count)
    name = f"part {part.number} of {count}: {part.words}"
    try:
        whole = run.ask(name, _over(pack, part, asked, prompts), settings)
    except Unanswered as error:
        if error.end.reason == "cancelled":
            raise
        return PartAnswer(part.number, part.words, None, f"failed: {error}")
    except Spent as error:
        if run.steps == 0:
            raise
        return PartAnswer(part.number, part.words, None, str(error))
    text = whole.text.strip()
    if text.strip("\"'`.*() ").upper() in ("", prompts.folder_nothing.upper()):
        return PartAnswer(part.number, part.words, None, whole=_ended(whole))
    checked = _noted(run, check_answer(text, pack))
    return PartAnswer(part.number, part.words, checked, whole=_ended(whole))


def _put_together(
    run: Run,
    pack: Pack,
    question: str,
    heard: tuple[PartAnswer, ...],
    means: tuple[Window, FolderPrompts, Settings],
) -> FolderAnswer:
    found = [each for each in heard if each.checked is not None]
    told = _rests_on(heard)
    if not found:
        outcome = "no part was answered" if all(each.failed for each in heard) else told
        return FolderAnswer(None, heard, f"nothing was found; {outcome}")
    if len(found) == 1 and found[0].checked is not None:
        return FolderAnswer(found[0].checked, heard, told, found[0].whole)
    answers = [
        f"Part {each.number} ({each.files}):\n{each.checked.marked()}"
        for each in found
        if each.checked is not None
    ]
    try:
        whole = merged(run, answers, question, *means)
    except (NotMerged, Spent) as error:
        run.note("not merged", reason=str(error))
        return FolderAnswer(None, heard, f"{told}; not put together: {error}")
    checked = _noted(run, check_answer(whole.text.strip(), pack))
    return FolderAnswer(checked, heard, told, _ended(whole), whole)


def _rests_on(heard: Sequence[PartAnswer]) -> str:
    """How many parts were heard, and which were not."""
    unheard = [each for each in heard if each.failed]
    told = f"answered over {len(heard) - len(unheard)} of {len(heard)} parts"
    if not unheard:
        return f"answered over {len(heard)} parts"
    return f"{told}; without {', '.join(f'part {each.number}' for each in unheard)}"


def _noted(run: Run, checked: Checked) -> Checked:
    for each in checked.citations:
        run.note("citation", place=each.place, verdict=each.verdict, words=each.evidence.words)
    return checked


def _ended(whole: Answer) -> bool:
    return whole.end.reason == "stop"
