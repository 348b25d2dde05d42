"""A point as it lies on disk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """One file: the states at `end` and the keys and values of the tokens from `start` to there.

    What stands before `start` lies in the record of the point that ends there, its parent. A
    stretch of the tree may be shorter than a record's: branches made later cut the tree's only.
    """

    name: str  # of the file, without its suffix
    start: int
    end: int
