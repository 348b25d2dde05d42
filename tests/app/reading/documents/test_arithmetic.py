"""Sums are recomputed: what adds up is confirmed, what does not is told."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.arithmetic import Check, check_of, recomputed
from app.reading.documents.values import Field, Path, Value
from app.reading.verdict import Evidence

KNOWN = {("total",), ("tax",), ("tip",), ("rate",)} | {("rows", "[]", name) for name in "qpa"}
TOTAL = check_of({"equals": "total", "sums": [["rows[].a", "tax"], ["rows[].a"]]}, KNOWN)
LINE = check_of({"equals": "rows[].a", "product": ["rows[].q", "rows[].p"]}, KNOWN)
SEEN = (Evidence("text layer", "confirmed"),)


def number(path: Path, value: Value, evidence: tuple[Evidence, ...] = ()) -> Field:
    return Field(path, value, 1, evidence=evidence)


def rows(*amounts: Value) -> list[Field]:
    return [number(("rows", at, "a"), amount) for at, amount in enumerate(amounts)]


def verdicts(fields: list[Field], *checks: Check) -> tuple[dict[str, str], tuple[str, ...]]:
    told, problems = recomputed(fields, checks)
    return {field.name: field.verdict for field in told}, problems


def test_lines_that_add_up_confirm_all_of_them():
    told, problems = verdicts([*rows(1.10, 2.20), number(("total",), 3.30)], TOTAL)
    assert set(told.values()) == {"confirmed"} and not problems


def test_one_of_several_sums_is_enough():
    told, _ = verdicts([*rows(10, 5), number(("tax",), 1.5), number(("total",), 16.5)], TOTAL)
    assert told["total"] == told["tax"] == "confirmed"
    told, _ = verdicts([*rows(10, 5), number(("tax",), 1.5), number(("total",), 15)], TOTAL)
    assert told["total"] == "confirmed" and told["tax"] == "unconfirmed", "tax was included"


def test_a_sum_that_is_off_is_told_and_doubts_who_nobody_else_has_seen():
    seen = [number(field.path, field.value, SEEN) for field in rows(1, 2)]
    told, problems = verdicts([*seen, number(("total",), 4)], TOTAL)
    assert told == {"rows[1].a": "confirmed", "rows[2].a": "confirmed", "total": "contradicted"}
    assert problems == ("total is 4, but the sum of rows[].a is 3",)
    told, _ = verdicts([*rows(1, 2), number(("total",), 4)], TOTAL)
    assert set(told.values()) == {"contradicted"}


def test_one_number_twice_proves_nothing():
    told, problems = verdicts([*rows(5), number(("total",), 5)], TOTAL)
    assert set(told.values()) == {"unconfirmed"} and not problems


def test_what_was_not_read_whole_is_not_added():
    aside = number(("rows", 1, "a"), 9, (Evidence("text layer", "contradicted"),))
    for gap in (aside, number(("rows", 1, "a"), None)):
        told, problems = verdicts([*rows(5), gap, number(("total",), 7)], TOTAL)
        assert not problems and told["total"] == "unconfirmed"
    tax = number(("tax",), 9, (Evidence("text layer", "contradicted"),))
    _, problems = verdicts([*rows(5, 1), tax, number(("total",), 7)], TOTAL)
    assert not problems, "with the true tax it may be right"
    assert verdicts([number(("total",), 7)], TOTAL) == ({"total": "unconfirmed"}, ())


def test_quantity_by_price_within_its_own_row():
    def row(at: int, q: float, p: float, a: float) -> list[Field]:
        return [number(("rows", at, name), n) for name, n in zip("qpa", (q, p, a), strict=True)]

    told, problems = verdicts(
        [*row(0, 2, 3.2, 6.4), *row(1, 3, 1.115, 3.35), *row(2, 2, 2, 5)], LINE
    )
    assert told["rows[1].a"] == told["rows[2].a"] == "confirmed", "rounded to a cent"
    assert told["rows[3].a"] == told["rows[3].q"] == "contradicted"
    assert problems == ("rows[3].a is 5, but 2 x 2 is 4",)
    told, problems = verdicts(row(0, 1, 4.5, 4.5), LINE)
    assert set(told.values()) == {"unconfirmed"} and not problems, "by one proves nothing"


def test_a_rate_confirms_and_never_contradicts():
    check = check_of({"equals": "tax", "percent": ["rate", "total"]}, KNOWN)
    fields = [number(("rate",), 19), number(("total",), 100)]
    assert verdicts([*fields, number(("tax",), 19)], check)[0]["tax"] == "confirmed"
    assert verdicts([*fields, number(("tax",), 7)], check) == (
        {"rate": "unconfirmed", "total": "unconfirmed", "tax": "unconfirmed"},
        (),
    )


@settings(deadline=None)  # two cores, many tests
@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=2, max_size=12), st.data())
def test_cents_are_never_lost_and_one_wrong_digit_is_always_noticed(
    amounts: list[Decimal], data: st.DataObject
):
    total = float(sum(amounts))
    lines = rows(*map(float, amounts))
    _, problems = verdicts([*lines, number(("total",), total)], TOTAL)
    assert not problems
    off = data.draw(st.sampled_from([0.01, -0.01, 0.1, 10]))
    _, problems = verdicts([*lines, number(("total",), round(total + off, 2))], TOTAL)
    assert len(problems) == 1
