"""One line of the parity table, and how it is measured.

The figure is max|a - b| / max|b| over a whole tensor: relative to the size of what is compared,
so that a logit near zero does not decide. The mean is taken over the same differences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

FP32 = 1e-5  # two fp32 implementations that sum in different orders
QUANTIZED = 1e-4
EXACT = 0.0


@dataclass(frozen=True)
class Row:
    """What was compared with what, how far apart they were, and how far they may be."""

    what: str
    compared_with: str
    largest: float  # relative
    mean: float  # relative
    bound: float

    @property
    def ok(self) -> bool:
        """NaN is not within any bound."""
        return self.largest <= self.bound

    def markdown(self) -> str:
        """The line of the table."""
        bound = "equal" if self.bound == EXACT else f"{self.bound:.0e}"
        figures = f"{self.largest:.1e} | {self.mean:.1e} | {bound}"
        return f"| {self.what} | {self.compared_with} | {figures} | {'yes' if self.ok else 'NO'} |"


def compare(what: str, compared_with: str, ours: ArrayLike, theirs: ArrayLike, bound: float) -> Row:
    """Measure two arrays of equal shape."""
    a, b = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    assert a.shape == b.shape, f"{what}: shapes {a.shape} and {b.shape} differ"
    with np.errstate(invalid="ignore"):  # infinities give NaN, which no bound admits
        difference = np.abs(a - b)
    size = np.abs(b).max() or 1.0
    return Row(what, compared_with, difference.max() / size, difference.mean() / size, bound)


def exact(what: str, compared_with: str, ours: object, theirs: object) -> Row:
    """Values that must be equal: 0 apart if they are, 1 if not."""
    apart = 0.0 if ours == theirs else 1.0
    return Row(what, compared_with, apart, apart, EXACT)


def worst(what: str, rows: Iterable[Row]) -> Row:
    """Many comparisons of one kind as the worst of them."""
    found = list(rows)
    last = max(found, key=lambda row: (np.isnan(row.largest), row.largest))
    mean = float(np.mean([row.mean for row in found]))
    return Row(f"{what} ({len(found)})", last.compared_with, last.largest, mean, last.bound)


def markdown(rows: Sequence[Row]) -> str:
    """The table."""
    head = "| what | compared with | max relative error | mean | bound | ok |"
    return "\n".join([head, "|---|---|---|---|---|---|", *(row.markdown() for row in rows)])
