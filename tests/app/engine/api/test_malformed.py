"""A thousand requests that went wrong on their way: 4xx with a reason, no 5xx, no hang."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

import httpx

from app.engine.api.access import Access
from app.engine.api.answers import ErrorAnswer
from app.engine.api.app import create_app
from tests.fixtures.scripted_engine import ScriptedEngine

PICTURE = "data:image/png;base64,AAAA"
WHOLE: dict[str, Any] = {
    "model": "scripted",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is it?"},
                {"type": "image_url", "image_url": {"url": PICTURE, "detail": "low"}},
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    "tool_choice": "auto",
    "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {}}},
    "temperature": 0.5,
    "stop": ["END"],
    "seed": 5,
    "chat_template_kwargs": {"enable_thinking": True},
}
WRONG = (
    None,
    True,
    -1,
    2**63,
    1.5,
    "",
    "\u0000",
    "x" * 10_000,
    [],
    {},
    [[]],
    {"a": {"b": []}},
    "é",
)
NOISE = (b"\xff", b"\x00", b'"', b"{", b"]", b",", b"NaN", b"1e999", b"\\ud800", b"9" * 5000)
Body = bytes


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    steps = value.items() if isinstance(value, dict) else []
    steps = enumerate(value) if isinstance(value, list) else steps
    return [path, *(place for step, inner in steps for place in places(inner, (*path, step)))]


def changed(chance: random.Random) -> Body:
    """The request with another value, one more field or one less at some place."""
    body = json.loads(json.dumps(WHOLE))
    *path, last = chance.choice([place for place in places(body) if place])
    parent = body
    for step in path:
        parent = parent[step]
    how = chance.randrange(3)
    if how == 0:
        parent[last] = chance.choice(WRONG)
    elif how == 1:
        del parent[last]
    elif isinstance(parent, dict):
        parent[f"{last}_"] = chance.choice(WRONG)
    else:
        parent.append(chance.choice(WRONG))
    return json.dumps(body).encode()


def damaged(chance: random.Random) -> Body:
    """Its bytes with noise in them, or cut short."""
    body = json.dumps(WHOLE).encode()
    at = chance.randrange(len(body))
    if chance.random() < 0.3:
        return body[:at]
    return body[:at] + chance.choice(NOISE) + body[at + chance.randrange(3) :]


def deepened(chance: random.Random) -> Body:
    """With something far too deep in it."""
    depth = chance.choice([70, 500, 20_000])
    opening, closing = chance.choice([("[", "]"), ('{"a":', "}")])
    deep = opening * depth + "1" + closing * chance.choice([depth, depth - 1])
    return json.dumps({**WHOLE, "metadata": "DEEP"}).replace('"DEEP"', deep).encode()


KINDS: tuple[Callable[[random.Random], Body], ...] = (changed, changed, damaged, deepened)


def test_a_thousand_malformed_requests():
    chance, engine = random.Random(5), ScriptedEngine()
    bodies = [chance.choice(KINDS)(chance) for _ in range(1000)]

    async def sent() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(engine, Access()))
        headers = {"content-type": "application/json"}
        paths = ("/v1/chat/completions", "/v1/measure", "/v1/completions")
        found = []
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for number, body in enumerate(bodies):
                path = paths[number % 3]
                found.append(await client.post(path, content=body, headers=headers, timeout=10))
        return found

    answers = asyncio.run(sent())
    refused = [answer for answer in answers if answer.status_code != 200]
    # Some changes leave a request that can be obeyed: an optional field that is missing or null.
    assert len(refused) > 900
    for answer in refused:
        assert 400 <= answer.status_code < 500, answer.text
        assert len(ErrorAnswer.model_validate_json(answer.content).error.message) > 10
