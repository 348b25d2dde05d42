"""The file of preferences: whole or refused, nothing lost, written at once."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.chat.settings import Settings
from app.ui.preferences import (
    Preferences,
    PreferencesUnreadable,
    Preset,
    Remote,
    for_a_new_chat,
    load,
    save,
)

FULL = Preferences(
    appearance="dark",
    language="zh_CN",
    system="Answer briefly. 简短。",
    preset="Exact",
    presets=(Preset("Exact", Settings(temperature=0.0)), Preset("Free", Settings(top_k=40))),
    settings=Settings(think=True, max_tokens=512),
    memory_gb=8.0,
    idle_minutes=None,
    remotes=(Remote("studio", "https://studio.local:8000", "qwen"),),
    folders=("/models/a",),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "preferences.json"


def test_without_a_file_all_is_the_programs_choice(path: Path):
    assert load(path) == Preferences()


def test_what_is_saved_is_read_again(path: Path):
    save(path, FULL)
    assert load(path) == FULL
    assert "简短" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["preferences.json"]


def test_what_a_later_version_wrote_stays_where_it_stood(path: Path):
    later = {
        "appearance": "light",
        "voice": {"speed": 2},
        "settings": {"max_tokens": 9, "mirostat": 3},
        "presets": [{"name": "a", "icon": "star", "settings": {"min_p": 0.1}}],
        "remotes": [{"name": "r", "url": "http://r", "proxy": "p"}],
    }
    path.parent.mkdir()
    path.write_text(json.dumps(later))
    read = load(path)
    assert read.settings.max_tokens == 9 and read.presets[0].name == "a"
    save(path, replace(read, appearance="dark"))
    again = json.loads(path.read_text())
    assert again["appearance"] == "dark" and again["voice"] == {"speed": 2}
    assert again["settings"]["mirostat"] == 3 and again["settings"]["max_tokens"] == 9
    assert again["presets"][0]["icon"] == "star"
    assert again["presets"][0]["settings"]["min_p"] == 0.1
    assert again["remotes"][0]["proxy"] == "p"
    assert load(path) == replace(read, appearance="dark")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expecting value"),
        ('{"appearance": "dark"', "delimiter"),
        ("[]", "holds no named values"),
        ('{"appearance": "sepia"}', "appearance"),
        ('{"context": "much"}', "context"),
        ('{"status_item": 1}', "status_item"),
        ('{"idle_minutes": 1.5}', "idle_minutes"),
        ('{"settings": []}', "settings"),
        ('{"presets": {}}', "presets"),
        ('{"presets": [{"settings": {}}]}', "name"),
        ('{"folders": [1]}', "folders"),
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(path: Path, text: str, said: str):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(PreferencesUnreadable) as refusal:
        load(path)
    assert said in str(refusal.value) and str(path) in str(refusal.value)
    assert path.read_text() == text


def test_bytes_that_are_no_text_are_refused(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(PreferencesUnreadable, match="begin anew"):
        load(path)


def test_a_failing_write_leaves_the_former_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    save(path, FULL)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(path, Preferences())
    assert load(path) == FULL
    assert [p.name for p in path.parent.iterdir()] == ["preferences.json"]


def test_a_new_chat_begins_with_the_default_preset():
    begun = for_a_new_chat(FULL)
    assert begun.preset == "Exact"
    assert begun.settings == Settings(temperature=0.0, think=True)
    assert for_a_new_chat(replace(FULL, preset="gone")).settings == FULL.settings
