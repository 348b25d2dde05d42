"""What is kept of a conversation and what is found again."""

from dataclasses import dataclass

import mlx.core as mx


@dataclass(frozen=True)
class Point:
    """A place to which a conversation can come back."""

    length: int  # tokens seen
    states: tuple[mx.array, ...]  # evaluated: recurrent and convolution states, last hidden state


@dataclass(frozen=True)
class Found:
    """A point and all that stands before it."""

    length: int  # tokens seen
    states: tuple[mx.array, ...]
    tokens: tuple[mx.array, ...]  # keys and values: along axis 2, `length` entries each
    on_disk: bool  # it was read from disk just now
