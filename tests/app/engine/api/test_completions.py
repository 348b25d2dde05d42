"""Raw completions: whole, streamed, and the older form of logprobs."""

import json

from app.engine.api.answers import TextAnswer, TextChunk
from mlx_model.runtime.events import Logprob, Text
from tests.app.engine.api.conftest import Wire
from tests.fixtures.scripted_engine import STOP, ScriptedEngine

HALVES = (
    Logprob(1, b"a", -0.5, ((1, b"a", -0.5), (2, b"\xe2", -1.0)), False),
    Text("a", 1),
    Logprob(2, b"\xe2\x82", -0.25, (), False),
    Logprob(3, b"\xac", -0.125, (), False),
    Text("€", 3),
    Logprob(4, b"b", -0.75, (), False),
    Text("b", 4),
    STOP,
)


def test_whole(wire: Wire):
    answer = TextAnswer.model_validate_json(wire.complete().content)
    assert answer.choices[0].text == "Hello"
    assert answer.usage.total_tokens == 12
    order = wire.engine.orders[0]
    assert (order.text, order.messages, order.loop_guard) == ("Once", (), False)
    assert wire.complete(prompt=["Once"], loop_guard=True).status_code == 200
    assert wire.engine.orders[1].text == "Once" and wire.engine.orders[1].loop_guard


def test_streamed(wire: Wire):
    fields = {"stream_options": {"include_usage": True}, "return_progress": True}
    response = wire.complete(stream=True, **fields)
    lines = response.text.removesuffix("\n\n").split("\n\n")
    assert lines[-1] == "data: [DONE]"
    found = [TextChunk.model_validate_json(line[6:]) for line in lines[:-1]]
    texts = [choice.text for chunk in found for choice in chunk.choices]
    assert texts == ["", "", "Hel", "lo", ""]
    assert found[-2].choices[0].finish_reason == "stop" and found[-2].timings
    assert found[-1].usage and found[-1].usage.total_tokens == 12


def test_logprobs():
    wire = Wire(ScriptedEngine(HALVES))
    told = wire.complete(logprobs=2).json()["choices"][0]["logprobs"]
    assert told["tokens"] == ["a", "bytes:\\xe2\\x82", "bytes:\\xac", "b"]
    assert told["text_offset"] == [0, 1, 1, 2]
    assert told["top_logprobs"][0] == {"a": -0.5, "bytes:\\xe2": -1.0}
    assert wire.engine.orders[0].logprobs == 2


def test_streamed_logprobs_go_on_counting():
    response = Wire(ScriptedEngine(HALVES)).complete(logprobs=0, stream=True)
    chunks = [json.loads(line[6:]) for line in response.text.split("\n\n")[:-2]]
    told = [chunk["choices"][0]["logprobs"] for chunk in chunks]
    assert [one["text_offset"] for one in told if one] == [[0], [1, 1], [2]]
