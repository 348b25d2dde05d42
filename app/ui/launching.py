"""How the engine is started as the user chose it."""

import tempfile
from pathlib import Path

from app.client.backoff import Patience
from app.client.connection import LONGEST_SOCKET
from app.client.engine_process import Launch, engine_launch
from app.places import RESOURCES
from app.ui.preferences import Preferences

REMOTE = "remote:"  # before the name of an engine elsewhere
MODELS = RESOURCES / "models"
DEMONSTRATION = "kestrel-nano"


class Launching:
    """`home` is the program's folder; the engine's snapshots lie in it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._socket = _socket(home)

    def of(self, chosen: Preferences) -> Launch:
        """An engine for the checkpoint that is chosen; the bundled one while that is remote."""
        options = ["--snapshots", str(self._home / "snapshots")]
        if chosen.memory_gb is not None:
            options += ["--memory", str(int(chosen.memory_gb * 2**30))]
        model = DEMONSTRATION if is_remote(chosen.model) else chosen.model
        return engine_launch(self._socket, model, *options)


def is_remote(model: str) -> bool:
    return model.startswith(REMOTE)


def called(model: str) -> str:
    """What people call it."""
    return model.removeprefix(REMOTE) if is_remote(model) else Path(model).name


def folder_of(model: str) -> Path | None:
    """The checkpoint's folder, None for an engine elsewhere."""
    if is_remote(model):
        return None
    return MODELS / model if (MODELS / model).is_dir() else Path(model)


def patience_of(chosen: Preferences) -> Patience:
    minutes = chosen.idle_minutes
    return Patience(idle=None if minutes is None else minutes * 60.0)


def _socket(home: Path) -> Path:
    """Beside the conversations, or where a path is short enough for a socket."""
    wanted = home / "engine" / "s"
    if len(str(wanted).encode()) <= LONGEST_SOCKET:
        return wanted
    return Path(tempfile.mkdtemp(prefix="kestrel-")) / "engine" / "s"
