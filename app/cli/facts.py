"""What is told beside an answer: receipts, token counts, timings, boxes, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from app.chat.events import Answer, End, Receipt
from app.reading.folders.names import cleaned
from app.reading.geometry import PixelBox, whole_box, whole_point
from app.reading.json_text import json_text
from app.reading.reply import Unread
from app.reading.run import Run
from app.reading.verdict import Evidence, verdict_of

Json = dict[str, Any]  # Any: what json.dumps takes
SHRUNK = 0.5  # of its pixels: below this, small text is likely lost


def say(line: str) -> None:
    """One line beside the answer."""
    click.echo(visible(line), err=True)


def visible(text: str) -> str:
    """Text without what steers a terminal or turns a line around: a picture's words must not."""
    return "\n".join(cleaned(line) for line in text.split("\n"))


def print_json(facts: object) -> None:
    """One JSON value on standard output."""
    click.echo(json_text(facts))


def warn_if_shrunk(receipts: Sequence[Receipt]) -> None:
    """The model may see far fewer pixels than people do; that is never kept quiet."""
    for receipt in receipts:
        source, seen = receipt.source_size, receipt.seen_size
        if seen[0] * seen[1] < SHRUNK * source[0] * source[1]:
            say(
                f"{receipt.name}: {source[0]} x {source[1]} pixels are seen as {seen[0]} x "
                f"{seen[1]}, small text is lost; cut out the part you mean, or take a model "
                "with a larger budget"
            )


def tell_receipts(receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        say(receipt.sentence)


def tell_timings(end: End) -> None:
    usage, timings = end.usage, end.timings
    cached = f" ({usage.cached_tokens} known)" if usage.cached_tokens else ""
    say(
        f"prompt: {usage.prompt_tokens} tokens{cached} in {timings.prefill_s:.2f} s, "
        f"{timings.prefill_tps:.0f} tokens/s; first token after {timings.first_token_s:.2f} s"
    )
    say(
        f"answer: {usage.completion_tokens} tokens in {timings.decode_s:.2f} s, "
        f"{timings.decode_tps:.0f} tokens/s; ended by {end.reason}"
    )


def receipt_json(receipt: Receipt) -> Json:
    return {
        "name": receipt.name,
        "kind": receipt.kind,
        "source_size": list(receipt.source_size),
        "seen_size": list(receipt.seen_size),
        "times": list(receipt.times),
        "visual_tokens": receipt.visual_tokens,
    }


def answer_json(answer: Answer) -> Json:
    """The facts about an answer that every command gives."""
    timings = {name: round(value, 4) for name, value in asdict(answer.end.timings).items()}
    return {
        "receipts": [receipt_json(receipt) for receipt in answer.receipts],
        "usage": asdict(answer.end.usage),
        "timings": timings,
        "finish_reason": answer.end.reason,
    }


def run_json(run: Run) -> Json:
    """The facts about a reading of several steps; its log has the rest."""
    return {"questions": run.steps, "tokens": run.tokens, "log": str(run.log)}


def evidence_json(evidence: Sequence[Evidence]) -> Json:
    """What is known of something that was read."""
    told = [asdict(item) for item in evidence]
    return {"verdict": verdict_of(evidence), "evidence": told}


def unread_json(unread: Sequence[Unread]) -> list[Json]:
    return [{"text": piece.text, "reason": piece.reason} for piece in unread]


def tell_unread(unread: Sequence[Unread]) -> None:
    for piece in unread:
        say(f"unread ({piece.reason}): {shortened(piece.text)}")


def shortened(text: str, limit: int = 100) -> str:
    """One line of at most `limit` characters."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def box_json(box: PixelBox, size: tuple[int, int]) -> Json:
    """A box and its middle, in whole pixels of the picture as people see it."""
    return {"box": list(whole_box(box, size)), "point": list(whole_point(box.center, size))}
