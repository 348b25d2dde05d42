"""How the program is started: with files, twice, and without a trace of what was to leave none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from tests.e2e.window import Use, Used, end_of

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources/samples"


def names(used: Used) -> list[str]:
    return [getattr(part, "name", "") for part in used.program.window.composer.draft().parts]


def test_files_on_the_command_line_and_a_second_start(use: Use, tmp_path: Path):
    used = use(SAMPLES / "print.png")
    assert names(used) == ["print.png"]
    used.program.window.hide()
    second = subprocess.Popen(
        [sys.executable, "-m", "app", "window", str(SAMPLES / "menu.png")],
        cwd=ROOT,
        env={**os.environ, "KESTREL_HOME": str(used.program.home)},
        stderr=subprocess.PIPE,
    )
    used.until(lambda: second.poll() is not None)
    _, said = second.communicate()
    assert (second.returncode, said) == (0, b"")
    used.until(lambda: names(used) == ["print.png", "menu.png"])
    assert used.program.window.isVisible()


SECRETS = ("the heron at dawn", "a lantern of brass", "seven quiet stairs", "one more pear")


def traces(home: Path) -> list[str]:
    """Files that hold a secret, in the encodings that Qt and Python write."""
    found = []
    for path in home.rglob("*"):
        if path.is_file() and not path.is_socket():
            content = path.read_bytes()
            for words in SECRETS:
                if any(words.encode(code) in content for code in ("utf-8", "utf-16-le")):
                    found.append(f"{words} in {path.relative_to(home)}")
    return found


def test_a_chat_without_a_trace_leaves_none(use: Use, tmp_path: Path):
    use().ask("Some words that are kept")
    used = use()  # the former engine has ended and written what it writes
    home, window = used.program.home, used.program.window
    before = sorted((home / "snapshots").rglob("*"))
    window.menus["traceless"].trigger()
    notes = tmp_path / "notes.txt"
    notes.write_text(SECRETS[0])
    used.drop(notes)
    _paste_a_picture(used)
    assert end_of(used.ask(SECRETS[1])).reason in ("stop", "length")
    used.regenerate()
    used.type(SECRETS[2])
    used.program.desk.keep()
    assert [card.title for card in used.program.store.chats()] == ["Some words that are kept"]
    window.menus["new"].trigger()
    assert window.composer.draft().is_empty
    again = use()
    assert traces(home) == []
    assert sorted((home / "snapshots").rglob("*")) == before
    assert not list((home / "chats/attachments").rglob("*.png"))
    assert len(again.program.store.chats()) == 1


def _paste_a_picture(used: Used) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(SAMPLES / "menu.png")))
    used.program.window.menus["paste"].trigger()
    used.until(lambda: len(used.program.window.composer.draft().parts) == 2)


@pytest.mark.parametrize("first", ["traceless", "new"])
def test_a_draft_without_a_trace_is_not_carried_over(use: Use, first: str):
    """Between a new chat and a new one without a trace nothing is carried that would be kept."""
    used = use()
    window, home = used.program.window, used.program.home
    window.menus["traceless"].trigger()
    used.type(SECRETS[3])
    if first == "new":
        window.menus["new"].trigger()
        assert window.composer.draft().is_empty
        used.type("to be kept")
    use()
    assert traces(home) == []
