import json

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.video.moments import Moment, Moments, joined, moments_of
from app.reading.video.replies import entries_of
from tests.fixtures.shown_films import events


def test_events_in_the_order_of_the_film():
    told = moments_of(entries_of(events((4, 6, "second"), (0, 2, "first"))), 0, 10)
    assert [(m.start, m.end, m.text) for m in told.found] == [(0, 2, "first"), (4, 6, "second")]
    assert all(m.verdict == "unconfirmed" for m in told.found)


def test_times_outside_of_what_was_shown_are_brought_inside_and_marked():
    told = moments_of(entries_of(events((9, 30, "late"), (5, 10.5, "a little late"))), 0, 10)
    late, little = told.found[1], told.found[0]
    assert (late.start, late.end, late.verdict) == (9, 10, "contradicted")
    assert "00:30.00" in late.evidence[0].words
    assert (little.end, little.verdict) == (10, "unconfirmed")


def test_what_cannot_be_read_is_told():
    answer = json.dumps(
        [
            {"start": "00:05.00", "end": "00:01.00", "text": "backwards"},
            {"start": "soon", "end": "later", "text": "when?"},
            {"start": "00:01.00", "end": "00:02.00"},
            "only words",
            {"time": "00:03.00", "description": "one moment"},
        ]
    )
    told = moments_of(entries_of(answer), 0, 10)
    assert [(m.start, m.end, m.text) for m in told.found] == [(3, 3, "one moment")]
    reasons = sorted(piece.reason for piece in told.unread)
    assert reasons == ["it ends before it starts", "no object", "no times", "no words"]


def test_a_list_that_was_cut_off_keeps_its_whole_events():
    told = moments_of(entries_of(events((0, 1, "a"), (1, 2, "b"))[:-20]), 0, 10)
    assert [m.text for m in told.found] == ["a"]
    assert [piece.reason for piece in told.unread] == ["cut off"]


def test_prose_is_unread_and_an_empty_list_is_an_answer():
    assert moments_of(entries_of("It rains."), 0, 10).unread
    assert moments_of(entries_of("[]"), 0, 10) == Moments(())


def test_an_event_over_an_edge_is_one_but_not_a_repetition():
    parts = [Moments((Moment(0, 5, "rain"),)), Moments((Moment(5, 8, "rain"), Moment(8, 9, "sun")))]
    assert [(m.start, m.end) for m in joined(parts).found] == [(0, 8), (8, 9)]
    assert len(joined(parts, apart=["rain"]).found) == 3


@settings(deadline=None)
@given(st.text(), st.floats(0, 100), st.floats(0.1, 100))
def test_nothing_in_an_answer_gets_out_of_the_stretch(answer: str, start: float, length: float):
    told = moments_of(entries_of(answer), start, start + length)
    assert all(start <= m.start <= m.end <= start + length for m in told.found)


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "end", "text", "time", "events"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(_json)
def test_no_json_breaks_it(value: object):
    told = moments_of(entries_of(json.dumps(value)), 0, 10)
    assert all(0 <= m.start <= m.end <= 10 and m.text for m in told.found)
