"""One reading of several steps: within a budget, cancellable, and each step noted in a log.

Every feature that asks more than once asks through a `Run`. What it may cost is known before it
begins, what it did can be read afterwards, one JSON object a line, and a step that went wrong stops
the chain where it broke instead of feeding the next one.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from app.chat.events import Answer, End, Event, Prefill, Text, gather
from app.chat.message import Message, TextPart, words_of
from app.chat.settings import EXACT, Settings
from app.reading.ask import Ask, Unanswered

KEPT = 200  # logs in a folder; the oldest go
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600  # a log holds what was asked, and what was read


@dataclass(frozen=True)
class Budget:
    """What a run may use: questions, tokens seen and said, seconds on the wall."""

    steps: int = 60
    tokens: int = 400_000
    seconds: float = 1800.0


class NoLog(OSError):
    """The log cannot be written. The message says where and why, and what to do."""


class Spent(Exception):
    """The budget is used up before the end. The message says what of it, and what to do."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands. `seen` and `total` are tokens of the question under way."""

    step: int
    what: str
    seen: int = 0
    total: int = 0
    text: str = ""  # of the answer under way

    @property
    def said(self) -> int:
        """Letters of the answer under way."""
        return len(self.text)


class Run:
    """Asks in turn. A context manager: it closes the log, with how the run ended as its last line.

    `tell` is called in the thread that asks. `cancel` set from elsewhere ends the question under
    way, and with it the run (`Unanswered`).
    """

    def __init__(
        self,
        ask: Ask,
        name: str,
        *,
        budget: Budget = Budget(),  # noqa: B008  # frozen
        logs: Path | None = None,
        cancel: threading.Event | None = None,
        tell: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self._ask, self._budget, self._tell = ask, budget, tell
        self._cancel = cancel
        self._started = time.monotonic()
        self.steps = 0
        self.tokens = 0
        self.log: Path | None = None
        self._file: TextIO | None = None
        if logs is not None:
            self.log, self._file = _new_log(logs, name)
        self.note("begun", name=name, budget=asdict(budget))

    def __enter__(self) -> "Run":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        outcome = "finished" if error is None else f"{type(error).__name__}: {error}"
        self.note("ended", outcome=outcome, steps=self.steps, tokens=self.tokens)
        if self._file is not None:
            self._file.close()

    def ask(
        self,
        what: str,
        messages: Sequence[Message],
        settings: Settings = EXACT,
        schema: Mapping[str, Any] | None = None,  # Any: a JSON schema
    ) -> Answer:
        """The whole answer to one step, `what` being its name for people and for the log.

        Raises:
            Spent: the budget is used up.
            Unanswered: the request failed or was cancelled.
        """
        self._check_budget(what)
        self.steps += 1
        self._tell(Progress(self.steps, what))
        whole = gather(self._heard(what, messages, settings, schema))
        usage = whole.end.usage
        self.tokens += usage.prompt_tokens + usage.completion_tokens
        self.note("step", **_step(what, messages, whole), number=self.steps)
        if whole.end.reason in ("failed", "cancelled"):
            raise Unanswered(whole.end)
        return whole

    def note(self, kind: str, **facts: object) -> None:
        """A line in the log: a verdict, a step that was left out and why, anything of the kind."""
        if self._file is None:
            return
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, **facts}
        try:
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._file.flush()  # a run that is killed leaves what it did
        except OSError as error:
            assert self.log is not None, "the file is the log's"
            raise _no_log(self.log.parent, error) from error

    def check_cancelled(self) -> None:
        """Between steps that ask nothing, such as the rendering of pages.

        Raises:
            Unanswered: the run was cancelled.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise Unanswered(End("cancelled"))

    def show(self, what: str) -> None:
        """Progress of a step that asks nothing.

        Raises:
            Unanswered: the run was cancelled.
        """
        self.check_cancelled()
        self._tell(Progress(self.steps, what))

    @property
    def left(self) -> int:
        """Questions that the budget still allows."""
        return max(self._budget.steps - self.steps, 0)

    def _check_budget(self, what: str) -> None:
        self.check_cancelled()
        spent = {
            f"{self._budget.steps} questions": self.steps >= self._budget.steps,
            f"{self._budget.tokens:,} tokens": self.tokens >= self._budget.tokens,
            f"{self._budget.seconds:.0f} s": self._elapsed() >= self._budget.seconds,
        }
        for limit, reached in spent.items():
            if reached:
                raise Spent(
                    f"stopped before {what!r}: {limit} are used up; allow more, or ask less"
                )

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _heard(
        self,
        what: str,
        messages: Sequence[Message],
        settings: Settings,
        schema: Mapping[str, Any] | None,
    ) -> list[Event]:
        events: list[Event] = []
        text = ""
        for event in self._ask(messages, settings, self._cancel, schema):
            events.append(event)
            match event:
                case Prefill(done, total):
                    self._tell(Progress(self.steps, what, done, total))
                case Text(piece):
                    text += piece
                    self._tell(Progress(self.steps, what, text=text))
                case _:
                    pass
        return events


def _step(what: str, messages: Sequence[Message], whole: Answer) -> dict[str, object]:
    shown = [part for message in messages for part in message.parts]
    return {
        "what": what,
        "asked": [{"role": m.role, "text": words_of(m.parts)} for m in messages],
        "shown": [
            f"{type(part).__name__} {part.name}" for part in shown if not isinstance(part, TextPart)
        ],
        "receipts": [asdict(receipt) for receipt in whole.receipts],
        "answer": whole.text,
        "end": asdict(whole.end),
    }


def _new_log(folder: Path, name: str) -> tuple[Path, TextIO]:
    """A file that no other run has, for its user alone; old logs go.

    Raises:
        NoLog: it cannot be made.
    """
    stamp = datetime.now().strftime("%Y-%m-%d %H.%M.%S.%f")
    path = folder / f"{stamp} {name}.jsonl"
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.jsonl"))[: -KEPT + 1]:
            old.unlink(missing_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
        # A name of a file that is no UTF-8 is written with what Python has in its place.
        return path, os.fdopen(opened, "w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise _no_log(folder, error) from error


def _no_log(folder: Path, error: OSError) -> NoLog:
    why = error.strerror or str(error)
    return NoLog(
        f"the log of this reading cannot be written to {folder} ({why}); make room for it there, "
        "or name another folder for all of Kestrel with KESTREL_HOME"
    )
