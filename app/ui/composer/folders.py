"""A dropped folder as one text, and in words what of it does not stand there and why."""

import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.chat.message import DocumentPart
from app.reading.folders.ignoring import BadPattern
from app.reading.folders.pack import Pack, pack_folder
from app.reading.folders.walking import NoFolder, Skipped, Why
from app.reading.folders.window import NoRoom, Window
from app.ui.composer.intake import Intake, Note

BYTES_PER_TOKEN = 2.5  # code between line numbers has about 3
NAMED = 12  # of those left out, by name; the others are counted
FIRST: tuple[Why, ...] = ("secret", "no room", "too large", "unreadable", "link", "binary")
translate = QCoreApplication.translate


class _Stopped(Exception):
    """It was taken away meanwhile."""


def packed(folder: Path, stop: threading.Event, context: int = 0) -> Intake:
    """The folder as one part with a note. Takes seconds on a large one; `stop` ends it.

    What does not fit into `context` tokens is left out; 0: it is not known.
    """

    def check() -> None:
        if stop.is_set():
            raise _Stopped

    try:
        pack = pack_folder(folder, _window(context) if context else None, check=check)
    except _Stopped:
        return Intake()
    except (NoFolder, BadPattern, NoRoom) as error:
        words = str(error)
        return Intake(refused=((folder.name, f"{words[:1].upper()}{words[1:]}."),))
    if not pack.plan.files:
        nothing = translate("Folders", "There is no text in it that may be read.")
        reason = "\n".join((nothing, *_left_out(pack.skipped)))
        return Intake(refused=((pack.name, reason),))
    part = DocumentPart(pack.text.encode(), pack.name)
    return Intake((part,), notes=((part, note_of(pack)),))


def _window(context: int) -> Window:
    """Tokens are guessed from bytes, rather too many: the engine counts what is sent."""
    return Window(context, lambda text: int(len(text.encode()) / BYTES_PER_TOKEN), lambda _: 0, 0)


def note_of(pack: Pack) -> Note:
    """How many files are in it, how many are not, and first of all the secrets."""
    inside = pack.plan.files - pack.plan.left_out
    pieces = [_counted(inside)]
    why = Counter(skipped.why for skipped in pack.skipped)
    secrets = why["secret"]
    others = sum(why.values()) - secrets
    words = ""
    if secrets and others:
        words = translate("Folders", "{secrets} with secrets and {others} more left out")
    elif secrets:
        words = translate("Folders", "{secrets} with secrets left out")
    elif others:
        words = translate("Folders", "{others} left out")
    if words:
        pieces.append(words.format(secrets=f"{secrets:,}", others=f"{others:,}"))
    return Note(" · ".join(pieces), "\n".join(_left_out(pack.skipped)))


def _counted(count: int) -> str:
    if count == 1:
        return translate("Folders", "1 file")
    return translate("Folders", "{count} files").format(count=f"{count:,}")


def _left_out(skipped: Sequence[Skipped]) -> list[str]:
    """The gravest first, each with its reason."""
    if not skipped:
        return []
    order = {why: place for place, why in enumerate(FIRST)}
    ranked = sorted(skipped, key=lambda item: order.get(item.why, len(FIRST)))
    lines = [translate("Folders", "Left out:")]
    lines += [f"{item.path}: {item.words}" for item in ranked[:NAMED]]
    if len(ranked) > NAMED:
        more = translate("Folders", "and {count} more")
        lines.append(more.format(count=f"{len(ranked) - NAMED:,}"))
    return lines
