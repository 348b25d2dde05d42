"""From sampled tokens to what is shown: thoughts, text, calls, and where a stop string ends it.

The family writes thoughts between the tokens <think> and </think>. With thinking on, the prompt
already ends inside the block, so the reply has no opening mark (its chat template). The marks and
the line breaks behind them belong to the form and are not text.
"""

from collections.abc import Sequence
from typing import TypeAlias

from mlx_model.fields import Json
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.events import Call, Text, Thinking
from mlx_model.runtime.structured.calls import CallReader

OPEN, CLOSE = "<think>", "</think>"

Piece: TypeAlias = Thinking | Text | Call


class Reply:
    """The reply so far. `stopped` tells that a stop string was met: ask for nothing more."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        *,
        thinking: bool,
        stop: Sequence[str] = (),
        tools: Sequence[Json] = (),
    ) -> None:
        self._open, self._close = tokenizer.token_id(OPEN), tokenizer.token_id(CLOSE)
        self._stream = tokenizer.stream()
        self._thinking = thinking
        self._empty = True  # no token yet but marks
        self._after_mark = thinking  # only line breaks came since a mark
        self._watch = StopWatch(stop)
        self._calls = CallReader(tools) if tools else None

    @property
    def thinking(self) -> bool:
        """Whether what comes next is thought."""
        return self._thinking

    @property
    def stopped(self) -> bool:
        return self._watch.met

    def push(self, token: int) -> list[Piece]:
        """Take a token that is no stop token; give what can be shown for sure."""
        if token == self._close and self._thinking:
            return self._cross(token, thinking=False)
        if token == self._open and self._empty and not self._thinking:
            return self._cross(token, thinking=True)
        self._empty = False
        return self._events(self._stream.push(token), token)

    def flush(self, *, cut: bool = False) -> list[Piece]:
        """What was held back, at the end; `cut`: the reply was not finished by itself."""
        events = self._events(self._stream.flush(), None)
        events += self._answer(self._watch.flush(), None)
        if self._calls:
            events += [_piece(piece, None) for piece in self._calls.flush(cut=cut)]
        return events

    def _cross(self, token: int, *, thinking: bool) -> list[Piece]:
        events = self._events(self._stream.flush(), token)
        self._thinking, self._after_mark = thinking, True
        return events

    def _events(self, text: str, token: int | None) -> list[Piece]:
        if self._after_mark:
            text = text.lstrip("\n")
            self._after_mark = not text
        if not self._thinking:
            return self._answer(self._watch.push(text), token)
        return [Thinking(text, token)] if text else []

    def _answer(self, text: str, token: int | None) -> list[Piece]:
        if not text:
            return []
        pieces = self._calls.push(text) if self._calls else [text]
        return [_piece(piece, token) for piece in pieces]


def _piece(piece: str | Call, token: int | None) -> Piece:
    return Text(piece, token) if isinstance(piece, str) else piece


class StopWatch:
    """Lets text pass until one of some strings is met; holds back what may become one."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings = tuple(strings)
        self._held = ""
        self.met = False

    def push(self, text: str) -> str:
        """The text that can be shown for sure."""
        if self.met:
            return ""
        text = self._held + text
        found = [place for s in self._strings if (place := text.find(s)) >= 0]
        if found:
            self.met, self._held = True, ""
            return text[: min(found)]
        keep = max((_overlap(text, s) for s in self._strings), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        """What was held back and became no stop string."""
        rest, self._held = self._held, ""
        return rest


def _overlap(text: str, string: str) -> int:
    """Length of the longest end of `text` that is a proper beginning of `string`."""
    longest = min(len(text), len(string) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(string[:n])), 0)
