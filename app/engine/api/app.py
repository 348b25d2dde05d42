"""The application: routes, and what becomes of errors."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.engine.api import document, values
from app.engine.api.access import Access
from app.engine.api.answering import Desk
from app.engine.api.guards import Guard
from app.engine.api.refusal import JsonAnswer, Refused
from app.engine.api.stream import Gone
from app.engine.face import Engine


def create_app(engine: Engine, access: Access) -> FastAPI:
    """OpenAI's API over `engine`, to those whom `access` lets in."""
    # No pages of documentation: they would fetch scripts from the network.
    app = FastAPI(title="Kestrel", docs_url=None, redoc_url=None, redirect_slashes=False)
    _answer_errors(app)
    _add_routes(app, Desk(engine, access))
    _add_reports(app, engine)
    document.complete(app)
    app.add_middleware(Guard, access=access)
    return app


def _add_routes(app: FastAPI, desk: Desk) -> None:
    app.post("/v1/chat/completions", **document.CHAT)(desk.chat)
    app.post("/v1/completions", **document.TEXT)(desk.complete)
    app.post("/v1/measure", **document.MEASURE)(desk.measure)
    app.post("/v1/frames", **document.FRAMES)(desk.frames)


def _add_reports(app: FastAPI, engine: Engine) -> None:
    @app.get("/v1/models", **document.MODELS)
    async def models() -> Response:
        cards = [values.model(card) for card in engine.models()]
        return JsonAnswer({"object": "list", "data": cards})

    @app.get("/v1/models/{name:path}", **document.MODEL)
    async def model(name: str) -> Response:
        for card in engine.models():
            if card.id == name:
                return JsonAnswer(values.model(card))
        raise Refused(404, f"There is no model {name[:80]!r}.", code="model_not_found")

    @app.get("/status", **document.STATUS)
    async def status() -> Response:
        return JsonAnswer(values.status(engine.status()))

    @app.get("/health", **document.HEALTH)
    async def health() -> Response:
        found = engine.status()
        if found.state == "ready":
            return JsonAnswer({"status": "ok", "model": found.model})
        if found.state == "loading":
            return JsonAnswer({"status": "loading"}, 503)
        return JsonAnswer({"status": "failed", "error": found.error}, 503)


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> Response:
        return error.response()

    @app.exception_handler(Gone)
    async def gone(_request: Request, _error: Gone) -> Response:
        return Response(status_code=400)  # which nobody receives

    @app.exception_handler(HTTPException)
    async def elsewhere(request: Request, error: HTTPException) -> Response:
        place = f"{request.method} {request.url.path[:200]}"
        message = f"{place}: {error.detail}. See /openapi.json for what there is."
        return Refused(error.status_code, message, headers=error.headers).response()

    @app.exception_handler(Exception)
    async def broken(_request: Request, _error: Exception) -> Response:
        # A mistake of ours: told without its text; the server writes the trace to its log.
        return Refused(500, "The server made a mistake; its log says more.").response()
