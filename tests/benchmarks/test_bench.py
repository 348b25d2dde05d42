"""The bench itself, at a size that takes seconds; and the goal, where the peers are installed."""

import json
import os
from pathlib import Path

import pytest

from app.bench.checkpoint import Shape, parameter_count, random_checkpoint
from app.bench.measure import Speed, installed
from app.bench.report import BEGIN, END, Report, Row, write
from app.bench.run import run_bench
from mlx_model.errors import RequestError

SMALL = Shape(64, 96, layers=4, heads=2, kv_heads=1, delta_heads=2, head_dim=32, vocabulary=300)


def test_random_checkpoint_is_made_once_in_the_hugging_face_layout(tmp_path: Path):
    folder = random_checkpoint(SMALL, tmp_path)
    written = (folder / "model.safetensors").stat()
    assert written.st_size == pytest.approx(4 * parameter_count(SMALL), rel=0.1)
    header = (folder / "model.safetensors").read_bytes()
    length = int.from_bytes(header[:8], "little")
    tensors = json.loads(header[8 : 8 + length])
    conv = tensors["model.language_model.layers.0.linear_attn.conv1d.weight"]
    assert conv["shape"] == [3 * 2 * 32, 1, 4]
    random_checkpoint(SMALL, tmp_path)
    assert (folder / "model.safetensors").stat().st_mtime_ns == written.st_mtime_ns


def test_the_default_shape_is_about_100_million_parameters():
    assert 90e6 < parameter_count(Shape()) < 120e6


def test_measures_ourselves(tmp_path: Path):
    told: list[str] = []
    folder = random_checkpoint(SMALL, tmp_path)
    options = {"lengths": [20], "decode": 3, "repeats": 1, "peers": False}
    report = run_bench(folder=folder, tell=told.append, **options)
    assert report.failures == [] and len(told) == 1
    speed = report.speeds["kestrel", 20][0]
    assert speed.prefill > 0 and speed.decode > 0
    assert speed.peak > 4 * parameter_count(SMALL) * 0.9  # the weights are in it
    assert "prefill 20" in report.markdown()


def test_senseless_numbers_are_refused():
    with pytest.raises(RequestError):
        run_bench(lengths=[0])
    with pytest.raises(RequestError):
        run_bench(decode=1)


def test_ratio_is_of_the_better_peer_and_memory_counts_downwards():
    runs = {"kestrel": [90.0, 100.0], "mlx-lm": [20.0], "mlx-vlm": [50.0, 40.0]}
    assert Row("prefill", runs).ratio == 2.0
    assert Row("peak", runs, more_is_better=False).ratio == pytest.approx(20 / 90)
    assert Row("alone", {"kestrel": [1.0]}).ratio is None


def test_table_says_what_is_missing_and_what_failed(tmp_path: Path):
    report = Report("random", ("kestrel", "mlx-lm"), ("mlx-vlm",), decode=8)
    report.speeds["kestrel", 512] = [Speed(1234.5, 20.25, 600_000_000)]
    report.failures.append("mlx-lm at 512: failed (no memory).")
    text = report.markdown()
    assert "| prefill 512, tok/s | 1234 (1234) | – |" in text
    assert "mlx-vlm is not installed" in text and "no memory" in text
    page = tmp_path / "docs" / "performance.md"
    write(report, page)
    page.write_text("before\n" + page.read_text() + "after\n")
    write(report, page)
    written = page.read_text()
    assert written.startswith("before") and written.endswith("after\n")
    assert written.count(BEGIN) == written.count(END) == written.count("prefill 512") == 1


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.skipif("KESTREL_BENCH" not in os.environ, reason="wants an idle machine: set it")
def test_prefill_is_faster_than_the_better_peer():
    """The goal on a CPU, with room for noise; docs/performance.md holds the whole table."""
    assert installed("mlx-lm") and installed("mlx-vlm")
    report = run_bench(lengths=[512], decode=8, repeats=1)
    prefill, decode, memory = (row.ratio or 0 for row in report.rows())
    assert prefill > 1.2 and decode > 0.8 and memory > 0.9
