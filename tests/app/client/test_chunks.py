"""Chunks of a chat completion become our events."""

import json
from typing import Any

import pytest

from app.chat.events import (
    Attached,
    Call,
    End,
    Event,
    Prefill,
    Receipt,
    Text,
    Thinking,
    Timings,
    Usage,
)
from app.client.chunks import ChunkReader, StrangeChunk

ATTACHMENT = {
    "name": "a.png",
    "kind": "image",
    "source_size": [4, 2],
    "seen_size": [64, 32],
    "times": [],
    "visual_tokens": 2,
    "sentence": "a.png: seen",
}


def push(reader: ChunkReader, **chunk: Any) -> list[Event]:
    return reader.push(json.dumps(chunk))


def choice(finish: str | None = None, **delta: Any) -> list[dict[str, Any]]:
    return [{"index": 0, "delta": delta, "finish_reason": finish}]


def test_an_answer_of_our_engine():
    reader = ChunkReader()
    first = push(reader, choices=choice(role="assistant"), attachments=[ATTACHMENT])
    assert first == [Attached((Receipt("a.png", "image", (4, 2), (64, 32), (), 2, "a.png: seen"),))]
    progress = {"total": 9, "cache": 2, "processed": 5, "time_ms": 3}
    assert push(reader, choices=choice(), prompt_progress=progress) == [Prefill(5, 9)]
    assert push(reader, choices=choice(reasoning_content="h")) == [Thinking("h")]
    assert push(reader, choices=choice(content="é")) == [Text("é")]
    timings = {
        "prompt_ms": 500,
        "first_token_ms": 600,
        "predicted_ms": 1000,
        "prompt_per_second": 14,
        "predicted_per_second": 2.5,
        "draft_n": 4,
        "draft_n_accepted": 3,
    }
    assert push(reader, choices=choice("loop"), timings=timings) == []
    usage = {
        "prompt_tokens": 9,
        "completion_tokens": 3,
        "prompt_tokens_details": {"cached_tokens": 2},
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    assert push(reader, choices=[], usage=usage) == []
    assert not reader.is_done
    assert reader.push("[DONE]") == []
    assert reader.is_done
    told = Timings(0.5, 0.6, 1.0, 14.0, 2.5, 4, 3)
    assert reader.end() == End("loop", Usage(9, 2, 3, 1), told)


def test_calls_as_servers_send_them():
    reader = ChunkReader()
    named = [{"index": 1, "id": "c1", "function": {"name": "f", "arguments": ""}}]
    pieces = [{"index": 1, "function": {"arguments": '{"a":'}}]
    assert push(reader, choices=choice(tool_calls=named)) == [Call(1, "f", "", "c1")]
    assert push(reader, choices=choice(tool_calls=pieces)) == [Call(1, "", '{"a":')]
    push(reader, choices=choice("tool_calls"))
    assert reader.end() == End("stop")


@pytest.mark.parametrize(
    ("told", "reason"),
    [("stop", "stop"), ("length", "length"), ("loop", "loop"), ("eos", "stop")],
)
def test_reasons(told: str, reason: str):
    reader = ChunkReader()
    push(reader, choices=choice(told))
    end = reader.end()
    assert end is not None
    assert end.reason == reason


def test_a_filtered_answer_has_failed():
    reader = ChunkReader()
    push(reader, choices=choice("content_filter"))
    end = reader.end()
    assert end is not None
    assert (end.reason, end.retryable) == ("failed", False)
    assert "filter" in end.error


def test_thoughts_under_their_other_name():
    assert push(ChunkReader(), choices=choice(reasoning="h", content=None)) == [Thinking("h")]


@pytest.mark.parametrize(
    ("error", "message", "retryable"),
    [
        ({"message": "no memory", "type": "server_error"}, "no memory", True),
        ({"message": "bad", "type": "invalid_request_error"}, "bad", False),
        ("just words", "just words", True),
        ({"code": 7}, "{'code': 7}", True),
    ],
)
def test_an_error_in_the_stream(error: object, message: str, retryable: bool):
    reader = ChunkReader()
    push(reader, choices=choice(content="a"))
    assert push(reader, error=error) == []
    assert reader.is_done
    assert reader.end() == End("failed", error=message, retryable=retryable)


def test_no_end_without_a_reason():
    reader = ChunkReader()
    push(reader, choices=choice(content="a"))
    assert reader.end() is None


def test_attachments_are_told_once():
    reader = ChunkReader()
    assert len(push(reader, attachments=[ATTACHMENT])) == 1
    assert push(reader, attachments=[ATTACHMENT]) == []


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "{",
        "null",
        "[1]",
        '"text"',
        '{"choices": 5}',
        '{"choices": {"a": 1}}',
        '{"choices": [5]}',
        '{"choices": [{"delta": []}], "usage": 4}',
        '{"choices": [{"delta": {"content": 7}}]}',
        '{"choices": [{"delta": {"content": {"a": 1}}}]}',
        '{"choices": [{"delta": {"tool_calls": 3}}]}',
        '{"choices": [{"delta": {"tool_calls": [{"function": {"name": 3}}]}}]}',
        '{"choices": [{"finish_reason": ["stop"]}]}',
        '{"usage": {"prompt_tokens": "many"}}',
        '{"timings": {"prompt_ms": "long"}}',
        '{"prompt_progress": {"total": 3}}',
        '{"attachments": [{"name": "a"}]}',
        '{"attachments": [3]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_chunk_is_refused(payload: str):
    with pytest.raises(StrangeChunk):
        ChunkReader().push(payload)
