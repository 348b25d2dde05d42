"""Chat completions: whole and streamed, and what an order says of a request."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.engine.api.answers import ChatAnswer, ChatChunk, ErrorAnswer
from app.engine.order import Grammar
from mlx_model.errors import CheckpointError, PromptError
from mlx_model.inputs.message import Message, TextPart
from mlx_model.runtime.events import Call, End, Logprob, Prefill, Text, Thinking
from mlx_model.runtime.loops import LoopLimits
from mlx_model.runtime.sampling import Sampling
from tests.app.engine.api.conftest import QUESTION, Wire
from tests.fixtures.scripted_engine import CARD, STOP, TIMINGS, USAGE, ScriptedEngine, failed

THOUGHT = (Thinking("So", 1), Thinking(" then", 2), Text("Fi", 3), Text("ne.", 4), STOP)
CALLS = (
    Text("Let me see.", 1),
    Call(0, "look", ""),
    Call(0, "", '{"at":'),
    Call(0, "", '"top"}'),
    Call(1, "wait", ""),
    Call(1, "", "{}"),
    STOP,
)
LOOK = {"type": "function", "function": {"name": "look", "parameters": {"default": None}}}


def chunks(response: httpx.Response, whole: bool = True) -> list[dict[str, Any]]:
    """The streamed chunks, each as the document has it."""
    lines = response.text.removesuffix("\n\n").split("\n\n")
    assert all(line.startswith("data: ") for line in lines)
    assert (lines[-1] == "data: [DONE]") == whole
    found = [json.loads(line[6:]) for line in (lines[:-1] if whole else lines)]
    for chunk in found:
        (ErrorAnswer if "error" in chunk else ChatChunk).model_validate(chunk)
    return found


def deltas(response: httpx.Response) -> list[dict[str, Any]]:
    return [chunk["choices"][0]["delta"] for chunk in chunks(response)]


def test_whole(wire: Wire):
    response = wire.chat()
    answer = ChatAnswer.model_validate_json(response.content)
    assert answer.choices[0].message.content == "Hello"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.prompt_tokens_details.cached_tokens == 3
    assert answer.usage.completion_tokens_details.reasoning_tokens == 2
    assert (answer.timings.prompt_ms, answer.timings.draft_n_accepted) == (500, 1)
    assert answer.timings.predicted_per_second == 4
    assert wire.engine.orders[0].messages == (Message("user", (TextPart("How are you?"),)),)


def test_streamed(wire: Wire):
    response = wire.chat(stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    said = deltas(response)
    assert said == [{"role": "assistant", "content": ""}, {"content": "Hel"}, {"content": "lo"}, {}]
    last = chunks(response)[-1]
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["timings"]["first_token_ms"] == 600
    assert len({chunk["id"] for chunk in chunks(response)}) == 1


def test_usage_comes_in_a_chunk_of_its_own_if_asked(wire: Wire):
    found = chunks(wire.chat(stream=True, stream_options={"include_usage": True}))
    assert found[-1]["choices"] == []
    assert found[-1]["usage"]["total_tokens"] == 12
    assert all(chunk["usage"] is None for chunk in found[:-1])
    assert all("usage" not in chunk for chunk in chunks(wire.chat(stream=True)))


def test_progress(wire: Wire):
    found = chunks(wire.chat(stream=True, return_progress=True))
    told = [chunk["prompt_progress"] for chunk in found if "prompt_progress" in chunk]
    assert [(one["total"], one["cache"], one["processed"]) for one in told] == [
        (7, 3, 3),
        (7, 3, 7),
    ]
    assert all("prompt_progress" not in chunk for chunk in chunks(wire.chat(stream=True)))


def test_thoughts():
    wire = Wire(ScriptedEngine(THOUGHT))
    message = wire.chat(enable_thinking=True).json()["choices"][0]["message"]
    assert (message["reasoning_content"], message["content"]) == ("So then", "Fine.")
    assert [list(delta.items()) for delta in deltas(wire.chat(stream=True))][1:3] == [
        [("reasoning_content", "So")],
        [("reasoning_content", " then")],
    ]


def test_calls():
    wire = Wire(ScriptedEngine(CALLS))
    choice = wire.chat(tools=[LOOK]).json()["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] == "Let me see."
    calls = choice["message"]["tool_calls"]
    assert [call["function"] for call in calls] == [
        {"name": "look", "arguments": '{"at":"top"}'},
        {"name": "wait", "arguments": "{}"},
    ]
    assert len({call["id"] for call in calls}) == 2


def test_streamed_calls():
    response = Wire(ScriptedEngine(CALLS)).chat(tools=[LOOK], stream=True)
    pieces = [piece for delta in deltas(response) for piece in delta.get("tool_calls", [])]
    assert [(piece["index"], "id" in piece) for piece in pieces] == [
        (0, True),
        (0, False),
        (0, False),
        (1, True),
        (1, False),
    ]
    assert "".join(piece["function"]["arguments"] for piece in pieces[:3]) == '{"at":"top"}'
    assert chunks(response)[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_only_calls_leave_no_content():
    message = Wire(ScriptedEngine(CALLS[1:])).chat(tools=[LOOK]).json()["choices"][0]["message"]
    assert message["content"] is None


@pytest.mark.parametrize("reason", ["length", "loop"])
def test_reasons(reason: Any):
    wire = Wire(ScriptedEngine([*CALLS[:-1], End(reason, USAGE, TIMINGS)]))
    assert wire.chat(tools=[LOOK]).json()["choices"][0]["finish_reason"] == reason
    assert chunks(wire.chat(stream=True))[-1]["choices"][0]["finish_reason"] == reason


def test_logprobs():
    half = Logprob(9, b"\xe2\x82", float("-inf"), ((9, b"\xe2\x82", -0.5),), False)
    script = (
        Logprob(1, b"So", -0.25, (), True),
        Thinking("So", 1),
        half,
        Logprob(3, b"\xac", -0.5, (), False),
        Text("€", 3),
        Logprob(4, b"</s>", float("nan"), (), False),
        STOP,
    )
    wire = Wire(ScriptedEngine(script))
    told = wire.chat(logprobs=True, top_logprobs=1).json()["choices"][0]["logprobs"]
    assert [token["logprob"] for token in told["content"]] == [-9999.0, -0.5, -9999.0]
    assert told["content"][0]["top_logprobs"][0]["bytes"] == [0xE2, 0x82]
    assert [token["token"] for token in told["reasoning_content"]] == ["So"]
    assert wire.engine.orders[0].logprobs == 1
    found = chunks(wire.chat(logprobs=True, stream=True))
    streamed = [chunk["choices"][0]["logprobs"] for chunk in found]
    assert [len(one["content"]) if one else None for one in streamed] == [None, 0, 2, 1]
    assert wire.chat().json()["choices"][0]["logprobs"] is None
    assert wire.engine.orders[2].logprobs is None


def test_failure_before_the_first_event_has_its_status():
    wire = Wire(ScriptedEngine([failed(PromptError("Ask something."))]))
    for response in (wire.chat(), wire.chat(stream=True)):
        assert response.status_code == 400
        error = response.json()["error"]
        assert (error["message"], error["code"]) == ("Ask something.", "prompt_error")
        assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (failed(CheckpointError("Damaged.")), 500),
        (failed(None), 500),
        (End("cancelled", USAGE, TIMINGS), 503),
    ],
)
def test_failures_of_ours(end: End, status: int):
    response = Wire(ScriptedEngine([Text("Be", 1), end])).chat()
    assert response.status_code == status
    assert response.json()["error"]["type"] == "server_error"


def test_failure_later_ends_the_stream_without_done():
    wire = Wire(ScriptedEngine([Prefill(3, 7), Text("Be", 1), failed(PromptError("No."))]))
    found = chunks(wire.chat(stream=True), whole=False)
    assert found[-1]["error"]["message"] == "No."
    assert found[-2]["choices"][0]["delta"] == {"content": "Be"}
    assert wire.chat().status_code == 400


def test_an_answer_of_any_text():
    """What a model writes may hold line ends of all kinds, and halves of letters by mistake."""
    strange = "a\r\n\u2028\u0085\ud800 data: [DONE]\n\n"
    wire = Wire(ScriptedEngine([Text(strange, 1), STOP]))
    assert wire.chat().json()["choices"][0]["message"]["content"] == strange
    assert deltas(wire.chat(stream=True))[1]["content"] == strange


def test_order(wire: Wire):
    wire.chat(
        tools=[LOOK],
        tool_choice={"type": "function", "function": {"name": "look"}},
        parallel_tool_calls=False,
        chat_template_kwargs={"enable_thinking": True},
        reasoning_effort="low",
        thinking_budget=9,
        max_completion_tokens=5,
        stop="END",
        loop_guard=False,
        priority="urgent",
        snapshots="nothing",
        warm=False,
    )
    order = wire.engine.orders[0]
    assert order.tools == (LOOK,)
    assert (order.tool_choice, order.parallel_tool_calls) == ("=look", False)
    assert (order.think, order.thinking_budget) == (True, 9)
    assert (order.max_tokens, order.stop, order.sampling) == (5, ("END",), None)
    assert (order.loop_guard, order.urgent, order.keep) == (False, True, "nothing")
    assert order.warm is False


def test_the_loop_guards_threshold(wire: Wire):
    wire.chat(loop_limits={"least": 64})
    wire.chat()
    limits = [order.loop_limits for order in wire.engine.orders]
    assert limits == [LoopLimits(256, 64, 4), LoopLimits()]
    assert wire.chat(loop_limits={"least": 1}).status_code == 400
    assert wire.chat(loop_limits={"most": 1}).status_code == 400


def test_what_is_not_said_is_left_to_the_engine(wire: Wire):
    wire.chat()
    order = wire.engine.orders[0]
    assert (order.think, order.tool_choice, order.keep) == (False, "auto", "disk")
    assert order.warm is True
    assert order.max_tokens is None and order.sampling is None and order.loop_guard


def test_sampling(wire: Wire):
    wire.chat(temperature=0.5, top_k=3, seed=2**63, presence_penalty=-1)
    found = wire.engine.orders[0].sampling
    assert found is not None
    assert (found.temperature, found.top_k, found.top_p, found.seed) == (0.5, 3, 1.0, 2**63)
    assert found.presence_penalty == -1


def test_what_is_asked_for_stands_over_the_checkpoints_own(wire: Wire):
    wire.engine.cards = (replace(CARD, sampling=Sampling(temperature=0.6, top_k=20)),)
    wire.chat(seed=5)
    assert wire.engine.orders[0].sampling == Sampling(temperature=0.6, top_k=20, seed=5)


def test_forms(wire: Wire):
    schema = {"type": "object"}
    named = {"type": "json_schema", "json_schema": {"name": "it", "schema": schema}}
    for response_format in ({"type": "text"}, {"type": "json_object"}, named):
        assert wire.chat(response_format=response_format).status_code == 200
    wire.chat(grammar={"type": "regex", "text": "[ab]+"})
    assert [order.grammar for order in wire.engine.orders] == [
        None,
        Grammar("json_object"),
        Grammar("json_schema", '{"type": "object"}'),
        Grammar("regex", "[ab]+"),
    ]


def test_fields_that_ask_for_nothing(wire: Wire):
    response = wire.chat(
        n=1,
        store=False,
        user="me",
        metadata={"a": "b"},
        service_tier="auto",
        stream_options=None,
        logit_bias={},
        modalities=["text"],
        verbosity="medium",
        model="default",
        timings_per_token=False,
        response_format=None,
    )
    assert response.status_code == 200, response.text


def test_measure(wire: Wire):
    response = wire.request("POST", "/v1/measure", json={**QUESTION, "stream": True})
    assert response.json() == {
        "attachments": [],
        "prompt_tokens": 7,
        "cached_tokens": 3,
        "bytes_needed": 1000,
        "bytes_free": 2000,
    }
    wire.engine.measured = PromptError("Ask something.")
    assert wire.request("POST", "/v1/measure", json=QUESTION).status_code == 400
