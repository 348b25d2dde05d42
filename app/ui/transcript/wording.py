"""What the transcript says in words: receipts, figures, times. All of it translated."""

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.conversation import Reply
from app.chat.events import End, Receipt


def number(count: float, places: int = 0) -> str:
    """As this language writes it: 1,204 or 0.21."""
    return QLocale().toString(float(count), "f", places)


def seconds(span: float) -> str:
    """As short as it still says something: 0.21 s, 2 s, 1 min 5 s."""
    if span < 1:
        return QCoreApplication.translate("Transcript", "{s} s").format(s=number(span, 2))
    whole = round(span)
    if whole < 60:
        return QCoreApplication.translate("Transcript", "{s} s").format(s=number(whole))
    minutes, rest = divmod(whole, 60)
    pattern = QCoreApplication.translate("Transcript", "{min} min {s} s")
    return pattern.format(min=number(minutes), s=number(rest))


def clock(span: float) -> str:
    """0:42, 1:02:03."""
    minutes, rest = divmod(int(span), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def thought(reply: Reply, thinking: bool) -> str:
    if thinking and reply.thought_s < 1:
        return QCoreApplication.translate("Transcript", "Thinking…")
    if thinking:
        pattern = QCoreApplication.translate("Transcript", "Thinking for {time}")
    else:
        pattern = QCoreApplication.translate("Transcript", "Thought for {time}")
    return pattern.format(time=seconds(max(reply.thought_s, 1)))


def receipt(seen: Receipt) -> tuple[str, ...]:
    """The pieces of the line under what was shown."""
    tokens = QCoreApplication.translate("Transcript", "{count} visual tokens")
    tokens = tokens.format(count=number(seen.visual_tokens))
    if seen.kind == "video":
        one = QCoreApplication.translate("Transcript", "1 frame")
        several = QCoreApplication.translate("Transcript", "{count} frames")
        frames = one if len(seen.times) == 1 else several
        span = f"{clock(seen.times[0])}–{clock(seen.times[-1])}" if seen.times else ""
        shown = f"{seen.seen_size[0]} × {seen.seen_size[1]}"
        pieces = (span, frames.format(count=number(len(seen.times))), shown, tokens)
        return tuple(piece for piece in pieces if piece)
    return size(seen), tokens


def size(seen: Receipt) -> str:
    width, height = seen.source_size
    if seen.seen_size == seen.source_size:
        pattern = QCoreApplication.translate("Transcript", "{width} × {height} seen at full size")
        return pattern.format(width=width, height=height)
    pattern = QCoreApplication.translate(
        "Transcript", "{width} × {height} seen at {seen_width} × {seen_height}"
    )
    seen_width, seen_height = seen.seen_size
    return pattern.format(
        width=width, height=height, seen_width=seen_width, seen_height=seen_height
    )


def figures(end: End) -> str:
    """The short line under an answer: what is known of it, and nothing that is not."""
    usage, timings = end.usage, end.timings
    pieces: list[str] = []
    if usage.completion_tokens:
        text = QCoreApplication.translate("Transcript", "{count} tokens")
        pieces.append(text.format(count=number(usage.completion_tokens)))
    if timings.decode_tps:
        text = QCoreApplication.translate("Transcript", "{rate} tok/s")
        pieces.append(text.format(rate=rate(timings.decode_tps)))
    if timings.first_token_s:
        text = QCoreApplication.translate("Transcript", "first after {time}")
        pieces.append(text.format(time=seconds(timings.first_token_s)))
    if usage.cached_tokens:
        text = QCoreApplication.translate("Transcript", "{count} reused")
        pieces.append(text.format(count=number(usage.cached_tokens)))
    if timings.drafted:
        text = QCoreApplication.translate("Transcript", "{share} % of drafts")
        pieces.append(text.format(share=number(100 * timings.accepted / timings.drafted)))
    return " · ".join(pieces)


def rate(per_second: float) -> str:
    return number(per_second, 0 if per_second >= 10 else 1)


def details(reply: Reply, end: End) -> list[tuple[str, str]]:
    """Every figure of an answer with its name."""
    usage, timings = end.usage, end.timings
    per_second = QCoreApplication.translate("Transcript", "{rate} tok/s")
    rows = [
        (QCoreApplication.translate("Transcript", "Model"), reply.model),
        (QCoreApplication.translate("Transcript", "Prompt tokens"), _counted(usage.prompt_tokens)),
        (QCoreApplication.translate("Transcript", "of which reused"), number(usage.cached_tokens)),
        (QCoreApplication.translate("Transcript", "Prompt read in"), _timed(timings.prefill_s)),
        (
            QCoreApplication.translate("Transcript", "Prompt read at"),
            per_second.format(rate=rate(timings.prefill_tps)) if timings.prefill_tps else "",
        ),
        (
            QCoreApplication.translate("Transcript", "First token after"),
            _timed(timings.first_token_s),
        ),
        (
            QCoreApplication.translate("Transcript", "Tokens written"),
            _counted(usage.completion_tokens),
        ),
        (
            QCoreApplication.translate("Transcript", "of which thoughts"),
            _counted(usage.reasoning_tokens),
        ),
        (QCoreApplication.translate("Transcript", "Written in"), _timed(timings.decode_s)),
        (
            QCoreApplication.translate("Transcript", "Written at"),
            per_second.format(rate=rate(timings.decode_tps)) if timings.decode_tps else "",
        ),
        (QCoreApplication.translate("Transcript", "Drafts accepted"), _drafts(end)),
    ]
    return [(name, value) for name, value in rows if value]


def _counted(count: int) -> str:
    return number(count) if count else ""


def _timed(span: float) -> str:
    return seconds(span) if span else ""


def _drafts(end: End) -> str:
    timings = end.timings
    if not timings.drafted:
        return ""
    pattern = QCoreApplication.translate("Transcript", "{accepted} of {drafted} ({share} %)")
    return pattern.format(
        accepted=number(timings.accepted),
        drafted=number(timings.drafted),
        share=number(100 * timings.accepted / timings.drafted),
    )


def ending(end: End, has_words: bool = True) -> str:
    """Why an answer is not whole; "" where it is."""
    match end.reason:
        case "stop":
            empty = QCoreApplication.translate("Transcript", "The model ended without a word")
            return "" if has_words else empty
        case "cancelled":
            return QCoreApplication.translate("Transcript", "Stopped")
        case "length":
            return QCoreApplication.translate(
                "Transcript", "The answer reached the longest length that was asked for"
            )
        case "loop":
            return QCoreApplication.translate(
                "Transcript", "The model repeated itself without end and was stopped"
            )
        case "failed":
            return end.error or QCoreApplication.translate("Transcript", "The answer failed")
