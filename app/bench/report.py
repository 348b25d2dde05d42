"""What was measured, as a table."""

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

import mlx.core as mx

from app.bench.measure import Speed

OURS = "kestrel"
BEGIN, END = "<!-- kestrel bench -->", "<!-- /kestrel bench -->"


@dataclass(frozen=True)
class Row:
    """One quantity for every engine: all its runs, and whether more is better."""

    name: str
    runs: Mapping[str, Sequence[float]]
    more_is_better: bool = True
    scale: float = 1.0

    def best(self, engine: str) -> float:
        """Of an engine's runs."""
        return max(self.runs[engine]) if self.more_is_better else min(self.runs[engine])

    @property
    def ratio(self) -> float | None:
        """How many times better Kestrel's best is than the better peer's; None without peers."""
        peers = [self.best(engine) for engine in self.runs if engine != OURS]
        if not peers or OURS not in self.runs:
            return None
        if self.more_is_better:
            return self.best(OURS) / max(peers)
        return min(peers) / self.best(OURS)


@dataclass
class Report:
    """All runs of one bench."""

    checkpoint: str
    engines: tuple[str, ...]
    missing: tuple[str, ...]  # engines that are not installed
    decode: int
    speeds: dict[tuple[str, int], list[Speed]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def lengths(self) -> list[int]:
        return sorted({length for _, length in self.speeds})

    def rows(self) -> list[Row]:
        """Prefill, decode and peak memory at each length."""
        rows: list[Row] = []
        for length in self.lengths:
            runs = {e: self.speeds[e, length] for e in self.engines if (e, length) in self.speeds}
            prefill = {engine: [speed.prefill for speed in found] for engine, found in runs.items()}
            decode = {engine: [speed.decode for speed in found] for engine, found in runs.items()}
            peak = {engine: [speed.peak for speed in found] for engine, found in runs.items()}
            rows.append(Row(f"prefill {length}, tok/s", prefill))
            rows.append(Row(f"decode after {length}, tok/s", decode))
            rows.append(Row(f"peak memory at {length}, MB", peak, False, 1e-6))
        return rows

    def markdown(self) -> str:
        """The table, best (median) of the runs, and what it was measured on."""
        heads = ["", *self.engines, "Kestrel : better peer"]
        lines = [_line(heads), _line(["---", *["---:"] * (len(heads) - 1)])]
        for row in self.rows():
            cells = [_cell(row, engine) for engine in self.engines]
            ratio = "" if row.ratio is None else f"**{row.ratio:.2f}**"
            lines.append(_line([row.name, *cells, ratio]))
        notes = [
            f"{self.checkpoint}; {self.decode} tokens decoded; best (median) of the runs, the "
            f"engines taking turns. {machine()}",
            *(f"{engine} is not installed here." for engine in self.missing),
            *self.failures,
        ]
        return "\n".join([*lines, "", *notes])


def machine() -> str:
    """What it ran on."""
    device = mx.default_device()
    name = mx.device_info(device).get("device_name") or platform.processor() or platform.machine()
    return f"MLX {version('mlx')}, {device.type.name}, {name}, {platform.system()}."


def write(report: Report, path: Path) -> None:
    """Put the table between its marks in a Markdown file."""
    put_between(report.markdown(), path, BEGIN, END)


def put_between(table: str, path: Path, begin: str, end: str) -> None:
    """Replace what stands between two marks; marks and file are made if they are not there."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Speed\n"
    if begin not in text or end not in text:
        text += f"\n{begin}\n{end}\n"
    table = f"{begin}\n{table}\n{end}"
    pattern = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(pattern.sub(lambda _: table, text), encoding="utf-8")


def _cell(row: Row, engine: str) -> str:
    if engine not in row.runs:
        return "–"
    best, middle = row.best(engine) * row.scale, median(row.runs[engine]) * row.scale
    digits = 0 if best >= 100 else 1
    return f"{best:.{digits}f} ({middle:.{digits}f})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
