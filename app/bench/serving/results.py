"""All that was measured, by row and column, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Results:
    """Runs of one bench. A row is a kind of measurement, a column a server."""

    runs: dict[tuple[str, str], list[Mapping[str, float]]] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, row: str, column: str, found: Mapping[str, float]) -> None:
        self.runs.setdefault((row, column), []).append(found)

    def values(self, row: str, column: str, quantity: str) -> list[float]:
        """Of all runs; empty where it was not measured, or a server does not tell."""
        runs = self.runs.get((row, column), [])
        return [found[quantity] for found in runs if quantity in found]

    def middle(self, row: str, column: str, quantity: str) -> float | None:
        """The median of the runs."""
        values = self.values(row, column, quantity)
        return median(values) if values else None
