"""One look at the machine and what it showed."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

# "noted": worth knowing and no fault, such as a permission that was not asked for yet.
State: TypeAlias = Literal["ok", "noted", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What a look showed, in words that may be sent to others."""

    state: State
    said: str


@dataclass(frozen=True)
class Check:
    """`look` may take seconds; an exception of it is a failure, whatever it is."""

    name: str
    look: Callable[[], Outcome]


@dataclass(frozen=True)
class Checked:
    """A check that was made."""

    name: str
    state: State
    said: str
    seconds: float


def ok(said: str) -> Outcome:
    return Outcome("ok", said)


def noted(said: str) -> Outcome:
    return Outcome("noted", said)


def failed(said: str) -> Outcome:
    return Outcome("failed", said)


def made(checks: Iterable[Check], begins: Callable[[str], None]) -> Iterator[Checked]:
    """Make them one by one; `begins` hears the name of each before it is made."""
    for check in checks:
        begins(check.name)
        started = time.perf_counter()
        try:
            outcome = check.look()
        except Exception as error:  # a fault nobody thought of is just what this is to find
            outcome = failed(f"{type(error).__name__}: {error}")
        seconds = time.perf_counter() - started
        yield Checked(check.name, outcome.state, anonymous(outcome.said), round(seconds, 3))


def anonymous(words: str) -> str:
    """Without the user's name: a report is attached where others read it."""
    home = str(Path.home())
    return words.replace(home, "~") if len(home) > 1 else words
