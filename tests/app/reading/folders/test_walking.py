"""A walk: everything is found or skipped with a reason, nothing leads out or in circles."""

import os
from pathlib import Path

import pytest

from app.reading.folders import walking
from app.reading.folders.walking import Choice, NoFolder, Walked, walk
from tests.fixtures.folders import hostile, write


def reasons(walked: Walked) -> dict[str, str]:
    return {each.path: each.why for each in walked.skipped}


def paths(walked: Walked) -> list[str]:
    return [found.path for found in walked.found]


def test_links_and_pipes_are_named_and_not_followed(tmp_path: Path):
    walked = walk(hostile(tmp_path))
    told = reasons(walked)
    assert told["inner/loop"] == told["out.txt"] == told["dangling"] == "link"
    assert told["pipe.py"] == "unreadable"
    assert "inner/deep/leaf.c" in paths(walked)
    assert all(not path.startswith(("inner/loop", "out")) for path in paths(walked))


def test_every_entry_is_found_or_skipped(tmp_path: Path):
    root = hostile(tmp_path)
    walked = walk(root)
    assert len(walked.found) + len(walked.skipped) == sum(
        len(files) + sum((Path(place) / each).is_symlink() for each in folders)
        for place, folders, files in os.walk(root)
    )


def test_the_folder_itself_may_be_a_link(tmp_path: Path):
    root = write(tmp_path / "real", {"a.py": ""})
    (tmp_path / "link").symlink_to(root)
    assert paths(walk(tmp_path / "link")) == ["a.py"]


def test_names_are_shown_in_one_line_and_still_opened(tmp_path: Path):
    (found,) = walk(write(tmp_path, {"a\nb\x1b\t\u2028.py": "x\n"})).found
    assert found.path == "a\\x0ab\\x1b\\x09\\u2028.py"
    assert found.place.read_text() == "x\n"


def test_a_name_of_bytes_that_are_no_text(tmp_path: Path):
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py")).write_text("x\n")
    except OSError:
        pytest.skip("this disk takes names in UTF-8 alone")
    assert paths(walk(tmp_path)) == ["caf\\xe9.py"]


def test_names_that_look_alike_are_not_mixed_up(tmp_path: Path):
    walked = walk(write(tmp_path, {"a\n.py": "1\n", "a\\x0a.py": "2\n"}))
    assert paths(walked) == ["a\\x0a.py"]
    assert reasons(walked) == {"a\\x0a.py": "unreadable"}


@pytest.mark.parametrize(
    "name",
    [".env", ".env.local", "id_rsa", "server.pem", "tls.KEY", ".netrc", "credentials.json"]
    + [
        ".bash_history",
        "home/.zsh_history",
        "psql_history",
        "deploy/.git-credentials",
        "client_secret_42.json",
        "terraform.tfstate",
        "a/secrets.yaml",
    ],
)
def test_secrets_by_name(tmp_path: Path, name: str):
    root = write(tmp_path, {name: "x\n", "plain.py": ""})
    walked = walk(root)
    assert reasons(walked) == {name: "secret"} and paths(walked) == ["plain.py"]
    assert len(walk(root, Choice(secrets=True)).found) == 2


def test_folders_of_keys_are_secret_as_a_whole(tmp_path: Path):
    root = write(tmp_path, {".ssh/config": "Host a\n", "plain.py": "", ".ssh/known_hosts": "a\n"})
    assert reasons(walk(root)) == {".ssh/": "secret"} and paths(walk(root)) == ["plain.py"]
    assert reasons(walk(root / ".ssh")) == {"config": "secret", "known_hosts": "secret"}
    assert len(walk(root, Choice(secrets=True)).found) == 3


def test_a_sample_of_settings_is_no_secret(tmp_path: Path):
    assert paths(walk(write(tmp_path, {".env.example": "TOKEN=\n", "tokens.py": ""}))) == [
        ".env.example",
        "tokens.py",
    ]


def test_include_and_exclude(tmp_path: Path):
    root = write(tmp_path, {"a.py": "", "b.md": "", "docs/c.md": "", "docs/d.py": ""})
    walked = walk(root, Choice(include=("*.py",), exclude=("docs/",)))
    assert paths(walked) == ["a.py"]
    assert {each.words for each in walked.skipped} == {
        "left out by --exclude",
        "not among --include",
    }
    assert reasons(walked)["docs/"] == "not wanted"


def test_there_is_an_end_to_a_huge_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(walking, "MOST_FILES", 10)
    walked = walk(write(tmp_path, {f"{number:03}.py": "" for number in range(30)}))
    assert len(walked.found) == 10
    assert walked.skipped[-1].words == "more than 10 files: the rest"


def test_it_tells_how_far_it_is_and_ends_when_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(walking, "EVERY", 5)
    write(tmp_path, {f"{number:03}.py": "" for number in range(30)})
    told: list[int] = []

    def check() -> None:
        if told and told[-1] >= 14:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        walk(tmp_path, tell=told.append, check=check)
    assert told == [4, 9, 14]


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path, {"closed/a.py": "", "b.py": ""})
    scandir = os.scandir

    def closed(place: Path):
        if Path(place).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(os, "scandir", closed)
    walked = walk(root)
    assert paths(walked) == ["b.py"]
    assert [str(each.words) for each in walked.skipped] == ["cannot be opened: Permission denied"]


def test_no_folder(tmp_path: Path):
    write(tmp_path, {"file.py": ""})
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, words in {"none": "does not exist", "file.py": "is a file", "loop": "opened"}.items():
        with pytest.raises(NoFolder, match=words):
            walk(tmp_path / name)
