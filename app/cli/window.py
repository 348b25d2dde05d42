"""kestrel window: the program with its window."""

import gc
import os
import sys
from pathlib import Path

import click

from app.cli.refusal import REFUSED, one_line
from app.places import RESOURCES, home


@click.command(short_help="Open the window.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Show the quick panel instead, for a key of your own.")
def window(files: tuple[Path, ...], quick: bool) -> None:
    """Open the window, with FILES attached to a new question.

    Conversations, models and settings lie in one folder; KESTREL_HOME names another.
    """
    sys.exit(open_window(tuple(str(path.absolute()) for path in files), quick))


def open_window(files: tuple[str, ...], quick: bool) -> int:
    """Run the program until it is quit; the exit code."""
    if sys.platform == "linux" and not _has_display():
        click.echo(one_line("there is no display to open a window on; set DISPLAY"), err=True)
        return REFUSED
    from PySide6.QtGui import QIcon  # the command line does without Qt

    from app.ui.application import Application
    from app.ui.opening import opened
    from app.ui.single import Knock, handed_over

    application = Application(sys.argv[:1])
    application.setApplicationName("Kestrel")
    application.setWindowIcon(QIcon(str(RESOURCES / "icons" / "kestrel.svg")))
    knock = Knock(files, quick)
    if handed_over(home(), knock):
        return 0
    program = opened(application, home())
    if isinstance(program, str):
        click.echo(one_line(program), err=True)
        return REFUSED
    program.start(knock)
    # What was made so far stays: looking through it again and again costs long chats dear.
    gc.freeze()
    application.aboutToQuit.connect(program.close)
    return application.exec()


def _has_display() -> bool:
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or chosen not in ("", "xcb")
    )
