"""Whether every part that the program is made of can be loaded."""

from collections.abc import Callable, Iterable
from importlib import import_module

from app.desktop.mac.frameworks import FRAMEWORKS
from app.selftest.check import Outcome, failed, ok

# The window's own; those of the engine are loaded where it runs (probe.py). Plain imports would
# stop at the first that is missing.
WINDOW = (
    "PySide6.QtCore",
    "PySide6.QtGui",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "PySide6.QtWidgets",
    "httpx",
    "keyring",
    "markdown_it",
    "mdit_py_plugins",
    "pygments",
    "pypdfium2",
    "sqlite3",
    "ziamath",
)
ENGINE = (
    "PIL.Image",
    "av",
    "fastapi",
    "jinja2",
    "llguidance",
    "mlx.core",
    "mlx.nn",
    "numpy",
    "tokenizers",
    "uvicorn",
)


def window_parts() -> Outcome:
    return loaded(WINDOW)


def frameworks() -> Outcome:
    """Apple's, which only a Mac has."""
    return loaded(FRAMEWORKS)


def loaded(names: Iterable[str], load: Callable[[str], object] = import_module) -> Outcome:
    """Load them all; says which could not be and why."""
    names = tuple(names)
    faults: list[str] = []
    for name in names:
        try:
            load(name)
        except Exception as error:  # not ImportError alone: native parts fail as they like
            faults.append(f"{name} ({type(error).__name__}: {error})")
    return failed("cannot be loaded: " + "; ".join(faults)) if faults else ok(", ".join(names))
