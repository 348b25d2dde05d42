"""Server-sent events are the same however their bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.client import sse
from app.client.sse import EventReader, NoEvents

STREAM = 'data: é\r\n\r\n: a comment\ndata:{"a": "🦅"}\ndata: two\n\nevent: x\nid: 1\n\r\rdata\n\n'
EVENTS = ["é", '{"a": "🦅"}\ntwo', ""]


def read(pieces: list[bytes]) -> list[str]:
    reader = EventReader()
    return [event for piece in pieces for event in reader.push(piece)]


def test_whole():
    assert read([STREAM.encode()]) == EVENTS


def test_cut_at_every_byte():
    assert read([bytes([byte]) for byte in STREAM.encode()]) == EVENTS


@pytest.mark.parametrize("at", range(len(STREAM.encode())))
def test_cut_in_two(at: int):
    data = STREAM.encode()
    assert read([data[:at], b"", data[at:]]) == EVENTS


@given(st.lists(st.text(alphabet="ab:é🦅 ", max_size=5), max_size=6), st.data())
def test_any_lines_in_any_pieces(lines: list[str], data: st.DataObject):
    ends = st.sampled_from(["\n", "\r\n", "\r"])
    sent = "".join(f"data: {line}{data.draw(ends)}\n" for line in lines).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(sent)))))
    pieces = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    assert read(pieces) == read([sent])


def test_a_mark_of_byte_order_comes_once():
    assert read([b"\xef\xbb", b"\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n"]) == ["a"]


def test_bytes_that_are_no_text_do_not_end_the_stream():
    assert read([b"data: \xff\xfe\n\ndata: b\n\n"]) == ["\ufffd\ufffd", "b"]


def test_an_unfinished_event_is_not_told():
    assert read([b"data: a\n\ndata: b\n"]) == ["a"]


@pytest.mark.parametrize("piece", [b"x" * 64, b"data: x\n" * 64], ids=["line", "event"])
def test_a_stream_without_end_is_refused(piece: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sse, "LONGEST", 1000)
    reader = EventReader()
    with pytest.raises(NoEvents, match="without an end"):
        for _ in range(1000):
            reader.push(piece)
