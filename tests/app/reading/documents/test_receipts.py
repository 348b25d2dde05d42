"""A reader that errs is caught: no error is ever marked as confirmed, and the truth mostly is."""

from pathlib import Path

from tests.benchmarks.receipts import measured, table


def test_no_error_is_confirmed_and_the_truth_is(tmp_path: Path):
    tally = measured(tmp_path, 6)
    wrong = {key: count for key, count in tally.items() if key[1] != "true"}
    assert sum(wrong.values()) >= 8, table(tally)
    assert not [key for key in wrong if key[2] == "confirmed"], table(tally)
    true = sum(count for key, count in tally.items() if key[1] == "true")
    confirmed = sum(tally[kind, "true", "confirmed"] for kind in ("pdf", "scan"))
    assert confirmed >= 0.95 * true, table(tally)
