"""What is not obeyed is refused, with a reason that names it; never 422, never 5xx."""

import json
from typing import Any

import pytest

from app.engine.api.access import Access
from app.engine.api.answers import ErrorAnswer
from tests.app.engine.api.conftest import QUESTION, Wire
from tests.fixtures.scripted_engine import CARD, ScriptedEngine

TOOL = {"type": "function", "function": {"name": "look"}}
ASKED = QUESTION["messages"][0]
CALL = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}


def message(response: Any, status: int = 400) -> str:
    assert response.status_code == status, response.text
    return ErrorAnswer.model_validate_json(response.content).error.message


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("foo", 1, "foo is not supported: leave it out."),
        ("n", 2, "n cannot be taken"),
        ("n", True, "n cannot be taken"),
        ("logit_bias", {"5": 1}, "single tokens"),
        ("functions", [{"name": "f"}], "use tools"),
        ("function_call", "auto", "use tools"),
        ("store", True, "nothing is stored"),
        ("timings_per_token", True, "timings come once"),
        ("modalities", ["text", "audio"], "answers are text"),
        ("audio", {}, "answers are text"),
        ("prediction", {}, "predicted output"),
        ("web_search_options", {}, "nothing is looked up"),
        ("service_tier", "priority", "one tier"),
        ("temperature", "1", "temperature cannot be taken"),
        ("temperature", -1, "temperature cannot be taken"),
        ("top_p", 0, "top_p cannot be taken"),
        ("max_tokens", 0, "max_tokens cannot be taken"),
        ("seed", 1.5, "seed cannot be taken"),
        ("stop", [""], "stop[0] cannot be taken"),
        ("stop", 5, "stop cannot be taken: it must be a string or a list"),
        ("top_logprobs", 3, "logprobs is not true"),
        ("logprobs", 3, "logprobs cannot be taken"),
        ("tool_choice", "required", "no tools are declared"),
        ("tool_choice", TOOL, "no tools are declared"),
        ("tool_choice", {"type": "allowed_tools"}, "tool_choice.type cannot be taken"),
        ("tools", [TOOL, TOOL], "the same name"),
        ("tools", [{"type": "custom"}], "tools[0].type cannot be taken"),
        ("tools", [{"type": "function", "function": {"name": "a b"}}], "tools[0].function.name"),
        ("response_format", {"type": "xml"}, "response_format cannot be taken"),
        ("response_format", {"type": "json_schema"}, "response_format.json_schema is required"),
        ("grammar", {"type": "gbnf", "text": "x"}, "grammar.type cannot be taken"),
        ("thinking_budget", 5, "thinking is off"),
        ("chat_template_kwargs", {"x": 1}, "chat_template_kwargs.x is not supported"),
        ("stream_options", {"x": 1}, "stream_options.x is not supported"),
        ("return_progress", True, "only a streamed answer"),
        ("priority", "high", "priority cannot be taken"),
        ("messages", [], "messages cannot be taken"),
        ("messages", "hi", "messages cannot be taken"),
        ("messages", [{"content": "x"}], "messages[0] cannot be taken: it must hold 'role'"),
        ("messages", [{"role": "user"}], "messages[0].content is required"),
        ("messages", [{"role": "function", "content": "x"}], "messages[0] cannot be taken"),
        ("messages", [{**ASKED, "name": "Bob"}], "participants have no names"),
        ("messages", [{"role": "user", "content": None}], "messages[0].content cannot be taken"),
        ("messages", [{"role": "user", "content": []}], "messages[0].content cannot be taken"),
        ("messages", [{"role": "assistant", "content": None}], "without tool calls"),
        ("messages", [{"role": "assistant", "content": "x", "audio": {}}], "messages[0].audio"),
    ],
)
def test_fields(wire: Wire, field: str, value: object, named: str):
    assert named in message(wire.chat(**{field: value}))
    assert not wire.engine.orders


@pytest.mark.parametrize(
    "part",
    [
        {"type": "text", "text": "x", "cache_control": {}},
        {"type": "input_audio", "input_audio": {}},
        {"type": "file", "file": {}},
        {"type": "image_url", "image_url": "data:image/png;base64,AA=="},
        {"type": "image_url", "image_url": {"url": "x", "detail": "huge"}},
    ],
)
def test_parts(wire: Wire, part: dict[str, Any]):
    said = message(wire.chat(messages=[{"role": "user", "content": [part]}]))
    assert said.startswith("messages[0].content[0]")


def test_only_words_in_a_system_message(wire: Wire):
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    said = message(wire.chat(messages=[{"role": "system", "content": [picture]}, ASKED]))
    assert "messages[0].content[0]" in said


@pytest.mark.parametrize(
    "fields",
    [
        {"enable_thinking": True, "reasoning_effort": "none"},
        {"enable_thinking": False, "chat_template_kwargs": {"enable_thinking": True}},
        {"max_tokens": 5, "max_completion_tokens": 6},
        {
            "grammar": {"type": "regex", "text": "x"},
            "response_format": {"type": "json_object"},
        },
    ],
)
def test_contradictions(wire: Wire, fields: dict[str, Any]):
    message(wire.chat(**fields))


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"prompt": ["a", "b"]}, "prompt"),
        ({"prompt": [1]}, "prompt[0] cannot be taken"),
        ({"prompt": ""}, "it is empty"),
        ({"suffix": "x"}, "suffix"),
        ({"echo": True}, "not repeated"),
        ({"best_of": 2}, "several requests"),
        ({"logprobs": 21}, "logprobs"),
        ({"messages": []}, "messages is not supported"),
    ],
)
def test_completions(wire: Wire, fields: dict[str, Any], named: str):
    assert named in message(wire.complete(**fields))


