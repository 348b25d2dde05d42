"""How the engine is started as the user chose it."""

import tempfile
from pathlib import Path

from app.client.backoff import Patience
from app.client.connection import LONGEST_SOCKET
from app.client.engine_process import Launch, engine_launch
from app.ui.preferences import Preferences


def launch_of(home: Path, chosen: Preferences) -> Launch:
    """An engine for the checkpoint that is chosen, with its snapshots in the home."""
    options = ["--snapshots", str(home / "snapshots")]
    if chosen.memory_gb is not None:
        options += ["--memory", str(int(chosen.memory_gb * 2**30))]
    return engine_launch(_socket(home), chosen.model, *options)


def patience_of(chosen: Preferences) -> Patience:
    minutes = chosen.idle_minutes
    return Patience(idle=None if minutes is None else minutes * 60.0)


def _socket(home: Path) -> Path:
    """Beside the conversations, or where a path is short enough for a socket."""
    wanted = home / "engine" / "s"
    if len(str(wanted).encode()) <= LONGEST_SOCKET:
        return wanted
    return Path(tempfile.mkdtemp(prefix="kestrel-")) / "engine" / "s"
