"""A document by a user's schema: each page is asked, each value checked, all pages put together."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.chat.message import said
from app.chat.settings import EXACT
from app.reading.documents.arithmetic import recomputed
from app.reading.documents.checking import checked
from app.reading.documents.claims import Claim, claims_of, form_value
from app.reading.documents.forms import Form, question_schema, skeleton
from app.reading.documents.merging import merged
from app.reading.documents.opening import Document
from app.reading.documents.repeats import without_repeats
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Extraction, Field, Sheet, Size
from app.reading.documents.wording import DocumentPrompts
from app.reading.run import Run, Spent

LONG = replace(EXACT, max_tokens=8192)  # a page of lines, each value with its words and box


@dataclass(frozen=True)
class PageClaims:
    """What one page says of the fields, checked."""

    number: int
    size: Size
    claims: tuple[Claim, ...]
    problems: tuple[str, ...]
    whole: bool = True  # False: the answer was cut off


def extract(
    run: Run,
    document: Document,
    form: Form,
    prompts: DocumentPrompts,
    pages: Sequence[int] = (),
    tell: Callable[[int, int], None] = lambda done, total: None,
    heard: Callable[[Sequence[PageClaims]], None] = lambda read: None,
) -> Extraction:
    """The fields of a document, of all its pages or of some.

    `heard` is given all pages that are read, with each that is. A page that is damaged or beyond
    the budget is left out and named among the problems.

    Raises:
        DocumentUnreadable: not one of the pages can be read.
        Spent: the budget was used up before the first page.
        Unanswered: a request failed or was cancelled.
    """
    numbers = tuple(pages) or tuple(range(1, document.count + 1))
    read: list[PageClaims] = []
    lost: list[str] = []
    for done, number in enumerate(numbers):
        run.check_cancelled()
        tell(done, len(numbers))
        try:
            read.append(extract_page(run, document.sheet(number), form, prompts))
            heard(read)
        except (DocumentUnreadable, Spent) as error:
            if not read and number == numbers[-1]:
                raise
            lost.append(f"page {number} was not read: {error}")
            run.note("left out", page=number, reason=str(error))
    tell(len(numbers), len(numbers))
    return together(run, document.name, form, read, lost)


def extract_page(run: Run, sheet: Sheet, form: Form, prompts: DocumentPrompts) -> PageClaims:
    """The fields of one page.

    Raises:
        Spent: the budget is used up.
        Unanswered: the request failed or was cancelled.
    """
    question = prompts.extracting(json.dumps(skeleton(form.root), ensure_ascii=False))
    asked = [said("user", question, sheet.part)]
    what = f"the fields of page {sheet.number}"
    whole = run.ask(what, asked, LONG, question_schema(form.root))
    told = claims_of(whole.text, form, sheet.number, sheet.size)
    once, twice = without_repeats(told.claims)
    claims, unseen = checked(run, sheet, once, prompts)
    problems = (*told.problems, *twice, *unseen)
    return PageClaims(sheet.number, sheet.size, claims, problems, told.whole)


def together(
    run: Run, source: str, form: Form, read: Sequence[PageClaims], lost: Sequence[str] = ()
) -> Extraction:
    """The pages as one document, with its sums recomputed."""
    fields, disputed = merged([page.claims for page in read])
    fields, wrong = recomputed(fields, form.checks)
    for field in fields:
        told = [f"{item.witness}: {item.verdict} {item.words}" for item in field.evidence]
        run.note("field", path=field.name, value=field.value, verdict=field.verdict, evidence=told)
    told = [problem for page in read for problem in page.problems]
    value = form_value(form.root, fields)
    assert isinstance(value, dict), "a form is an object"
    problems = (*lost, *told, *disputed, *map(_aside, _set_aside(fields)), *wrong)
    sizes = {page.number: page.size for page in read}
    entire = not lost and all(page.whole for page in read)
    return Extraction(source, form.name, fields, value, problems, sizes, entire)


def _set_aside(fields: Sequence[Field]) -> list[Field]:
    """Values that a witness contradicts; those that pages dispute are told already."""
    aside = [field for field in fields if field.value is not None and not field.stands]
    return [f for f in aside if all(e.witness != "another page" for e in f.evidence)]


def _aside(field: Field) -> str:
    reasons = [e for e in field.evidence if e.verdict == "contradicted"]
    told = "; ".join(f"{reason.witness}: {reason.words}" for reason in reasons)
    return f"{field.name}: {field.value!r} on page {field.page} is set aside ({told})"
