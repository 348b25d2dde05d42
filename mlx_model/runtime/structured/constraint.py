"""What may be said next, token by token: the states that a constrained answer goes through.

A mask is (ceil(V/32),) uint32: bit i % 32 of word i // 32 says whether token i may come; None
allows all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import numpy as np
from llguidance import LLMatcher

from mlx_model.errors import RequestError

_MAX_BREAKS = 2  # line breaks between the thoughts and the answer, as the chat template has them


class Constraint(Protocol):
    """The rule of one answer, fed with every token that was sampled."""

    def mask(self) -> np.ndarray | None:
        """The tokens that may come next; None: all."""
        ...

    def accept(self, token: int) -> None:
        """Take the token that was sampled, thoughts included."""
        ...


class Free:
    """Everything is allowed."""

    def mask(self) -> np.ndarray | None:
        return None

    def accept(self, token: int) -> None:
        del token


class Guided:
    """The whole answer follows a grammar; when it is complete only stop tokens are left."""

    def __init__(self, matcher: LLMatcher, words: int, stop_ids: frozenset[int]) -> None:
        self._matcher, self._words, self._stop_ids = matcher, words, stop_ids
        self._stopped = False

    @property
    def complete(self) -> bool:
        """Nothing but a stop token can follow."""
        return self._stopped or self._matcher.is_stopped()

    def mask(self) -> np.ndarray:
        """The tokens that may come next.

        Raises:
            RequestError: the grammar exceeds the limits of the parser.
        """
        if self.complete:
            return mask_of(self._stop_ids, self._words)
        found = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint32)[: self._words]
        self._check()
        return np.concatenate([found, np.zeros(self._words - len(found), dtype=np.uint32)])

    def accept(self, token: int) -> None:
        """Take a token.

        Raises:
            RequestError: the grammar does not allow it, or exceeds the limits of the parser.
        """
        if token in self._stop_ids:
            self._stopped = True
            return
        self._matcher.consume_token(token)
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            reason = self._matcher.get_error().splitlines()[0]
            raise RequestError(f"The grammar could not be followed ({reason}): make it simpler.")


class AfterThoughts:
    """Free until the thoughts are closed; then some line breaks, and then the inner constraint.

    An answer that must have a form may not end within its thoughts.
    """

    def __init__(
        self,
        inner: Constraint,
        close: int,
        breaks: Mapping[int, int],
        words: int,
        stop_ids: frozenset[int],
    ) -> None:
        """`breaks`: tokens of nothing but line breaks -> how many."""
        self._inner, self._close, self._words = inner, close, words
        self._breaks = breaks
        self._thinking, self._left = True, _MAX_BREAKS
        self._thoughts = None if inner.mask() is None else ~mask_of(stop_ids, words)

    def mask(self) -> np.ndarray | None:
        if self._thinking:
            return self._thoughts
        inner = self._inner.mask()
        fitting = [token for token, count in self._breaks.items() if count <= self._left]
        return inner if inner is None or not fitting else inner | mask_of(fitting, self._words)

    def accept(self, token: int) -> None:
        if self._thinking:
            self._thinking = token != self._close
            return
        count = self._breaks.get(token, _MAX_BREAKS + 1)
        if count <= self._left:
            self._left -= count
            return
        self._left = 0
        self._inner.accept(token)


class Finished:
    """Only stop tokens are allowed."""

    def __init__(self, stop_ids: frozenset[int], words: int) -> None:
        self._stop_ids, self._mask = stop_ids, mask_of(stop_ids, words)

    def mask(self) -> np.ndarray:
        return self._mask

    def accept(self, token: int) -> None:
        """Take a token; RequestError if it is no stop token."""
        if token not in self._stop_ids:
            raise RequestError("The answer was complete, and yet more was said: report this.")


class FromToken:
    """Free until a token; from it on a grammar; when that is complete, what is given as `after`."""

    def __init__(self, opening: int, begin: Callable[[], Guided], after: Constraint | None) -> None:
        """`after` None: free again, until the token comes again."""
        self._opening, self._begin, self._after = opening, begin, after
        self._now: Constraint | None = None

    def mask(self) -> np.ndarray | None:
        return None if self._now is None else self._now.mask()

    def accept(self, token: int) -> None:
        if self._now is None:
            self._now = self._begin() if token == self._opening else None
            return
        self._now.accept(token)
        if isinstance(self._now, Guided) and self._now.complete:
            self._now = self._after


def mask_of(tokens: Iterable[int], words: int) -> np.ndarray:
    """The mask that allows just these."""
    found = np.zeros(words, dtype=np.uint32)
    for token in tokens:
        if token < 32 * words:
            found[token // 32] |= np.uint32(1 << (token % 32))
    return found
