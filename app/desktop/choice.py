"""Which desktop this is."""

import sys
from pathlib import Path

from app.desktop.face import Desktop
from app.desktop.plain import PlainDesktop


def open_desktop(resources: Path) -> Desktop:
    """`resources` holds the pictures that a desktop shows of the program."""
    if sys.platform == "darwin":
        from app.desktop.macos import MacDesktop  # which needs nothing of a Mac to be imported

        return MacDesktop(resources)
    return PlainDesktop()
