"""What came of one question, as values that a file keeps: a line of JSON each."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, TextIO, TypeAlias

from app.reading.verdict import Verdict

# "format": nothing in the answer could be read as a place, nor as there being none.
Mark: TypeAlias = Literal["right", "wrong", "format"]


class ResultsUnfit(Exception):
    """A file of outcomes belongs to something else, or is damaged."""


@dataclass(frozen=True)
class Looked:
    """Of one thing that was looked for, once and then closely."""

    source: str
    screen: str
    words: str
    kind: str
    absent: bool  # it is not on the screen
    once: Mark
    closely: Mark
    claim: Literal["place", "absence", "none"]  # what was said in the end
    verdict: Verdict  # on that claim
    questions: int
    seconds: float


@dataclass(frozen=True)
class Told:
    """Of one screen that was listed, in one look and then with all checks."""

    source: str
    screen: str
    there: int
    once_said: int
    once_hits: int
    said: int
    hits: int
    roles: int  # of the hits, those with the true role
    states: int  # and those with the true state
    confirmed: tuple[int, int]  # true ones, all
    unconfirmed: tuple[int, int]
    contradicted: tuple[int, int]
    cut: bool  # an answer was cut off by its length
    questions: int
    seconds: float


@dataclass(frozen=True)
class Extracted:
    """Of one document whose values were extracted. `said` are those that no witness set aside."""

    source: str
    screen: str
    there: int
    said: int
    right: int
    invented: int  # said where there is none
    confirmed: tuple[int, int]  # true ones, all; those that were set aside among them
    unconfirmed: tuple[int, int]
    contradicted: tuple[int, int]
    cut: bool
    questions: int
    seconds: float


@dataclass(frozen=True)
class Failed:
    """Of a question that came to nothing: why, in words."""

    source: str
    screen: str
    words: str  # "" where all of it was asked for
    reason: str


Outcome: TypeAlias = Looked | Told | Extracted | Failed
_KINDS: dict[str, type[Looked] | type[Told] | type[Extracted] | type[Failed]] = {
    kind.__name__: kind for kind in (Looked, Told, Extracted, Failed)
}
Key: TypeAlias = tuple[str, str, str]


def key_of(outcome: Outcome) -> Key:
    """What was asked: source, screen or document, words; no words where all was asked for."""
    words = "" if isinstance(outcome, Told | Extracted) else outcome.words
    return outcome.source, outcome.screen, words


class Kept:
    """Outcomes in a file, so that a run that was stopped goes on where it was. A context manager.

    The first line says what was measured with what; a file of something else is refused.
    """

    def __init__(self, path: Path | None, facts: dict[str, Any]) -> None:  # Any: JSON values
        self.outcomes: list[Outcome] = []
        self._file: TextIO | None = None
        if path is None:
            return
        try:
            if path.exists() and path.stat().st_size:
                self.outcomes = _read(path, facts)
                self._file = path.open("a", encoding="utf-8")
            else:
                self._file = path.open("w", encoding="utf-8")
                self._write(facts)
        except OSError as error:
            raise ResultsUnfit(
                f"{path} cannot be used ({error.strerror}); name another file"
            ) from error

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self._write({"outcome": type(outcome).__name__} | asdict(outcome))

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()


def _read(path: Path, facts: dict[str, Any]) -> list[Outcome]:
    """The outcomes of a file; a last line that was cut off when the run was killed is mended."""
    whole, _, rest = path.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    try:
        first, *others = [json.loads(line) for line in whole.splitlines()]
    except ValueError as error:
        raise ResultsUnfit(f"{path} holds no results; name another file") from error
    if first != facts:
        raise ResultsUnfit(f"{path} holds results of another checkpoint or data; name another file")
    outcomes = [_outcome(line, path) for line in others]
    if rest:
        path.write_text(whole + "\n", encoding="utf-8")
    return [outcome for outcome in outcomes if not isinstance(outcome, Failed)]  # is asked again


def _outcome(line: object, path: Path) -> Outcome:
    kind = _KINDS.get(str(line.pop("outcome", ""))) if isinstance(line, dict) else None
    if not isinstance(line, dict) or not kind or set(line) != {one.name for one in fields(kind)}:
        raise ResultsUnfit(f"{path} holds results of another version; name another file")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in line.items()
    }
    return kind(**values)
