"""What a model takes here, and what is left for files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.document import LARGEST
from app.reading.folders.window import NoRoom, Window, room_of
from tests.fixtures.folders import window


def test_memory_may_allow_less_than_the_model():
    assert window(8192).tokens == 8192
    assert window(8192, usable=5_000_000).tokens == 5000
    assert window(8192, usable=0).tokens == 0


@given(st.integers(2000, 300_000))
def test_question_answer_and_files_fit_together(context: int):
    here = window(context)
    assert room_of(here).size + here.answer + here.question < here.tokens


def test_too_small_a_window_is_refused_with_the_numbers():
    with pytest.raises(NoRoom, match=r"takes 600 tokens here \(8,192 by itself\), too few"):
        room_of(window(8192, usable=600_000))


@given(st.text(max_size=50), st.integers(2000, 10_000_000))
def test_what_fills_a_room_can_be_sent_as_a_document(text: str, context: int):
    room = room_of(Window(context, lambda text: len(text) // 1000, lambda n: n, 1 << 40))
    copies = room.size // max(room.cost(text), 1)
    assert copies * len(text.encode()) <= LARGEST


def test_without_a_model_bytes_count():
    room = room_of(None)
    assert room.cost("ä") == 2 and room.size < LARGEST
