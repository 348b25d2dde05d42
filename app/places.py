"""Where the program's own files lie, and where it keeps what belongs to its user."""

import os
import sys
from pathlib import Path

RESOURCES = Path(__file__).parents[1] / "resources"
PROMPTS = RESOURCES / "prompts"
READINGS = "readings"  # the folder in `home` of logs, one of each reading of several steps
HOME = "KESTREL_HOME"  # an environment variable: keep everything there instead


def home() -> Path:
    """The folder of conversations, preferences, models and snapshots; it need not be there yet."""
    chosen = os.environ.get(HOME)
    if chosen:
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Kestrel"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "kestrel"
