"""Lists in JSON that say what is known of pictures and documents."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

Entry: TypeAlias = Mapping[str, Any]  # Any: whatever a file holds
NAMES = ("img_filename", "doc_filename")  # an entry is of one of these


class Unfit(Exception):
    """A file or an entry that cannot be used, and why."""


def entries_in(path: Path) -> list[object]:
    """What stands in a list.

    Raises:
        Unfit: it cannot be read, or is of another form.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Unfit(f"cannot be read ({error})") from error
    if not isinstance(read, list) or not any(_is_named(entry) for entry in read):
        raise Unfit(f"is no list of entries with {' or '.join(NAMES)}")
    return read


def source_of(entry: Entry, path: Path) -> str:
    """What its results are counted under."""
    return next((str(entry[key]) for key in ("data_source", "group") if entry.get(key)), path.stem)


def _is_named(entry: object) -> bool:
    return isinstance(entry, dict) and any(name in entry for name in NAMES)
