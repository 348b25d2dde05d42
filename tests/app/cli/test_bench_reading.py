"""kestrel bench reading, on the committed sample: tables, JSON, resuming, Ctrl-C, bad material."""

import json
import shutil
from pathlib import Path

import pytest

from tests.fixtures.knowing_ask import SCREENS, KnowingAsk

BENCH = ("bench", "reading", "--data", SCREENS)


def test_the_tables(kestrel):
    outcome = kestrel(*BENCH, ask=KnowingAsk())
    assert outcome.code == 0 and outcome.err == ""
    rows = [line for line in outcome.out.splitlines() if line.startswith("| qt 1x light |")]
    assert len(rows) == 3 and "100 %" in rows[0] and "1.00 (1.00–1.00)" in rows[1]
    assert (
        "| all |" in outcome.out
        and "kestrel-nano; screens, at most 25 of each source, 12 screens." in outcome.out
    )


def test_a_lie_shows(kestrel):
    outcome = kestrel(*BENCH, "--only", "list", "--json", ask=KnowingAsk(lies={"Print": "Zebra"}))
    told = {source["source"]: source for source in json.loads(outcome.out)["sources"]}
    assert told["qt 1x light"]["list"]["checked"]["f1"] < 1
    assert told["chromium 1x light"]["list"]["checked"]["f1"] == 1
    verdicts = told["qt 1x light"]["calibration"]
    assert verdicts["contradicted"]["element"]["right"] == 0
    assert verdicts["contradicted"]["element"]["asked"] == 1
    assert told["all"]["find"]["once"] == {"right": 0, "asked": 0, "interval": None}


def test_a_limit_is_of_each_source(kestrel):
    outcome = kestrel(*BENCH, "--limit", "1", "--only", "list", "--json", ask=KnowingAsk())
    sources = json.loads(outcome.out)["sources"]
    assert [s["list"]["screens"] for s in sources] == [1, 1, 1, 1, 4]


def test_ctrl_c_tells_what_was_measured_and_a_file_goes_on_there(kestrel, tmp_path: Path):
    kept = tmp_path / "kept.jsonl"
    stopped = KnowingAsk()
    stopped.cancel_after = 11
    outcome = kestrel(*BENCH, "--only", "find", "--results", kept, "--write", ask=stopped)
    assert outcome.code == 130 and "until then" in outcome.err and "| chromium" in outcome.out
    assert "written" not in outcome.err, "half a table is not put into the document"
    known = len(kept.read_text().splitlines())
    again = KnowingAsk()
    assert kestrel(*BENCH, "--only", "find", "--results", kept, ask=again).code == 0
    whole = KnowingAsk()
    everything = json.loads(kestrel(*BENCH, "--only", "find", "--json", ask=whole).out)
    assert known > 2 and len(again.asked) < len(whole.asked)
    resumed = kestrel(*BENCH, "--only", "find", "--results", kept, "--json", ask=KnowingAsk())
    for ours, theirs in zip(json.loads(resumed.out)["sources"], everything["sources"], strict=True):
        for source in (ours, theirs):
            source["find"].pop("median_seconds")
        assert ours == theirs


def test_results_of_something_else_are_refused(kestrel, tmp_path: Path):
    kept = tmp_path / "kept.jsonl"
    kept.write_text('{"checkpoint": "other"}\n')
    refusal = kestrel(*BENCH, "--results", kept, ask=KnowingAsk()).refusal()
    assert "another checkpoint" in refusal


def test_without_material_it_says_where_to_get_some(kestrel, tmp_path: Path):
    assert "make reading-material" in kestrel("bench", "reading").refusal()
    assert "make reading-material" in kestrel("bench", "reading", "--data", tmp_path).refusal()
    assert "no folder" in kestrel("bench", "reading", "--data", tmp_path / "none").refusal()


def test_only_what_is_there_can_be_measured(kestrel):
    refusal = kestrel(*BENCH, "--only", "extract", ask=KnowingAsk()).refusal()
    assert "holds no documents; leave out --only" in refusal
    told = kestrel("bench", "reading").refusal()
    assert "screens of your own" in told and "in Kestrel's source" in told


def test_one_bad_picture_is_told_and_the_rest_measured(kestrel, tmp_path: Path):
    folder = tmp_path / "screens"
    shutil.copytree(SCREENS, folder)
    bad = sorted((folder / "images").glob("qt_1x_light*"))[0]
    bad.write_bytes(bad.read_bytes()[:100])
    (folder / "odd.json").write_text("{\x1b[2J")
    outcome = kestrel("bench", "reading", "--data", folder, "--only", "list", ask=KnowingAsk())
    assert outcome.code == 0 and "left out: odd.json" in outcome.err
    assert f"Failed: qt 1x light, {bad.name}, list" in outcome.out and "| qt 1x light | 2 |" in (
        outcome.out
    )
    assert "\x1b" not in outcome.out + outcome.err


def test_all_that_failed_is_told_and_counts_as_nothing(kestrel, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(b"")
    entry = {"img_filename": "a.png", "instruction": "Save", "bbox": [1, 2, 30, 40]}
    (tmp_path / "a.json").write_text(json.dumps([entry, entry | {"img_filename": "b.png"}]))
    outcome = kestrel("bench", "reading", "--data", tmp_path, ask=KnowingAsk())
    assert outcome.code == 1 and "Failed: a, a.png, Save:" in outcome.out
    assert "1 left out." in outcome.out and "'b.png' is not in the folder" in outcome.err


def test_the_table_is_put_between_its_marks(
    kestrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    refusal = kestrel(*BENCH, "--write", ask=KnowingAsk()).refusal()
    assert "no folder docs" in refusal
    (tmp_path / "docs").mkdir()
    document = tmp_path / "docs" / "reading.md"
    marks = "<!-- kestrel bench reading -->\nold\n<!-- /kestrel bench reading -->"
    document.write_text(f"# Ours\n\nBy hand.\n\n{marks}\n\nAlso by hand.\n")
    assert kestrel(*BENCH, "--write", "--only", "list", ask=KnowingAsk()).code == 0
    text = document.read_text()
    assert text.startswith("# Ours\n\nBy hand.") and text.endswith("Also by hand.\n")
    assert "old" not in text and "| qt 1x light |" in text


@pytest.mark.slow
def test_the_whole_chain_with_nano(kestrel):
    outcome = kestrel(*BENCH, "--limit", "1", "--json")
    told = json.loads(outcome.out)
    assert outcome.code == 0 and "kestrel-nano" in told["notes"][0]
    everything = told["sources"][-1]
    assert everything["failed"] == 0 and everything["list"]["screens"] == 4
    assert everything["find"]["once"]["asked"] >= 4
    verdicts = everything["calibration"].values()
    elements = sum(verdict["element"]["asked"] for verdict in verdicts)
    assert elements == everything["list"]["checked"]["said"], "each has one verdict"
