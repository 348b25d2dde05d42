"""The readings that are measured: those that the commands and the window use, each in a run."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.bench.reading.papers import SCHEMAS, Paper
from app.chat.message import ImagePart
from app.reading.ask import Ask
from app.reading.documents.extraction import extract
from app.reading.documents.forms import load_form
from app.reading.documents.opening import open_document
from app.reading.documents.values import Extraction
from app.reading.documents.wording import DocumentPrompts
from app.reading.listing import list_checked
from app.reading.looking import find_exactly
from app.reading.prompts import Prompts
from app.reading.run import Budget, Progress, Run
from app.reading.screens import Reading, Search, listing, reading_of, search_of

BUDGET = Budget(steps=200, tokens=4_000_000, seconds=3600)  # of one screen, or one page


@dataclass(frozen=True)
class Found:
    """A search with its second look, and what the first one alone had said."""

    once: Search
    closely: Search
    questions: int


@dataclass(frozen=True)
class Read:
    """A list with its checks, and what one look at the whole picture gives."""

    once: Reading
    checked: Reading
    questions: int


@dataclass(frozen=True)
class Taken:
    """What was extracted of a document."""

    extraction: Extraction
    questions: int


@dataclass(frozen=True)
class Ways:
    """How a screen and a document are read; a test gives others."""

    find: Callable[[ImagePart, str], Found]
    list: Callable[[ImagePart], Read]
    extract: Callable[[Paper], Taken]


def ways(
    ask: Ask,
    prompts: Prompts,
    paper_prompts: DocumentPrompts,
    cancel: threading.Event | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Ways:
    """Kestrel's own readings with a model."""

    def run(name: str, pages: int = 1) -> Run:
        budget = replace(BUDGET, steps=BUDGET.steps * pages, tokens=BUDGET.tokens * pages)
        return Run(ask, name, budget=budget, cancel=cancel, tell=tell)

    def find(picture: ImagePart, words: str) -> Found:
        with run("find") as asking:
            closely = find_exactly(asking, picture, words, prompts)
            once = search_of(closely.answers[0], closely.size)
            return Found(once, closely, asking.steps)

    def listed(picture: ImagePart) -> Read:
        with run("list") as asking:
            checked = list_checked(asking, picture, prompts)
            questions = asking.steps
            if len(checked.answers) == 1:
                return Read(reading_of(checked.answers[0], checked.size), checked, questions)
            whole = asking.ask("list in one look", listing(picture, prompts))
            return Read(reading_of(whole, checked.size), checked, questions)

    def extracted(paper: Paper) -> Taken:
        form = load_form(SCHEMAS / f"{paper.schema}.json")
        with open_document(paper.file) as document, run("extract", document.count) as asking:
            return Taken(extract(asking, document, form, paper_prompts), asking.steps)

    return Ways(find, listed, extracted)
