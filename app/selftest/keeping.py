"""Whether conversations can be kept: written, closed, opened again and found."""

import os
import tempfile
from pathlib import Path

from app.chat.message import TextPart
from app.chat.store import Store
from app.selftest.check import Outcome, failed, ok

WORDS = "A falcon hovers, looks closely, and acts only when sure."


def kept() -> Outcome:
    """In a folder of its own: the user's conversations are not touched."""
    with tempfile.TemporaryDirectory(prefix="kestrel-") as folder:
        store = Store.open(Path(folder) / "chats")
        chat = store.new_chat("Self-test").id
        store.add(chat, None, "user", (TextPart(WORDS),))
        store.close()
        again = Store.open(Path(folder) / "chats")
        try:
            words = [shown.turn.text for shown in again.path(chat)]
            hits = again.search("falcon")
        finally:
            again.close()
    if words != [WORDS] or len(hits) != 1:
        return failed(f"a message came back as {words!r}, found {len(hits)} times")
    return ok("a message was written, read again and found")


def writable(home: Path) -> Outcome:
    """Whether the user's own folder can be written; nothing is made where it is not there yet."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return failed(f"{there} cannot be written; check its permissions")
    return ok(str(home))
