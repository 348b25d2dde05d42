"""The programs that this wire is made for: OpenAI's own client, and Simon Willison's llm."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import BaseModel

from app.engine.api.access import Access
from mlx_model.errors import PromptError
from mlx_model.inputs.message import ImagePart
from mlx_model.runtime.events import Call, Logprob, Text, Thinking
from tests.app.engine.api.conftest import TCP, TOKEN, Served, Serving
from tests.fixtures.scripted_engine import HELLO, STOP, ScriptedEngine, failed

PICTURE = "data:image/png;base64," + base64.b64encode(b"a picture").decode()
HI: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]
LOOK: ChatCompletionToolParam = {
    "type": "function",
    "function": {"name": "look", "parameters": {"type": "object", "properties": {}}},
}
CALL = (Call(0, "look", ""), Call(0, "", '{"at":'), Call(0, "", "1}"), STOP)


@pytest.fixture(params=["tcp", "unix"])
def talking(request: pytest.FixtureRequest, serving: Serving) -> Iterator[object]:
    """talking(engine) gives a client; over both kinds of socket."""
    open_now = []

    def talk(engine: ScriptedEngine) -> openai.OpenAI:
        unix = request.param == "unix"
        running = serving(engine, Access() if unix else TCP, unix)
        served: Served = running.__enter__()
        open_now.append(running)
        transport = httpx.HTTPTransport(uds=str(served.path)) if unix else None
        client = httpx.Client(transport=transport)
        open_now.append(client)
        url = f"{served.url}/v1"
        # pyright knows of httpx2 alone, openai of both.
        http: Any = client
        return openai.OpenAI(base_url=url, api_key=TOKEN, http_client=http, max_retries=0)

    yield talk
    for thing in reversed(open_now):
        thing.__exit__(None, None, None)


def test_whole_and_streamed(talking):
    client = talking(ScriptedEngine((Thinking("Hm", 1), *HELLO)))
    answer = client.chat.completions.create(model="scripted", messages=HI)
    assert answer.choices[0].message.content == "Hello"
    assert answer.choices[0].message.reasoning_content == "Hm"
    assert answer.usage.prompt_tokens_details.cached_tokens == 3
    stream = client.chat.completions.create(
        model="scripted", messages=HI, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    texts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(texts) == "Hello"
    assert chunks[-1].usage.total_tokens == 12
    assert chunks[-2].timings["cache_n"] == 3
    text = client.completions.create(model="scripted", prompt="Once")
    assert text.choices[0].text == "HmHello"
    pieces = client.completions.create(model="scripted", prompt="Once", stream=True)
    assert "".join(piece.choices[0].text for piece in pieces) == "HmHello"


def test_models(talking):
    client = talking(ScriptedEngine())
    assert [model.id for model in client.models.list()] == ["scripted"]
    assert client.models.retrieve("scripted").owned_by == "local"


def test_tools_there_and_back(talking):
    engine = ScriptedEngine(CALL, CALL, HELLO)
    client = talking(engine)
    with client.chat.completions.stream(model="scripted", messages=HI, tools=[LOOK]) as stream:
        streamed = stream.get_final_completion().choices[0]
    assert streamed.finish_reason == "tool_calls"
    assert streamed.message.tool_calls[0].function.arguments == '{"at":1}'
    whole = client.chat.completions.create(model="scripted", messages=HI, tools=[LOOK])
    message = whole.choices[0].message
    answer = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "a bird"}
    again = client.chat.completions.create(
        model="scripted", messages=[*HI, message.model_dump(), answer], tools=[LOOK]
    )
    assert again.choices[0].message.content == "Hello"
    assert [one.role for one in engine.orders[2].messages] == ["user", "assistant", "tool"]


def test_pictures(talking):
    engine = ScriptedEngine()
    parts = [
        {"type": "image_url", "image_url": {"url": PICTURE, "detail": "auto"}},
        {"type": "text", "text": "What is it?"},
    ]
    message = {"role": "user", "content": parts}
    answer = talking(engine).chat.completions.create(model="scripted", messages=[message])
    assert answer.attachments[0]["visual_tokens"] == 18
    assert engine.orders[0].messages[0].parts[0] == ImagePart(b"a picture")


class Bird(BaseModel):
    name: str
    wings: int


def test_a_form_from_a_class(talking):
    engine = ScriptedEngine((Text('{"name":"kestrel",', 1), Text('"wings":2}', 2), STOP))
    answer = talking(engine).chat.completions.parse(
        model="scripted", messages=HI, response_format=Bird
    )
    assert answer.choices[0].message.parsed == Bird(name="kestrel", wings=2)
    grammar = engine.orders[0].grammar
    assert grammar is not None and grammar.kind == "json_schema"
    assert json.loads(grammar.text)["required"] == ["name", "wings"]


def test_logprobs(talking):
    script = (Logprob(1, b"Hi", -0.5, ((1, b"Hi", -0.5),), False), Text("Hi", 1), STOP)
    answer = talking(ScriptedEngine(script)).chat.completions.create(
        model="scripted", messages=HI, logprobs=True, top_logprobs=1
    )
    token = answer.choices[0].logprobs.content[0]
    assert (token.token, token.logprob, token.top_logprobs[0].bytes) == ("Hi", -0.5, [72, 105])


def test_errors(talking):
    client = talking(ScriptedEngine((Text("Be", 1), failed(PromptError("Too long.")))))
    with pytest.raises(openai.BadRequestError, match="Too long"):
        client.chat.completions.create(model="scripted", messages=HI)
    with pytest.raises(openai.NotFoundError, match="no model"):
        client.chat.completions.create(model="gpt-5", messages=HI)
    stream = client.chat.completions.create(model="scripted", messages=HI, stream=True)
    with pytest.raises(openai.APIError, match="Too long"):
        list(stream)


def test_a_wrong_key(serving: Serving):
    with serving(ScriptedEngine()) as served:
        client = openai.OpenAI(base_url=f"{served.url}/v1", api_key="wrong", max_retries=0)
        with client, pytest.raises(openai.AuthenticationError, match="Bearer"):
            client.models.list()


@pytest.mark.parametrize("stream", [True, False])
def test_llm(serving: Serving, tmp_path: Path, stream: bool):
    """As its documentation says: an entry in extra-openai-models.yaml."""
    engine = ScriptedEngine()
    picture = tmp_path / "shot.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    with serving(engine) as served:
        entry = {
            "model_id": "kestrel",
            "model_name": "scripted",
            "api_base": f"{served.url}/v1",
            "api_key_name": "kestrel",
            "vision": True,
        }
        (tmp_path / "extra-openai-models.yaml").write_text(json.dumps([entry]))  # JSON is YAML
        (tmp_path / "keys.json").write_text(json.dumps({"kestrel": TOKEN}))
        command = [sys.executable, "-m", "llm", "-m", "kestrel", "What is it?"]
        command += ["--attachment-type", str(picture), "image/png"]
        done = subprocess.run(
            command + ([] if stream else ["--no-stream"]),
            env={**os.environ, "LLM_USER_PATH": str(tmp_path), "LD_PRELOAD": ""},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Hello\n"
    parts = engine.orders[0].messages[0].parts
    assert ImagePart(b"\x89PNG\r\n\x1a\n") in parts
