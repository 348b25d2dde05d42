"""Apple's frameworks, loaded when they are first needed: nowhere but on a Mac are they there.

Every name that the files of this folder take from a framework, and every selector that they call,
is compared with what Apple's headers declare (tests/app/desktop/mac/test_names.py), since none of
it can be run where Kestrel is developed. Two conventions let a test read them: a framework is bound
to a name by `NAME = load("NAME")`, and a selector is called in pyobjc's spelling, an underscore for
each colon.
"""

from importlib import import_module
from typing import Any

FRAMEWORKS = (
    "AppKit",
    "ApplicationServices",
    "Foundation",
    "Quartz",
    "ScreenCaptureKit",
    "ServiceManagement",
    "UserNotifications",
    "objc",
)


def load(name: str) -> Any:  # noqa: ANN401  # pyobjc has no types
    """One of `FRAMEWORKS`.

    Raises:
        ImportError: this is no Mac, or the program was built without it.
    """
    assert name in FRAMEWORKS, f"{name} is missing in FRAMEWORKS"
    return import_module(name)
