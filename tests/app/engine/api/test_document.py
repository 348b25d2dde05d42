"""The OpenAPI document, held to by schemathesis."""

from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.engine.api.access import Access
from app.engine.api.app import create_app
from tests.app.engine.api.conftest import Wire
from tests.fixtures.scripted_engine import ScriptedEngine

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
APP = create_app(ScriptedEngine(), Access())
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_answers_keep_to_the_document(case: Any):
    case.call_and_validate(checks=CHECKS)


@cache
def document() -> dict[str, Any]:
    return Wire().get("/openapi.json").json()


@pytest.mark.parametrize(
    "path", ["/v1/chat/completions", "/v1/completions", "/v1/measure", "/v1/frames"]
)
def test_requests_and_errors_are_declared(path: str):
    operation = document()["paths"][path]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    found = document()["components"]["schemas"][body.split("/")[-1]]
    assert found["additionalProperties"] is False
    declared = operation["responses"]
    assert set(declared) >= {"200", "400", "401", "403", "404", "413", "415", "500", "503"}
    assert "422" not in declared
    error = declared["400"]["content"]["application/json"]["schema"]["$ref"]
    assert error.endswith("/ErrorAnswer")


def test_streams_are_declared():
    for path, chunk in (("chat/completions", "ChatChunk"), ("completions", "TextChunk")):
        answers = document()["paths"][f"/v1/{path}"]["post"]["responses"]["200"]["content"]
        assert chunk in str(answers["text/event-stream"]["itemSchema"])
        assert chunk in document()["components"]["schemas"]


def test_no_reference_leads_nowhere():
    whole = document()
    names = whole["components"]["schemas"]
    left: list[Any] = [whole]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += value.values()
            if isinstance(value.get("$ref"), str):
                assert value["$ref"].split("/")[-1] in names
        elif isinstance(value, list):
            left += value
