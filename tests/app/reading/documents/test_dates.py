"""Dates are read as people write them; which number is the month may stay open."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.dates import dates, times

DAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-14", "2026/3/14", "14.03.2026", "14.3.26", "3/14/2026", "14/03/26"),
        *("14 March 2026", "March 14, 2026", "14. März 2026", "14 de marzo de 2026"),
        *("14th Mar 2026", "14-Mar-2026", "2026年3月14日", "Date: 14 mars 2026"),
    ],
)
def test_one_day_however_written(text: str):
    assert dates(text) == [frozenset({DAY})]


def test_a_date_that_may_be_two():
    assert dates("03/04/2026") == [frozenset({date(2026, 3, 4), date(2026, 4, 3)})]
    assert dates("04.03.2026") == [frozenset({date(2026, 3, 4)})]


def test_no_dates():
    assert dates("32.13.2026") == [] and dates("10.90 and 1234-567") == []


def test_times():
    assert times("14:05:33") == {time(14, 5)} and times("2:05 PM") == {time(14, 5)}
    assert times("12:10 am") == {time(0, 10)} and times("25:10") == set()


@settings(deadline=None)  # two cores, many tests
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_day_is_among_its_readings(day: date):
    for text in (
        f"{day}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%m/%d/%y}",
        f"{day:%d %B %Y}",
    ):
        assert any(day in found for found in dates(text)), text


@settings(deadline=None)  # two cores, many tests
@given(st.text(max_size=60))
def test_any_text(text: str):
    dates(text)
    times(text)
