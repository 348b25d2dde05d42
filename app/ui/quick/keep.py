"""Where a quick talk goes that is to stay."""

from typing import Protocol

from app.chat.conversation import Reply
from app.chat.message import Message


class Keep(Protocol):
    """Where a talk goes that is to stay."""

    def keep(self, messages: tuple[Message, ...], replies: tuple[Reply, ...]) -> str:
        """Store a talk as a new chat and return the chat's id.

        `replies` are those of the assistant's messages, in their order. What cannot be stored
        raises a `KeepFailed`; the talk then stays in the panel.
        """
        ...


class KeepFailed(Exception):
    """The message says why, for the user."""
