"""Sizes, verdicts and progress in words."""

from PySide6.QtCore import QCoreApplication

from app.models.fit import Verdict
from app.models.progress import Progress


def size(nbytes: int) -> str:
    """As macOS counts: a thousand bytes to the kilobyte."""
    if nbytes >= 10**9:
        return f"{nbytes / 1e9:.1f} GB"
    return f"{max(nbytes / 1e6, 0.1):.0f} MB" if nbytes >= 10**6 else f"{nbytes / 1e3:.0f} KB"


def memory(nbytes: int) -> str:
    """As memory is sold: 16 GB are 16 times 2 to the 30th."""
    return f"{nbytes / 2**30:.1f} GB" if nbytes >= 2**30 else f"{nbytes / 2**20:.0f} MB"


def verdict_words(verdict: Verdict) -> tuple[str, str]:
    """The sentence, and the kind of label that says it."""
    needed = memory(verdict.needed)
    if verdict.kind == "fits":
        said = QCoreApplication.translate("Models", "Fits, {needed} with context")
        return said.format(needed=needed), "good"
    if verdict.kind == "tight":
        said = QCoreApplication.translate("Models", "Tight, {needed} with context")
        return said.format(needed=needed), "warn"
    said = QCoreApplication.translate("Models", "Won't fit: needs {needed}")
    return said.format(needed=needed), "warn"


def verdict_details(verdict: Verdict) -> str:
    """The numbers behind it."""
    return QCoreApplication.translate(
        "Models",
        "Weights {weights}, and up to {context} for a context of {tokens} tokens; "
        "{usable} can be used.",
    ).format(
        weights=memory(verdict.weights),
        context=memory(verdict.context),
        tokens=f"{verdict.tokens:,}",
        usable=memory(verdict.usable),
    )


def progress_words(progress: Progress) -> str:
    """What a download is doing."""
    of = QCoreApplication.translate("Models", "{done} of {total}").format(
        done=f"{progress.done / 1e9:.1f}" if progress.total >= 10**9 else size(progress.done),
        total=size(progress.total),
    )
    match progress.phase:
        case "asking":
            return _asking()
        case "checking":
            return QCoreApplication.translate("Models", "Checking the files…")
        case "waiting":
            said = QCoreApplication.translate("Models", "{of} · trying again")
            return said.format(of=of) if progress.total else _asking()
        case "paused":
            said = QCoreApplication.translate("Models", "{of} · paused")
            return said.format(of=of) if progress.total else _paused()
        case _:
            return of if progress.left_s is None else f"{of} · {_left(progress.left_s)}"


def context_words(tokens: int) -> str:
    """32768 as 32k."""
    return f"{tokens // 1024}k"


def _asking() -> str:
    return QCoreApplication.translate("Models", "Asking the host…")


def _paused() -> str:
    return QCoreApplication.translate("Models", "Paused")


def _left(seconds: float) -> str:
    if seconds < 90:
        said = QCoreApplication.translate("Models", "{count} s left")
        return said.format(count=max(round(seconds), 1))
    if seconds < 5400:
        said = QCoreApplication.translate("Models", "{count} min left")
        return said.format(count=round(seconds / 60))
    said = QCoreApplication.translate("Models", "{count} h left")
    return said.format(count=round(seconds / 3600))
