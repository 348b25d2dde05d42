import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.video.clock import clock, moments_in, seconds_of, short_clock


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("00:12.50", 12.5),
        ("1:02:03.4", 3723.4),
        ("75:10.00", 4510.0),
        ("00:12,5", 12.5),
        ("<3.0 seconds>", 3.0),
        ("7 s", 7.0),
        (4, 4.0),
        ("soon", None),
        ("-1:00", None),
        (True, None),
        (math.inf, None),
        (-2, None),
        ("nan", None),
        (None, None),
        ([1], None),
    ],
)
def test_what_a_model_may_write(said: object, seconds: float | None):
    assert seconds_of(said) == seconds


@settings(deadline=None)
@given(st.floats(0, 100_000))
def test_written_and_read_again(seconds: float):
    again = seconds_of(clock(seconds))
    assert again is not None and abs(again - seconds) <= 0.0051


@settings(deadline=None)
@given(st.floats(0, 100_000))
def test_for_people_to_a_tenth(seconds: float):
    again = seconds_of(short_clock(seconds))
    assert again is not None and abs(again - seconds) <= 0.051


def test_rounding_never_writes_sixty():
    assert (clock(59.999), short_clock(59.99)) == ("01:00.00", "1:00")


def test_times_within_words():
    text = "At 0:12 it opens, at 1:02:03.5 it shuts; 16:9 and 12:345 are no times."
    assert list(moments_in(text)) == [("0:12", 12.0), ("1:02:03.5", 3723.5)]
