"""What an attachment costs, in words: what is seen of it, its tokens, time and memory."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.chat.events import Receipt
from app.chat.message import DocumentPart, Part, VideoPart
from app.client.fetch import Measured

translate = QCoreApplication.translate
LEAST_S = 1.0  # a picture that takes less does not say so
MUCH = 0.25  # of the memory that is free: so much is said at once
GB = 10**9


@dataclass(frozen=True)
class Told:
    """What a chip says. `refused`: it cannot be sent, and the line says why."""

    line: str
    tip: str = ""
    refused: bool = False


def told(part: Part, measured: Measured, rate: float) -> Told:
    """The receipt of one attachment; `rate` are the tokens seen a second, 0 if not known yet."""
    if measured.receipts:
        receipt = measured.receipts[0]
        tokens = receipt.visual_tokens
        pieces = _seen(part, receipt)
    else:
        tokens = measured.prompt_tokens
        pieces = []
    pieces.append(_tokens(tokens, exact=bool(measured.receipts)))
    seconds = tokens / rate if rate else 0.0
    if seconds >= LEAST_S:
        pieces.append(translate("Costs", "about {time}").format(time=duration_words(seconds)))
    if measured.bytes_needed > MUCH * measured.bytes_free:
        pieces.append(memory(measured.bytes_needed))
    return Told(" · ".join(pieces), "\n".join((*_offer(part), _tip(measured))))


def clip_words(part: VideoPart, receipt: Receipt, rate: float) -> str:
    """A clip's receipt where there is room for it: with the size of its frames."""
    pieces = [*_seen(part, receipt), size(receipt.seen_size)]
    pieces.append(_tokens(receipt.visual_tokens, exact=True))
    if rate:
        seconds = duration_words(receipt.visual_tokens / rate)
        pieces.append(translate("Costs", "about {time}").format(time=seconds))
    return " · ".join(pieces)


def duration(seconds: float) -> str:
    """A place in a clip or its length: 0:42, 1:02:03."""
    whole = max(round(seconds), 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def duration_words(seconds: float) -> str:
    """How long something will take."""
    if seconds < 90:
        return translate("Costs", "{count} s").format(count=max(round(seconds), 1))
    return translate("Costs", "{count} min").format(count=round(seconds / 60))


def memory(count: int) -> str:
    """Bytes for people."""
    if count >= GB:
        return translate("Costs", "{count} GB").format(count=f"{count / GB:.1f}")
    return translate("Costs", "{count} MB").format(count=max(round(count / 10**6), 1))


def _seen(part: Part, receipt: Receipt) -> list[str]:
    if receipt.kind == "image":
        if receipt.seen_size == receipt.source_size:
            words = translate("Costs", "{size} seen at full size")
        else:
            words = translate("Costs", "{size} seen at {seen}")
        seen = size(receipt.seen_size)
        return [words.format(size=size(receipt.source_size), seen=seen)]
    count = len(receipt.times)
    frames = (
        translate("Costs", "1 frame")
        if count == 1
        else translate("Costs", "{count} frames").format(count=f"{count:,}")
    )
    return [_length(part, receipt), frames]


def _length(part: Part, receipt: Receipt) -> str:
    """Of what is shown of a clip; the last frame stands a little before its end."""
    first, last = (receipt.times[0], receipt.times[-1]) if receipt.times else (0.0, 0.0)
    if isinstance(part, VideoPart) and (part.start or part.end is not None):
        return f"{duration(part.start)}–{duration(last if part.end is None else part.end)}"
    return duration(last - first)


def size(pixels: tuple[int, int]) -> str:
    return f"{pixels[0]} × {pixels[1]}"


def _tokens(count: int, *, exact: bool) -> str:
    if exact:
        return translate("Costs", "{count} tokens").format(count=f"{count:,}")
    return translate("Costs", "about {count} tokens").format(count=f"{count:,}")


def _offer(part: Part) -> tuple[str, ...]:
    """What a click on its chip does."""
    if isinstance(part, VideoPart):
        return (translate("Costs", "Click to see and choose the frames."),)
    if isinstance(part, DocumentPart) and isinstance(part.source, bytes):
        return (translate("Costs", "Click to write it into the question instead."),)
    return ()


def _tip(measured: Measured) -> str:
    lines = [receipt.sentence for receipt in measured.receipts]
    lines.append(
        translate("Costs", "Needs {needed} of {free} free for an answer about it alone.").format(
            needed=memory(measured.bytes_needed), free=memory(measured.bytes_free)
        )
    )
    return "\n".join(lines)
