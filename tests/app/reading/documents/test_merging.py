"""Pages become one document; where they disagree, both stay and neither is taken."""

from app.reading.documents.claims import Claim
from app.reading.documents.forms import Leaf
from app.reading.documents.merging import merged
from app.reading.documents.values import Field, Path, Value
from app.reading.verdict import Evidence, Verdict


def claim(path: Path, value: Value, page: int, verdict: Verdict | None = None) -> Claim:
    evidence = (Evidence("text layer", verdict),) if verdict else ()
    return Claim(Field(path, value, page, None, str(value), evidence), Leaf(("string", "number")))


def test_equal_values_are_one_and_the_best_attested_is_kept():
    pages = [[claim(("name",), "ACME", 1)], [claim(("name",), "Acme", 2, "confirmed")]]
    fields, problems = merged(pages)
    assert [(f.value, f.page, f.verdict) for f in fields] == [("Acme", 2, "confirmed")]
    assert not problems


def test_disputes_are_shown_and_nothing_is_taken():
    pages = [[claim(("total",), 12, 1, "confirmed")], [claim(("total",), 14, 3, "confirmed")]]
    fields, problems = merged(pages)
    assert [f.value for f in fields] == [12, 14]
    assert all(f.verdict == "contradicted" and not f.stands for f in fields)
    assert problems == ("total is 12 on page 1 and 14 on page 3: look at both, neither is taken",)


def test_what_was_set_aside_disputes_nothing():
    pages = [[claim(("total",), 12, 1, "contradicted")], [claim(("total",), 14, 2)]]
    fields, problems = merged(pages)
    assert [(f.value, f.stands) for f in fields] == [(14, True), (12, False)] and not problems


def test_lists_go_on_from_page_to_page():
    first = [claim(("rows", at, "n"), at, 1) for at in range(2)]
    third = [claim(("rows", 0, "n"), 2, 3), claim(("rows", 0, "inner", 0), 7, 3)]
    fields, _ = merged([first, [], third])
    assert [f.path for f in fields] == [
        *(("rows", 0, "n"), ("rows", 1, "n"), ("rows", 2, "n"), ("rows", 2, "inner", 0))
    ]


def test_what_no_page_has_is_one_field_of_nothing():
    fields, _ = merged([[claim(("name",), None, 1)], [claim(("name",), None, 2)]])
    assert len(fields) == 1 and fields[0].value is None
