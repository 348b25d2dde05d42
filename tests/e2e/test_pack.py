"""The whole chain with the bundled model: a folder is laid out, seen, kept on disk and asked again.

kestrel-nano reads only small screens: what it says of a folder means nothing. What is held here is
that it is well-formed, checked, logged, and that the second question begins where the pack ended.
"""

import json
from pathlib import Path

import pytest

from tests.fixtures.folders import write
from tests.fixtures.nano import context


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KESTREL_HOME", str(tmp_path / "home"))
    text = "".join(f"value_{number} = {number}\n" for number in range(112))
    return write(tmp_path / "small", {"README.md": "# Small\n", "values.py": text})


def asked(kestrel, folder: Path, question: str, *options: str) -> dict:
    done = kestrel("pack", folder, question, "--json", *options)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rests_on"] == "answered over all of it" and told["complete"]
    assert all(each["verdict"] != "confirmed" for each in told["citations"] if not each["quotes"])
    assert told["answer"] and Path(told["log"]).read_text().splitlines()[-1].count("finished") == 1
    return told["usage"]


def test_the_next_question_begins_where_the_pack_ended(kestrel, folder: Path, tmp_path: Path):
    plan = json.loads(kestrel("pack", folder, "--json").stdout)["plan"]
    assert plan["parts"] == 1 and plan["context"] == context()
    first = asked(kestrel, folder, "What is value_7?")
    assert first["cached_tokens"] == 0 and first["prompt_tokens"] > plan["size"]
    assert list((tmp_path / "home/snapshots").iterdir()), "what was seen is on disk"
    second = asked(kestrel, folder, "And where is value_9 set?")
    assert plan["size"] < second["cached_tokens"] < second["prompt_tokens"]
    write(folder, {"values.py": (folder / "values.py").read_text().replace("= 111", "= 999")})
    third = asked(kestrel, folder, "What is value_7?")
    assert 0 < third["cached_tokens"] < second["cached_tokens"], "a point before what was edited"


def test_nothing_is_kept_where_that_is_not_wanted(kestrel, folder: Path, tmp_path: Path):
    assert asked(kestrel, folder, "What?", "--no-keep")["cached_tokens"] == 0
    assert not (tmp_path / "home/snapshots").exists()


def test_parts_and_their_merge(kestrel, folder: Path):
    write(folder, {f"more_{n}.py": (folder / "values.py").read_text() for n in range(3)})
    done = kestrel("pack", folder, "What is value_7?", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and len(told["parts"]) == told["plan"]["parts"] > 1
    assert told["rests_on"] == f"answered over {len(told['parts'])} parts"
    assert told["questions"] >= len(told["parts"])
