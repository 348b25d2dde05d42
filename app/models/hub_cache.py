"""What other programs have already got from Hugging Face: used, never changed."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.models.hosts import RemoteFile


def cache_folder() -> Path:
    """Where huggingface_hub keeps what it gets."""
    home = Path(os.environ.get("HF_HOME", "~/.cache/huggingface")).expanduser()
    return Path(os.environ.get("HF_HUB_CACHE", home / "hub")).expanduser()


def snapshots(cache: Path) -> Iterator[tuple[str, Path]]:
    """Repositories and the folders of their revisions that hold a config.json."""
    for config in sorted(cache.glob("models--*/snapshots/*/config.json")):
        name = config.parents[2].name.removeprefix("models--").replace("--", "/", 1)
        yield name, config.parent


def blob(cache: Path, repository: str, file: RemoteFile) -> Path | None:
    """The content that the host names so, if it lies there whole."""
    if not re.fullmatch(r"[0-9a-f]{40,64}", file.digest):
        return None
    found = cache / ("models--" + repository.replace("/", "--")) / "blobs" / file.digest
    return found if found.is_file() and found.stat().st_size == file.size else None


def take(found: Path, target: Path) -> None:
    """The same bytes under another name: no room is needed where a link can be made."""
    target.unlink(missing_ok=True)
    try:
        os.link(found, target)
    except OSError:
        shutil.copyfile(found, target)
