"""Citations: found, checked against the files, marked; never promoted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.folders.citations import check_answer
from app.reading.folders.source import Source

STORE = Source("app/store.py", ("import sqlite3", "", 'NAME = "talks"', "def open(path):"), 0)
NOTES = Source("my notes.md", ("# Notes", "all is well"), 0)
SUMS = Source("sums.py", ("def sides(files, quick):", "    return files[quick]"), 0)
LONG = Source("long.py", tuple(f"the value of {number}" for number in range(1, 353)), 0)
TWINS = [Source(f"{each}/twin.c", ("int x;",), 0) for each in ("a", "b")]


@dataclass
class Files:
    root: Path = Path("/home/me/my (project)")
    sources: Mapping[str, Source] = field(
        default_factory=lambda: {each.path: each for each in (STORE, NOTES, SUMS, LONG, *TWINS)}
    )


FILES = Files()


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(each.place, each.verdict) for each in check_answer(text, FILES).citations]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("It opens (app/store.py:4).", "app/store.py:4"),
        ("It opens (app/store.py:3-4).", "app/store.py:3-4"),
        ("It opens [app/store.py:3–4](x).", "app/store.py:3-4"),
        ("It opens at `app/store.py:4`.", "app/store.py:4"),
        ("It opens at `app/store.py`:4.", "app/store.py:4"),
        ("It opens at **app/store.py:4**.", "app/store.py:4"),
        ("See app/store.py#L3-L4", "app/store.py:3-4"),
        ("See app/store.py, line 4.", "app/store.py:4"),
        ("See app/store.py lines 3-4.", "app/store.py:3-4"),
        ("See app/store.py:4:10.", "app/store.py:4"),
        ("See ./app/store.py:4", "app/store.py:4"),
        ("See store.py:4", "app/store.py:4"),
        ("See my notes.md:2", "my notes.md:2"),
    ],
)
def test_the_ways_in_which_a_place_is_written(text: str, place: str):
    assert verdicts(text) == [(place, "unconfirmed")]


@pytest.mark.parametrize(
    "text",
    [
        "At 12:30 it rains; the ratio is 3:4.",
        "Open http://localhost:8080 or https://a.org/x.py:4.",
        "std::vector:12 and a:1",
        "No citation at all.",
        "",
    ],
)
def test_what_is_no_citation(text: str):
    assert verdicts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'It opens (app/store.py:4 "def open(path)").',
        "It opens: “def open(path” (app/store.py:4).",
        "`def open(path):` is defined in app/store.py:4.",
        'app/store.py:3-4: "NAME … def open(path)"',
        'app/store.py:1 "import sqlite3"',
        'app/store.py:4 "def   open(path)."',
        'app/store.py:4 "4| def open(path):"',
    ],
)
def test_words_that_stand_there_confirm(text: str):
    assert [verdict for _, verdict in verdicts(text)] == ["confirmed"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See app/stare.py:4.", "there is no file app/stare.py"),
        ("See app/store.py:5.", "store.py has 4 lines"),
        ("See app/store.py:0.", "0-0 are no lines"),
        ("See app/store.py:4-3.", "4-3 are no lines"),
        ('See app/store.py:1 "def open".', "the words quoted stand in line 4"),
        ('See app/store.py:4 "def close".', "the words quoted do not stand there"),
        ("See app/store.py:1-9999.", "store.py has 4 lines"),
    ],
)
def test_what_does_not_hold_is_contradicted_and_marked(text: str, words: str):
    checked = check_answer(text, FILES)
    (citation,) = checked.citations
    assert (citation.verdict, citation.evidence.words) == ("contradicted", words)
    assert citation.evidence.witness == "file"
    assert f"[does not hold: {words}]" in checked.marked()


def test_a_name_that_two_files_have_is_left_open():
    (citation,) = check_answer('See twin.c:1 "int x".', FILES).citations
    assert (citation.verdict, citation.evidence.words) == ("unconfirmed", "2 files are called so")


def test_a_quotation_belongs_to_the_nearest_citation_in_its_sentence():
    text = 'It is (app/store.py:1 "import sqlite3") and (app/store.py:4 "def open(path)").'
    assert verdicts(text) == [("app/store.py:1", "confirmed"), ("app/store.py:4", "confirmed")]
    assert verdicts('See app/store.py:1. "def open" is elsewhere.') == [
        ("app/store.py:1", "unconfirmed")
    ]
    assert verdicts('See app/store.py:1\n"def open"') == [("app/store.py:1", "unconfirmed")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`open` takes a path (app/store.py:4).", "too few to show anything"),
        ('It opens (app/store.py:4 "def open").', "too few to show anything"),
        ('It opens (app/store.py:3-4 "NAME … def … path").', "too few to show anything"),
        ('It deletes all your files ("the") long.py:1-352.', "352 lines are too many"),
        ('long.py:1-352 "the value of 12"', "352 lines are too many"),
        ('long.py:1-21 "the value of 12"', "21 lines are too many"),
        ('long.py:1-352 "the value of 3 … the value of 300"', "352 lines are too many"),
    ],
)
def test_what_would_fit_almost_anywhere_confirms_nothing(text: str, words: str):
    (citation,) = check_answer(text, FILES).citations
    assert citation.verdict == "unconfirmed" and words in citation.evidence.words
    assert citation.first and check_answer(text, FILES).marked() == text


@pytest.mark.parametrize(
    "text",
    [
        'It adds the sides, "ret" sums.py:2',
        'sums.py:1-2 "def … fil … qui"',
        'sums.py:2 "return files[qu"',
        'sums.py:2 "urn files[quick]"',
    ],
)
def test_a_part_of_a_word_does_not_stand_there(text: str):
    (citation,) = check_answer(text, FILES).citations
    assert citation.evidence.words == "the words quoted do not stand there"


def test_an_ellipsis_stays_within_the_lines_cited():
    whole = 'long.py:10-20 "the value of 12 … the value of 19"'
    assert verdicts(whole) == [("long.py:10-20", "confirmed")]
    beyond = 'long.py:10-20 "the value of 12 … the value of 31"'
    assert verdicts(beyond) == [("long.py:10-20", "contradicted")]


def test_what_is_confirmed_is_the_quotation():
    (citation,) = check_answer('app/store.py:3-4 "def open(path)"', FILES).citations
    assert citation.evidence.words == "the quotation stands there: def open(path):"


def test_links_lead_to_the_line():
    text = "In `my notes.md:2` and app/store.py:1, not in app/none.py:3."
    told = check_answer(text, FILES).markdown()
    base = "file:///home/me/my%20%28project%29"
    assert f"In [my notes.md:2]({base}/my%20notes.md#L2) and" in told
    assert f"[app/store.py:1]({base}/app/store.py#L1), not in app/none.py:3 [does not" in told


@given(
    st.lists(
        st.sampled_from(
            [
                "app/store.py",
                ":4",
                "`",
                '"',
                "def open",
                "my notes.md",
                "-",
                "#L",
                " ",
                "(",
                "9",
                ".",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_answer_keeps_its_words(text: str):
    checked = check_answer(text, FILES)
    spans = [(each.start, each.end) for each in checked.citations]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
    if all(each.verdict != "contradicted" for each in checked.citations):
        assert checked.marked() == text
    for each in checked.citations:
        if each.verdict == "confirmed":
            assert each.quotes and each.first >= 1
