"""The OpenAPI document: what is taken and what comes back, errors and streams included.

The routes read their bodies themselves, so that every refusal has OpenAI's form; hence the request
schemas are put into the document here.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.engine.api import answers
from app.engine.api.messages import Strict
from app.engine.api.requests import ChatRequest, CompletionRequest, FramesRequest

_REF = "#/components/schemas/{model}"
_ERROR = {"model": answers.ErrorAnswer}
_GUARDED: dict[int | str, dict[str, Any]] = {
    400: {**_ERROR, "description": "The request cannot be obeyed; the message says why."},
    401: {**_ERROR, "description": "No token, or a wrong one."},
    403: {**_ERROR, "description": "A foreign host or origin."},
    413: {**_ERROR, "description": "The body is too large."},
}
_ASKED: dict[int | str, dict[str, Any]] = {
    **_GUARDED,
    404: {**_ERROR, "description": "There is no such model."},
    408: {**_ERROR, "description": "The body stopped coming."},
    415: {**_ERROR, "description": "The body is not JSON by its header."},
    500: {**_ERROR, "description": "The engine or its checkpoint failed."},
    503: {**_ERROR, "description": "The checkpoint is being loaded, or the engine closed."},
    507: {**_ERROR, "description": "No room on the disk for a clip."},
}
Route = dict[str, Any]  # Any: the keyword arguments of FastAPI's decorators


def _body(model: type[Strict]) -> Route:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _streamed(chunk: type[answers.Answer]) -> Route:
    """The events of a stream: OpenAPI 3.2 describes each by `itemSchema`."""
    names = (chunk.__name__, answers.ErrorAnswer.__name__)
    told = {"anyOf": [{"$ref": _REF.format(model=name)} for name in names]}
    event = {"type": "string", "contentMediaType": "application/json", "contentSchema": told}
    item = {
        "type": "object",
        "description": "With `stream`. The last is [DONE], or an error that ended the answer.",
        "properties": {"data": {"anyOf": [{"const": "[DONE]"}, event]}},
        "required": ["data"],
    }
    return {"content": {"text/event-stream": {"itemSchema": item}}}


def _asked(
    summary: str,
    body: type[Strict],
    answer: type[answers.Answer],
    chunk: type[answers.Answer] | None = None,
) -> Route:
    ok: dict[str, Any] = {"model": answer, **(_streamed(chunk) if chunk else {})}
    return {
        "summary": summary,
        "response_model": None,
        "openapi_extra": _body(body),
        "responses": {200: ok, **_ASKED},
    }


def _report(summary: str, answer: type[answers.Answer], more: Route | None = None) -> Route:
    responses = {200: {"model": answer}, **_GUARDED, **(more or {})}
    return {"summary": summary, "response_model": None, "responses": responses}


CHAT = _asked("Answer a conversation.", ChatRequest, answers.ChatAnswer, answers.ChatChunk)
TEXT = _asked("Go on with a text.", CompletionRequest, answers.TextAnswer, answers.TextChunk)
MEASURE = _asked("What a conversation would cost.", ChatRequest, answers.MeasuredAnswer)
FRAMES = _asked("The frames of a clip that would be sent.", FramesRequest, answers.FramesAnswer)
MODELS = _report("The checkpoints.", answers.ModelsAnswer)
MODEL = _report("One checkpoint.", answers.ModelAnswer, {"404": _ERROR})
STATUS = _report("How the engine is.", answers.StatusAnswer)
HEALTH = _report("Whether it can answer.", answers.Healthy, {"503": {"model": answers.Unhealthy}})


def complete(app: FastAPI) -> None:
    """Give the application a document with the request schemas, and without FastAPI's 422."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, openapi_version="3.2.0", routes=app.routes
    )
    models = [ChatRequest, CompletionRequest, FramesRequest, answers.ChatChunk, answers.TextChunk]
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    schemas = made["components"]["schemas"]
    schemas.update(found["$defs"])
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for methods in made["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
    return made
