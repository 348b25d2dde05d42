"""The one thing that reading needs of a model: send messages, get events.

The command line gives a model in its own process, the window an engine behind a socket, a test a
script. Whoever implements it yields exactly one `End`, last; closing the iterator cancels.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from app.chat.events import End, Event
from app.chat.message import Message
from app.chat.settings import Settings


class Ask(Protocol):
    """A way to ask a model."""

    def __call__(
        self,
        messages: Sequence[Message],
        settings: Settings = ...,
        cancel: threading.Event | None = None,
        schema: Mapping[str, Any] | None = None,  # Any: a JSON schema that the answer is held to
    ) -> Iterator[Event]: ...


class Unanswered(Exception):
    """There is no answer to read: the request failed or was cancelled. `end` says which."""

    def __init__(self, end: End) -> None:
        super().__init__(end.error or end.reason)
        self.end = end
