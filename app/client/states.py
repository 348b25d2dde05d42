"""How the engine is, as the window shows it."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Stopped:
    """Not running, by wish or because nobody asked for a while; asking starts it."""


@dataclass(frozen=True)
class Starting:
    """The process runs and does not answer yet."""


@dataclass(frozen=True)
class Loading:
    """It answers, its checkpoint is on the way."""


@dataclass(frozen=True)
class Ready:
    """It takes requests."""

    model: str = ""


@dataclass(frozen=True)
class Restarting:
    """It died, and is started again `after` seconds."""

    after: float
    reason: str


@dataclass(frozen=True)
class Failed:
    """It cannot run; nothing is tried until `start` is called."""

    reason: str


State: TypeAlias = Stopped | Starting | Loading | Ready | Restarting | Failed
EngineIsUp = Starting | Loading | Ready
