"""kestrel models: what there is, what one holds, and a smaller one that still answers."""

import json
from pathlib import Path

import pytest

from app.cli.places import bundled, checkpoint_folder
from tests.fixtures.nano import settings, token_area


def test_list_has_the_bundled_one_and_the_familys_in_the_hub_cache(
    kestrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    for name, family in (("ours", "qwen3_5"), ("other", "llama"), ("broken", None)):
        folder = tmp_path / f"models--a--{name}" / "snapshots" / "1"
        folder.mkdir(parents=True)
        text = json.dumps({"model_type": family}) if family else "{"
        (folder / "config.json").write_text(text)
    lines = kestrel("models", "list").out.splitlines()
    assert lines[0].startswith("kestrel-nano  ") and lines[0].endswith("MB  bundled")
    assert len(lines) == 2 and "models--a--ours" in lines[1]


def test_inspect_tells_what_it_holds(kestrel):
    outcome = kestrel("models", "inspect", "kestrel-nano")
    told = dict(line.split(maxsplit=1) for line in outcome.out.splitlines())
    assert outcome.code == 0
    assert (told["family"], told["layout"]) == ("qwen3_5", "huggingface")
    assert (told["quantized"], told["vision"]) == ("no", "yes")
    assert "MTP head    yes" in outcome.out
    size = settings("preprocessor_config.json")["size"]
    least, most = size["shortest_edge"], size["longest_edge"]  # pixels
    tokens = f"{least // token_area():,} to {most // token_area():,} visual tokens"
    assert f"{least:,} to {most:,} pixels, {tokens}" in told["pictures"]


def test_convert_writes_a_checkpoint_that_answers(kestrel, tmp_path: Path):
    target = tmp_path / "small"
    outcome = kestrel("models", "convert", "kestrel-nano", target, "--bits", 8, "--group-size", 32)
    assert outcome.code == 0 and outcome.out.startswith(f"{target}: ")
    assert "8 bits in groups of 32" in kestrel("models", "inspect", target).out
    assert (target / "prompts.json").exists(), "it is asked as its source is"
    answer = kestrel("ask", "Hello", "--model", target, "--max-tokens", 4)
    assert answer.code == 0


def test_names_and_paths(tmp_path: Path):
    assert "kestrel-nano" in bundled()
    assert checkpoint_folder("kestrel-nano").name == "kestrel-nano"
    assert checkpoint_folder(str(tmp_path)) == tmp_path
