"""A conversation with all its versions, as it travels from one store to another."""

from dataclasses import dataclass, field

from app.chat.conversation import ChatCard, ChatSettings, Turn


@dataclass(frozen=True)
class Whole:
    """`turns` stand in the order they were made, so that a parent comes before its children."""

    card: ChatCard
    settings: ChatSettings
    turns: tuple[Turn, ...]
    # The child that is shown of each turn, and of None for the first one. Without: the last made.
    chosen: dict[str | None, str] = field(default_factory=dict)
