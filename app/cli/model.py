"""How a command gets a model to ask, and how a test gives it another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click

from app.cli.places import checkpoint_folder
from app.cli.refusal import Refusal
from app.places import PROMPTS
from app.reading.ask import Ask
from app.reading.prompts import OWN_WORDING, PromptsUnreadable, Wording, load_wording

OpenAsk = Callable[[Path], AbstractContextManager[Ask]]


@contextmanager
def open_local(folder: Path, snapshots: Path | None = None) -> Iterator[Ask]:
    """The model in this process; `snapshots` as of `Local`."""
    from app.cli.local import Local  # imports MLX, which --help does without

    local = Local(folder, snapshots)
    try:
        yield local
    finally:
        local.close()


def open_ask(model: str, snapshots: Path | None = None) -> AbstractContextManager[Ask]:
    """The model of that name or path, by whatever the composition root put into the context."""
    opening: OpenAsk | None = click.get_current_context().obj
    folder = checkpoint_folder(model)
    return opening(folder) if opening else open_local(folder, snapshots)


def wording(kind: type[Wording], model: str) -> Wording:
    """How this checkpoint is asked."""
    try:
        return load_wording(kind, PROMPTS, checkpoint_folder(model) / OWN_WORDING)
    except PromptsUnreadable as error:
        raise Refusal(str(error)) from error
