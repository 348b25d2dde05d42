"""`kestrel bench` and `kestrel bench serve` as they are typed; nothing is measured."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.bench import run as bench_run
from app.bench.report import Report
from app.bench.serving import run as serving_run
from app.bench.serving.results import Results
from app.bench.serving.table import BEGIN
from app.cli.bench import bench


def test_bench_measures_as_before(monkeypatch: pytest.MonkeyPatch):
    asked: dict[str, object] = {}

    def measured(**options: object) -> Report:
        asked.update(options)
        return Report("random", ("kestrel",), (), 4)

    monkeypatch.setattr(bench_run, "run_bench", measured)
    ended = CliRunner().invoke(bench, ["--length", "20", "--decode", "4"], catch_exceptions=False)
    assert ended.exit_code == 0 and "random; 4 tokens decoded" in ended.output
    assert asked["lengths"] == (20,) and asked["decode"] == 4


def test_serve_measures_and_writes_its_own_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    asked: list[serving_run.Plan] = []

    def measured(plan: serving_run.Plan, tell: object) -> Results:
        asked.append(plan)
        return Results()

    monkeypatch.setattr(serving_run, "run_serving", measured)
    options = ["serve", "--model", "kestrel-nano", "--row", "crowd", "--turns", "4", "--no-peers"]
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "docs" / "performance.md"
    page.parent.mkdir()
    page.write_text("# Speed\n\n<!-- kestrel bench -->\nkept\n<!-- /kestrel bench -->\n")
    ended = CliRunner().invoke(bench, [*options, "--write"], catch_exceptions=False)
    assert ended.exit_code == 0 and "4 turns" in ended.output
    assert "kept" in page.read_text() and page.read_text().count(BEGIN) == 1
    (plan,) = asked
    assert plan.rows == ("crowd",) and [s.name for s in plan.servers] == ["kestrel"]