@pytest.mark.parametrize(
    ("messages", "named"),
    [
        ([ASKED, {"role": "tool", "content": "x", "tool_call_id": "a"}], "messages[1].tool_call"),
        ([ASKED, CALLED], "the call 'a' has no answer"),
        ([ASKED, CALLED, ASKED], "the call 'a' has no answer"),
        ([ASKED, CALLED, {"role": "tool", "content": "x", "tool_call_id": "b"}], "no open call"),
        (
            [ASKED, CALLED, {"role": "tool", "content": "x", "tool_call_id": "a", "name": "b"}],
            "the call was of 'look'",
        ),
        ([ASKED, {**CALLED, "tool_calls": [CALL, CALL]}], "two calls have the same id"),
    ],
)
def test_history(wire: Wire, messages: list[Any], named: str):
    assert named in message(wire.chat(messages=messages))


def test_answers_of_tools_are_put_in_the_order_of_their_calls(wire: Wire):
    calls = [CALL, {**CALL, "id": "b", "index": 1}]
    answers = [{"role": "tool", "content": who, "tool_call_id": who} for who in "ba"]
    said = {"role": "assistant", "content": None, "reasoning_content": "Hm", "tool_calls": calls}
    response = wire.chat(messages=[ASKED, said, *answers, ASKED])
    assert response.status_code == 200, response.text
    messages = wire.engine.orders[0].messages
    assert [message.role for message in messages] == ["user", "assistant", "tool", "tool", "user"]
    assert [message.parts[0].text for message in messages[2:4]] == ["a", "b"]  # pyright: ignore
    assert messages[1].reasoning == "Hm" and messages[1].parts == ()
    assert messages[1].tool_calls == (CALL, {**CALL, "id": "b"})


def test_what_was_answered_can_be_sent_back(wire: Wire):
    """Clients put the message of an answer into the next request as it is."""
    told = wire.chat().json()["choices"][0]["message"]
    assert wire.chat(messages=[ASKED, told, ASKED]).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "Expecting value"),
        (b"[]", "must be an object"),
        (b"{", "Expecting"),
        (b'{"a":NaN}', "NaN is no JSON number"),
        (b'{"a":-Infinity}', "no JSON number"),
        (b'{"a":1e999}', "too large"),
        (b'{"seed":' + b"9" * 5000 + b"}", "digits"),
        (b'{"seed":18446744073709551616}', "64 bits"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested deeper"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":"\xff"}', "not UTF-8"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\ud800":1}', "surrogate"),
        (b'{"a":1,"a":2}', "'a' stands twice"),
        (b'{"a":"\n"}', "control character"),
    ],
)
def test_bodies(wire: Wire, body: bytes, named: str):
    headers = {"content-type": "application/json"}
    for path in ("/v1/chat/completions", "/v1/completions", "/v1/measure"):
        assert named in message(wire.request("POST", path, content=body, headers=headers))


@pytest.mark.parametrize(
    "header", ["", "text/plain", "multipart/form-data; boundary=x", "application/json; charset=x"]
)
def test_content_types(wire: Wire, header: str):
    body = json.dumps(QUESTION).encode()
    headers = {"content-type": header} if header else {}
    found = wire.request("POST", "/v1/chat/completions", content=body, headers=headers)
    message(found, 415)


def test_compressed_bodies(wire: Wire):
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    found = wire.request("POST", "/v1/completions", content=b"{}", headers=headers)
    assert "Content-Encoding" in message(found, 415)


def test_models_that_are_not_there(wire: Wire):
    assert "'other'" in message(wire.chat(model="other"), 404)
    assert wire.chat(model="other").json()["error"]["code"] == "model_not_found"
    assert wire.chat(model="scripted").status_code == 200
    message(wire.get("/v1/models/other"), 404)
    assert wire.get("/v1/models/scripted").json()["context"] == CARD.context


@pytest.mark.parametrize("name", ["/nope", "/v1/chat/completions/", "/docs"])
def test_places_that_are_not_there(wire: Wire, name: str):
    assert name in message(wire.get(name), 404)


def test_methods_and_queries(wire: Wire):
    message(wire.get("/v1/chat/completions"), 405)
    assert "follows the ?" in message(wire.get("/v1/models?limit=5"))


def test_an_engine_that_is_not_ready():
    engine = ScriptedEngine()
    wire = Wire(engine, Access())
    engine.state = "loading"
    assert wire.get("/health").status_code == 503
    assert wire.get("/health").json() == {"status": "loading"}
    assert wire.chat().status_code == 503
    assert wire.chat().headers["retry-after"] == "1"
    engine.state, engine.error = "failed", "Damaged."
    assert wire.get("/health").json() == {"status": "failed", "error": "Damaged."}
    assert "Damaged." in message(wire.complete(), 503)
    engine.state = "ready"
    assert wire.get("/health").json() == {"status": "ok", "model": "scripted"}
    assert wire.get("/status").json()["memory"] == {"cache": 5}
