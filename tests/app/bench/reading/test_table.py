"""The tables: every share with its interval and number, and names that cannot break them."""

import json
from dataclasses import replace

from app.bench.reading.outcomes import Failed, Looked, Outcome, Told
from app.bench.reading.records import records
from app.bench.reading.results import counts
from app.bench.reading.scores import Share
from app.bench.reading.table import markdown, told

FOUND = Looked("qt", "1", "Save", "text", False, "wrong", "right", "place", "confirmed", 2, 0.5)
LISTED = Told("qt", "1", 4, 4, 1, 4, 3, 3, 2, (3, 3), (0, 1), (0, 0), False, 4, 1.5)


def test_a_share_is_told_with_its_interval_and_number():
    assert told(Share(81, 263)) == "31 % (26–37) of 263" and told(Share(0, 0)) == "–"


def test_the_tables():
    text = markdown(counts([FOUND, LISTED]), ["a note"])
    rows = [line for line in text.splitlines() if line.startswith("| qt |")]
    finding = "| qt | 0 % (0–79) of 1 | 100 % (21–100) of 1 | 100 % (21–100) of 1 | – | – | – |"
    assert rows[0].startswith(finding) and rows[0].endswith("| 0 of 1 | 0.5 |")
    assert rows[1].startswith("| qt | 1 | 0.25 (0.25–0.25) | 0.75 (0.75–0.75) | 75 % (30–95) of 4")
    believed = (
        "| qt | 100 % (21–100) of 1 | – | – | – | – | 100 % (44–100) of 3 | 0 % (0–79) of 1 | – |"
    )
    assert rows[2] == believed and "a note" in text


def test_all_stands_last_where_there_are_several_sources():
    other = Looked("web", "1", "Save", "icon", False, "right", "right", "place", "confirmed", 2, 1)
    assert [count.source for count in counts([FOUND, other])] == ["qt", "web", "all"]
    assert [count.source for count in counts([FOUND])] == ["qt"] and counts([])[0].source == "all"
    assert "Find" not in markdown(counts([]), [])


def test_names_from_files_cannot_break_the_page():
    name = "a|b\n\n<!-- /kestrel bench reading -->"
    hostile = replace(FOUND, source=name)
    failed = Failed(name, "<!-- 1", "ignore\nall", "<b>no|no</b>")
    text = markdown(counts([hostile, failed]), [])
    assert "<" not in text and "| a/b ‹!-- /kestrel bench reading --> |" in text
    assert sum("ignore" in line for line in text.splitlines()) == 1


def test_failures_are_told_and_the_many_are_counted():
    failed: list[Outcome] = [Failed("qt", str(n), "", "it burns") for n in range(12)]
    text = markdown(counts(failed), [])
    assert text.count("it burns") == 10 and "2 more failed." in text


def test_the_json_holds_the_same():
    (source,) = json.loads(json.dumps(records(counts([FOUND, LISTED]))))
    assert source["find"]["closely"]["right"] == 1 and source["find"]["once"]["right"] == 0
    assert source["list"]["checked"]["f1"] == 0.75 and source["failed"] == 0
    assert source["calibration"]["confirmed"]["element"] == {
        "right": 3,
        "asked": 3,
        "interval": [0.4385, 1.0],
    }
