"""What lies on this machine: found, named, refused with a reason, removed only where it is ours."""

import shutil
from pathlib import Path

import pytest

from app.models.manifest import MANIFEST
from app.models.shelf import BUNDLED, NoCheckpoint, Shelf, read_checkpoint

NANO = BUNDLED / "kestrel-nano"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models", tmp_path / "cache")


def put(folder: Path) -> Path:
    shutil.copytree(NANO, folder)
    return folder


def test_the_bundled_one_is_always_there(shelf: Shelf):
    (nano,) = shelf.checkpoints()
    assert (nano.name, nano.choice, nano.origin) == ("kestrel-nano", "kestrel-nano", "bundled")
    assert nano.bytes == (NANO / "model.safetensors").stat().st_size
    assert nano.converses and nano.bits is None and not nano.can_be_repaired


def test_all_places(shelf: Shelf, tmp_path: Path):
    own = put(tmp_path / "models" / "qwen3.5-2b-base")
    (own / MANIFEST).touch()
    put(tmp_path / "cache" / "models--some--Tiny" / "snapshots" / "abc")
    opened = put(tmp_path / "elsewhere" / "mine")
    put(tmp_path / "models" / ".half.part")
    (tmp_path / "models" / "other").mkdir()
    (tmp_path / "models" / "other" / "config.json").write_text("{}")
    found = {one.name: one for one in shelf.checkpoints([str(opened), "/none"])}
    assert list(found) == ["kestrel-nano", "qwen3.5-2b-base", "mine", "Tiny"]
    assert [one.origin for one in found.values()] == ["bundled", "own", "opened", "cache"]
    assert found["qwen3.5-2b-base"].can_be_repaired
    assert not found["qwen3.5-2b-base"].converses
    assert found["mine"].choice == str(opened)


def test_opened_twice_is_shown_once(shelf: Shelf, tmp_path: Path):
    opened = str(put(tmp_path / "mine"))
    assert len(shelf.checkpoints([opened, opened + "/"])) == 2


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("config.json", "has no config.json"),
        ("model.safetensors", "holds no weights"),
        ("tokenizer.json", "has no tokenizer.json"),
    ],
)
def test_a_folder_that_is_none(missing: str, reason: str, tmp_path: Path):
    folder = put(tmp_path / "mine")
    (folder / missing).unlink()
    with pytest.raises(NoCheckpoint, match=reason):
        read_checkpoint(folder)


def test_another_family(tmp_path: Path):
    folder = put(tmp_path / "mine")
    (folder / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(NoCheckpoint, match="choose a Qwen3.5 checkpoint"):
        read_checkpoint(folder)


def test_only_ours_is_removed(shelf: Shelf, tmp_path: Path):
    own, opened = put(tmp_path / "models" / "own"), put(tmp_path / "mine")
    found = {one.name: one for one in shelf.checkpoints([str(opened)])}
    shelf.remove(found["own"])
    assert not own.exists()
    for name in ("mine", "kestrel-nano"):
        with pytest.raises(NoCheckpoint, match="not downloaded by Kestrel"):
            shelf.remove(found[name])
    assert opened.exists() and NANO.exists()
    assert list((tmp_path / "models").iterdir()) == []
