"""The place on the desktop: how Qt draws here, and what the system lets the program do."""

from PySide6.QtGui import QGuiApplication

from app.desktop.face import KINDS, Cannot, Desktop
from app.selftest.check import Outcome, failed, noted, ok


def drawing() -> Outcome:
    screens = QGuiApplication.screens()
    if not screens:
        return failed("Qt finds no display")
    sizes = ", ".join(
        f"{screen.geometry().width()} x {screen.geometry().height()} at {screen.devicePixelRatio()}"
        for screen in screens
    )
    return ok(f"{QGuiApplication.platformName()}: {sizes}")


def permissions(desktop: Desktop) -> Outcome:
    """None has to be given for anything but what it is named after."""
    states = {kind: desktop.permission(kind) for kind in KINDS}
    told = ", ".join(f"{kind} {state}" for kind, state in states.items())
    given = all(state in ("granted", "unneeded") for state in states.values())
    return ok(told) if given else noted(told)


def windows(desktop: Desktop) -> Outcome:
    found = desktop.windows()
    if isinstance(found.lacking, Cannot):
        return noted(str(found.lacking))
    return ok(f"{len(found.listed)} windows")
