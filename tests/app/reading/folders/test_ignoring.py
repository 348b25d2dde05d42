"""What is ignored is what git ignores; git itself is the witness."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.folders.ignoring import BadPattern, own_patterns
from app.reading.folders.walking import walk
from tests.fixtures.folders import write

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
NAMES = st.sampled_from(["a", "b", "build", "x.py", "y.log", "keep.log", "Z", "]"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.sampled_from(
    [
        *("*.log", "!keep.log", "build/", "/a", "a/b", "**/b", "b/**", "!b/", "x.*", "!x.py", "/*"),
        *("!/a", "a/*", "!a/b", "#x", "", "\\#x", "[ab]", "?", "*", "!", "\\", "Z ", "a/**/x.py"),
        *("!*/", "/build", "!build", "y.log/", "***", "[", "!**/keep.log"),
        *("!b/x.py", "[!a]", "[^a-b]", "[a", "[]a]", "[[:alpha:]]", "[[:none:]]", "[b-a]", "a*b"),
        *("!keep.log/", "x\\.py", "**a", "a**", "/**/a", "a/**/", "//", "/", "b/**/a/"),
    ]
)
RULES = st.lists(PATTERNS, max_size=5).map(lambda lines: "\n".join(lines) + "\n")


def git(root: Path, *arguments: str) -> list[str]:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(root)}
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, check=True, env=os.environ | alone
    )
    return [name for name in done.stdout.decode().split("\0") if name]


@needs_git
@settings(max_examples=80, deadline=None)
@given(
    st.lists(PATHS, min_size=1, max_size=12),
    RULES,
    st.dictionaries(st.sampled_from(["a/", "b/", "a/b/", "build/"]), RULES, max_size=2),
    RULES,
)
def test_the_walk_finds_what_git_would_add(paths, top, nested, exclude):
    with TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "-q")
        for path in paths:
            place = root / path
            if not any(above.is_file() for above in place.parents) and not place.exists():
                write(root, {path: "text\n"})
        (root / ".gitignore").write_text(top)
        (root / ".git/info/exclude").write_text(exclude)
        for base, rules in nested.items():
            if (root / base).is_dir():
                (root / base / ".gitignore").write_text(rules)
        added = git(root, "ls-files", "--others", "--exclude-standard", "-z")
        assert sorted(found.path for found in walk(root).found) == sorted(added)


def test_a_folder_within_a_repository_is_held_to_the_rules_above_it(tmp_path: Path):
    write(
        tmp_path,
        {
            ".git/info/exclude": "*.tmp\n",
            ".gitignore": "src/made.py\n/other.py\n",
            "src/.gitignore": "!keep.tmp\n",
            "src/made.py": "",
            "src/other.py": "",
            "src/a.tmp": "",
            "src/keep.tmp": "",
        },
    )
    walked = walk(tmp_path / "src")
    assert [found.path for found in walked.found] == [".gitignore", "keep.tmp", "other.py"]
    reasons = {each.path: each.words for each in walked.skipped}
    assert reasons["made.py"] == "ignored by .gitignore"
    assert reasons["a.tmp"] == "ignored by .git/info/exclude"


def test_rules_that_are_a_link_or_no_text_ignore_nothing(tmp_path: Path):
    elsewhere = write(tmp_path / "elsewhere", {"rules": "*\n"})
    root = write(tmp_path / "root", {"a.py": "", "in/.gitignore": b"\xff\xfe\x00*", "in/b.py": ""})
    (root / ".gitignore").symlink_to(elsewhere / "rules")
    assert {"a.py", "in/b.py"} <= {found.path for found in walk(root).found}


@pytest.mark.parametrize("glob", ["", "  ", "!", "\\"])
def test_a_pattern_that_means_nothing_is_refused(glob: str):
    with pytest.raises(BadPattern, match="no pattern; write one like"):
        own_patterns([glob])
