"""How a command gets a model to ask, and how a test gives it another."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import click

from app.chat.events import Event
from app.chat.message import Message
from app.chat.settings import EXACT, Settings
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.places import checkpoint_folder
from app.cli.progress import Progress
from app.cli.refusal import Refusal
from app.places import PROMPTS
from app.reading.ask import Ask
from app.reading.prompts import OWN_WORDING, PromptsUnreadable, Wording, load_wording

OpenAsk = Callable[[Path], AbstractContextManager[Ask]]


@contextmanager
def open_local(folder: Path) -> Iterator[Ask]:
    """The model in this process."""
    from app.cli.local import Local  # imports MLX, which --help does without

    local = Local(folder)
    try:
        yield local
    finally:
        local.close()


def open_ask(model: str) -> AbstractContextManager[Ask]:
    """The model of that name or path, by whatever the composition root put into the context."""
    opening: OpenAsk | None = click.get_current_context().obj
    return (opening or open_local)(checkpoint_folder(model))


@contextmanager
def quietly(model: str) -> Iterator[Ask]:
    """A model for commands that read the whole answer: progress is shown, Ctrl-C cancels."""
    with open_ask(model) as ask, cancelled_by_ctrl_c() as ctrl_c, Progress() as progress:

        def asking(
            messages: Sequence[Message],
            settings: Settings = EXACT,
            cancel: threading.Event | None = None,
            schema: Mapping[str, Any] | None = None,  # Any: a JSON schema
        ) -> Iterator[Event]:
            assert cancel is None, "Ctrl-C is what cancels a command"
            for event in ask(messages, settings, ctrl_c, schema):
                progress.show(event)
                yield event

        yield asking


def wording(kind: type[Wording], model: str) -> Wording:
    """How this checkpoint is asked."""
    try:
        return load_wording(kind, PROMPTS, checkpoint_folder(model) / OWN_WORDING)
    except PromptsUnreadable as error:
        raise Refusal(str(error)) from error
