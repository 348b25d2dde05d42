"""Why a request failed, in words for people, and whether sending it again may help."""

import json
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtNetwork import QNetworkReply, QNetworkRequest

from app.client.connection import Connection

Json = dict[str, Any]  # Any: what json.loads gives
Error = QNetworkReply.NetworkError

# Busy, starting, restarting or overtaxed: the request itself may be sound.
PASSING = {408, 425, 429, 500, 502, 503, 504}
UNREACHED = {
    Error.ConnectionRefusedError,
    Error.HostNotFoundError,  # of a Unix socket: no such file
    Error.TemporaryNetworkFailureError,
    Error.NetworkSessionFailedError,
    Error.UnknownNetworkError,
}


@dataclass(frozen=True)
class Failure:
    """`status` is HTTP's, 0 where there was no answer at all; `body` is what came with it."""

    message: str
    retryable: bool = False
    status: int = 0
    body: bytes = field(default=b"", repr=False)


def status_of(reply: QNetworkReply) -> int:
    """HTTP's status, 0 before there is one."""
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    return status if isinstance(status, int) else 0


def refused(connection: Connection, status: int, body: bytes) -> Failure:
    """The server answered with something that is no success."""
    if 300 <= status < 400:
        return Failure(f"{connection.name} sends elsewhere ({status}); correct the address.")
    told = told_error(parsed(body)) or f"{connection.name} answered with status {status}."
    if status in (401, 403) and not connection.is_local:
        told = f"{told} Check the key of {connection.name}."
    return Failure(told, status in PASSING, status, body)


def broken(connection: Connection, reply: QNetworkReply) -> Failure:
    """There was no answer, or only the beginning of one."""
    error = reply.error()
    if error in UNREACHED:
        return unreached(connection)
    if error == Error.RemoteHostClosedError:
        return lost(connection)
    if error in (Error.OperationCanceledError, Error.TimeoutError):  # not by us: we do not listen
        return Failure(f"{connection.name} did not answer in time.", retryable=True)
    if error == Error.SslHandshakeFailedError:
        return Failure(f"{connection.name} cannot prove who it is: {reply.errorString()}.")
    return Failure(f"{connection.name}: {reply.errorString()}.", retryable=True)


def unreached(connection: Connection) -> Failure:
    if connection.is_local:
        return Failure("The engine is not running; ask again.", retryable=True)
    return Failure(
        f"Nothing answers at {connection.name}; check its address and that it runs.",
        retryable=True,
    )


def lost(connection: Connection) -> Failure:
    if connection.is_local:
        return Failure("The engine ended before its answer did; ask again.", retryable=True)
    return Failure(f"The connection to {connection.name} was lost; ask again.", retryable=True)


def silent(connection: Connection, seconds: float) -> Failure:
    """It was not even reached within the time allowed."""
    return Failure(f"{connection.name} was not reached within {seconds:g} s.", retryable=True)


def strange(connection: Connection, what: str) -> Failure:
    """The server speaks something else."""
    return Failure(f"{connection.name} does not speak OpenAI's API: {what}.")


def told_error(value: object) -> str:
    """The message in an error object, in any of the forms in use; "" if there is none."""
    if not isinstance(value, dict):
        return ""
    error = value.get("error") or value.get("detail") or value.get("message")
    if isinstance(error, dict):
        error = error.get("message")
    return error if isinstance(error, str) else ""


def parsed(body: bytes) -> object:
    """JSON, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # bytes that are no UTF-8 are ValueErrors too
        return None
