"""One line of a .gitignore. That it means what git means is held by test_ignoring.py."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.folders.pattern import pattern_of
from tests.fixtures.work import ends


@pytest.mark.parametrize(
    ("line", "yes", "no"),
    [
        ("*.py", ["a.py", "b/c.py", ".py"], ["a.pyc", "a.py/b"]),
        ("/a", ["a", "a/"], ["b/a"]),
        ("a/b", ["a/b"], ["c/a/b", "a/b/c"]),
        ("**/b", ["b", "a/b", "a/a/b"], ["b/a", "ab"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "a/"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "b"]),
        ("build/", ["build/", "a/build/"], ["build"]),
        ("[!a-c]x", ["dx"], ["ax", "x", "/x"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[[:digit:]]", ["7"], ["a"]),
        ("a?c", ["abc"], ["ac", "a/c"]),
        ("\\#a", ["#a"], ["a"]),
        ("a\\ ", ["a "], ["a"]),
        ("a  ", ["a"], ["a  "]),
        ("a*b*c", ["abc", "a1b2c", "abbcc"], ["ab", "acb"]),
    ],
)
def test_what_a_line_matches(line: str, yes: list[str], no: list[str]):
    pattern = pattern_of(line)
    assert pattern is not None
    assert [path for path in yes if not pattern.matches(path)] == []
    assert [path for path in no if pattern.matches(path)] == []


@pytest.mark.parametrize("line", ["", "   ", "# a", "!", "/", "a\\", "[a", "[[:none:]]"])
def test_what_means_nothing(line: str):
    assert pattern_of(line) is None


def test_hostile_lines_end():
    name = "a" * 255
    lines = [
        "a*" * 100 + "b",
        "*a" * 100 + "b",
        "**/a/" * 100 + "b",
        "[a-b]*" * 50 + "c",
        "?*" * 90 + "b",
    ]

    def match_all() -> None:
        for line in lines:
            pattern = pattern_of(line)
            assert pattern is not None
            assert not pattern.matches(name) and not pattern.matches("a/" * 2000 + "a")

    assert ends(match_all)


@given(st.text(alphabet="ab*?[]!^-\\/ #:", max_size=12), st.text(alphabet="ab/", max_size=8))
def test_any_line_is_understood_or_passed_over(line: str, path: str):
    try:
        pattern = pattern_of(line)
        if pattern is not None:
            assert pattern.matches(path) in (True, False)
    except re.error as error:
        raise AssertionError(f"{line!r} makes no expression") from error
