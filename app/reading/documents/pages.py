"""A page block by block: headings, paragraphs, lists, tables, pictures, each with its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from app.chat.events import Answer
from app.chat.message import said
from app.reading.documents.extraction import LONG
from app.reading.documents.html_reply import html_blocks, looks_like_html
from app.reading.documents.layer import Layer
from app.reading.documents.markdown_reply import markdown_blocks
from app.reading.documents.table_sums import table_sums
from app.reading.documents.values import Block, PageReading, Sheet
from app.reading.documents.wording import DocumentPrompts
from app.reading.reply import Unread
from app.reading.run import Run

Asked: TypeAlias = Literal["html", "markdown"]
CIRCLES = 4  # times the same block in a row: the model ran in circles


def read_page(run: Run, sheet: Sheet, prompts: DocumentPrompts, asked: Asked) -> PageReading:
    """The blocks of a page, asked for in one of the family's two forms.

    Raises:
        Spent: the budget is used up.
        Unanswered: the request failed or was cancelled.
    """
    question = prompts.document_html if asked == "html" else prompts.document_markdown
    what = f"page {sheet.number} as {asked}"
    reading = page_of(run.ask(what, [said("user", question, sheet.part)], LONG), sheet)
    for block in reading.blocks:
        told = [f"{item.witness}: {item.verdict} {item.words}" for item in block.evidence]
        run.note("block", of=block.kind, text=block.text[:80], verdict=block.verdict, evidence=told)
    return reading


def page_of(whole: Answer, sheet: Sheet) -> PageReading:
    """What the whole answer says of a page, heard against its text layer and its own sums.

    A model may answer in the other form than it was asked for.
    """
    parse = html_blocks if looks_like_html(whole.text) else markdown_blocks
    blocks, unread = parse(whole.text, sheet.size)
    once, circles = _once(blocks)
    layer = Layer(sheet)
    heard = tuple(_heard(block, layer) for block in once)
    ended = whole.end.reason == "stop" and not circles
    return PageReading(sheet.number, sheet.size, heard, (*unread, *circles), ended)


def _heard(block: Block, layer: Layer) -> Block:
    """The block with what its witnesses say."""
    words = block.text + " " + " ".join(cell for row in block.rows for cell in row)
    said_ = layer.heard(_unnumbered(words, block), block.box) if block.kind != "image" else None
    evidence = [said_] if said_ else []
    attested = any(item.verdict == "confirmed" for item in evidence)
    evidence += table_sums(block.rows, attested=attested)
    return replace(block, evidence=(*block.evidence, *evidence))


def _unnumbered(words: str, block: Block) -> str:
    """The words without the numbers of a list, which a page may draw in another way."""
    if block.kind != "list":
        return words
    lines = (line.split(" ", 1) for line in block.text.split("\n"))
    numbered = ((first, rest) for first, *rest in lines)
    return " ".join(
        " ".join(rest) if first.rstrip(".)").isdecimal() else " ".join([first, *rest])
        for first, rest in numbered
    )


def _once(blocks: Sequence[Block]) -> tuple[list[Block], list[Unread]]:
    """The blocks without circles: of a block told many times in a row, the first."""
    once: list[Block] = []
    circles: list[Unread] = []
    for run in _runs(blocks):
        again = len(run) >= CIRCLES
        once += run[:1] if again else run
        if again:
            circles.append(Unread(run[0].text or run[0].kind, f"told {len(run)} times in a row"))
    return once, circles


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that say the same, one after the other."""
    run: list[Block] = []
    for block in blocks:
        if run and (block.kind, block.text, block.rows) != (run[0].kind, run[0].text, run[0].rows):
            yield run
            run = []
        run.append(block)
    if run:
        yield run
