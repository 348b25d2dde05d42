"""`kestrel serve` with the bundled checkpoint, asked by OpenAI's own client."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

ROOT = Path(__file__).parents[2]
SHOT = ROOT / "resources" / "samples" / "account.png"
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 8}, "sure": {"type": "boolean"}},
    "required": ["name", "sure"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "KESTREL_TOKEN": "a-token-for-tests"}
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    assert server.stdout is not None
    url = re.search(r"http://\S+", server.stdout.readline())
    try:
        assert url
        # Its retries wait for the checkpoint, which is loaded while 503 is answered.
        with openai.OpenAI(base_url=url[0], api_key="a-token-for-tests", max_retries=20) as made:
            yield made
    finally:
        server.terminate()
        assert server.wait(30) == 0


def question(text: str) -> list[ChatCompletionMessageParam]:
    url = "data:image/png;base64," + base64.b64encode(SHOT.read_bytes()).decode()
    return [
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": url}},
                {"type": "text", "text": text},
            ],
        }
    ]


def test_a_picture_whole_and_streamed(client: openai.OpenAI):
    asked = question("Which buttons are on this screen?")
    whole = client.chat.completions.create(
        model="kestrel-nano", messages=asked, temperature=0, max_tokens=40
    )
    said = whole.choices[0].message.content
    assert said
    assert whole.usage is not None and whole.usage.prompt_tokens > 90
    stream = client.chat.completions.create(
        model="kestrel-nano",
        messages=asked,
        temperature=0,
        max_tokens=40,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    pieces = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(pieces) == said
    told = chunks[-1].usage
    assert told is not None and told.prompt_tokens_details is not None
    assert told.prompt_tokens_details.cached_tokens  # of the first time


def test_a_form(client: openai.OpenAI):
    answer = client.chat.completions.create(
        model="kestrel-nano",
        messages=question("What is it?"),
        max_tokens=60,
        response_format={"type": "json_schema", "json_schema": {"name": "it", "schema": SCHEMA}},
    )
    found = json.loads(answer.choices[0].message.content or "")
    assert set(found) == {"name", "sure"} and isinstance(found["sure"], bool)


def test_a_refusal_of_the_runtime(client: openai.OpenAI):
    long = [*question("What is it?"), *question("word " * 5000)]
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError, match="tokens"):
            client.chat.completions.create(model="default", messages=long, stream=stream)


def test_no_picture(client: openai.OpenAI):
    content = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    messages = [{"role": "user", "content": content}]
    with pytest.raises(openai.BadRequestError, match="image 1|picture"):
        client.chat.completions.create(model="default", messages=messages)  # pyright: ignore


def test_a_checkpoint_that_cannot_answer_ends_the_server_with_its_reason():
    """It is found out while the weights are loaded, long after the address was told."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", "0", "--memory", "1000000"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "KESTREL_TOKEN": "a-token-for-tests"},
    )
    assert done.returncode == 2 and "Ready" not in done.stdout
    assert len(done.stderr.splitlines()) == 1 and "--memory" in done.stderr
