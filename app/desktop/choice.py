"""Which desktop this is."""

from app.desktop.face import Desktop
from app.desktop.plain import PlainDesktop


def open_desktop() -> Desktop:
    """On a Mac the plain one as well, until macos.py is there."""
    return PlainDesktop()
