"""Answers over parts become one, by as many questions as it takes to have each fit."""

from collections.abc import Sequence

from app.chat.events import Answer
from app.chat.message import DocumentPart, Message, TextPart, said
from app.chat.settings import Settings
from app.reading.ask import Unanswered
from app.reading.folders.window import Window, room_of
from app.reading.folders.wording import FolderPrompts
from app.reading.run import Run


class NotMerged(Exception):
    """The answers stay as they are. The message says why."""


def merged(
    run: Run,
    answers: Sequence[str],
    question: str,
    window: Window,
    prompts: FolderPrompts,
    settings: Settings,
) -> Answer:
    """Put answers together, those of neighbouring parts first where all are too much at once.

    Raises:
        NotMerged: two of them are too much at once, or a question failed.
        Spent: the budget is used up.
        Unanswered: it was cancelled.
    """
    asked = said("user", prompts.merging(question))
    rest = list(answers)
    while True:
        groups = _groups(rest, window)
        made: list[str] = []
        for number, group in enumerate(groups, start=1):
            if len(group) == 1:
                made += group  # the last one, alone
                continue
            name = "merging" if len(groups) == 1 else f"merging {number} of {len(groups)}"
            whole = _asked(run, name, group, asked, prompts, settings)
            if len(groups) == 1:
                return whole
            made.append(whole.text.strip())
        rest = made


def _groups(answers: Sequence[str], window: Window) -> list[list[str]]:
    """Neighbours that fit at once; all groups but the last have two members at least."""
    room = room_of(window)
    groups: list[list[str]] = [[]]
    size = 0
    for text in answers:
        cost = room.cost(text + "\n\n")
        if groups[-1] and size + cost > room.size:
            if len(groups[-1]) == 1:
                raise NotMerged("two of the answers are too much for the model at once")
            groups.append([])
            size = 0
        groups[-1].append(text)
        size += cost
    return groups


def _asked(
    run: Run,
    name: str,
    group: Sequence[str],
    asked: Message,
    prompts: FolderPrompts,
    settings: Settings,
) -> Answer:
    shown = DocumentPart("\n\n".join(group).encode(), "answers")
    messages = [
        Message("user", (TextPart(prompts.folder_answers), shown)),
        said("assistant", prompts.folder_seen),
        asked,
    ]
    try:
        return run.ask(name, messages, settings)
    except Unanswered as error:
        if error.end.reason == "cancelled":
            raise
        raise NotMerged(f"the question failed: {error}") from error
