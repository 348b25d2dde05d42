"""JSON that every program takes, whatever a name or a model holds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.reading.json_text import json_text


def test_what_is_no_letter_is_written_out():
    told = json_text({"name": "bad\udcff.pdf", "half": "\ud83d", "word": "Straße 中"})
    assert "Straße 中" in told
    assert json.loads(told.encode()) == {
        **{"name": "bad\\xff.pdf", "half": "\\ud83d", "word": "Straße 中"}
    }


@given(st.text(st.characters(codec=None)), st.sampled_from([None, 1]))
def test_it_can_always_be_written_and_read(words: str, indent: int | None):
    read = json.loads(json_text([words], indent).encode("utf-8"))
    assert read == [words] or any(0xD800 <= ord(letter) < 0xE000 for letter in words)
