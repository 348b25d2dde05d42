"""How the wire says no: OpenAI's error shape, with a reason and a remedy."""

import json
from collections.abc import Mapping

from starlette.responses import Response

from mlx_model.errors import KestrelError, MediaError, PromptError, RequestError
from mlx_model.fields import Json
from mlx_model.runtime.events import End

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error"}
LOST = "The engine ended this request, because it is being closed: send it again."


class Refused(Exception):
    """Becomes a JSON answer with this status."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.code = status, message, param, code
        self.headers = dict(headers or {})

    def body(self) -> Json:
        """{"error": {...}} as OpenAI's clients read it."""
        kind = _TYPES.get(self.status)
        if kind is None:
            kind = "server_error" if self.status >= 500 else "invalid_request_error"
        error = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        return {"error": error}

    def response(self) -> Response:
        """The same as an HTTP answer."""
        return JsonAnswer(self.body(), self.status, self.headers)


class JsonAnswer(Response):
    """JSON in ASCII, so that no text, lone surrogates included, can fail to be encoded."""

    media_type = "application/json"

    def __init__(
        self, body: Json, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(json.dumps(body, allow_nan=False), status, headers)


def of_error(error: KestrelError) -> Refused:
    """400 is for what the request asks; a checkpoint or engine that fails is not its fault."""
    asked = isinstance(error, MediaError | PromptError | RequestError)
    return Refused(400 if asked else 500, str(error), code=_code(error))


def of_end(end: End) -> Refused | None:
    """The refusal that an end amounts to; None where there is an answer."""
    if end.reason == "failed":
        if end.error is None:
            return Refused(500, "The engine failed: try again.", code="engine_failed")
        return of_error(end.error)
    return Refused(503, LOST, code="cancelled") if end.reason == "cancelled" else None


def _code(error: KestrelError) -> str:
    """PromptError -> prompt_error."""
    name = type(error).__name__
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)[1:]
