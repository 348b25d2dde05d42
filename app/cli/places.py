"""Where the program's own files lie, and what the name of a checkpoint means."""

from pathlib import Path

from app.cli.refusal import Refusal
from app.places import RESOURCES

MODELS = RESOURCES / "models"
SAMPLES = RESOURCES / "samples"
DEFAULT_MODEL = "kestrel-nano"


def bundled() -> list[str]:
    """The names of the checkpoints that came with the program."""
    return sorted(path.parent.name for path in MODELS.glob("[!.]*/config.json"))


def checkpoint_folder(name: str) -> Path:
    """The folder of a bundled checkpoint, or the folder itself where a path was given.

    Raises:
        Refusal: there is neither.
    """
    if name in bundled():
        return MODELS / name
    if name and Path(name).is_dir():
        return Path(name)
    known = ", ".join(bundled()) or "none"
    raise Refusal(f"there is no checkpoint {name!r}; give a folder or one of: {known}")
