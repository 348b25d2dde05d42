"""Where an answer in flight stands, as the transcript shows it."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Waiting:
    """Nothing of it has begun; `why` in words, such as that the model is being loaded."""

    why: str = ""


@dataclass(frozen=True)
class Prefilling:
    """So many of the prompt's tokens are seen, of which `reused` were known before."""

    done: int
    total: int
    reused: int = 0


@dataclass(frozen=True)
class Thinking:
    """It thinks."""


@dataclass(frozen=True)
class Answering:
    """Words are coming."""


@dataclass(frozen=True)
class Done:
    """Its end is in the turn's reply."""


Phase: TypeAlias = Waiting | Prefilling | Thinking | Answering | Done
