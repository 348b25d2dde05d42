"""Many documents one after the other, so that nothing is lost and nothing read twice.

A document that was read is noted at once in a file beside the results (`results.csv.state`), under
what it holds, the schema and the model (results.py); begun again, the batch goes on after it. The
results are written anew after each document, whole or not at all. One bad file is told and does not
stop the rest.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from app.chat.kinds import HEAD, kind_of
from app.reading.documents.records import failure_record
from app.reading.documents.results import STATE, Results, remembered_files
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Json

Outcome: TypeAlias = Literal["read", "known", "failed"]
_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")


@dataclass(frozen=True)
class Told:
    """One document of a batch, once it is done. `number` counts from 1.

    `twin` is the name of an earlier one of this batch that holds the same, or empty.
    """

    number: int
    total: int
    file: Path
    outcome: Outcome
    record: Json
    twin: str = ""


def documents_in(folder: Path, besides: Sequence[Path] = ()) -> tuple[list[Path], list[Path]]:
    """The documents below a folder in the order of their names, and the files that are none.

    What begins with a dot, and results of this batch (`besides`) and of earlier ones, are passed
    over; links are not followed.
    """
    documents: list[Path] = []
    others: list[Path] = []
    own = {path.resolve() for path in besides}

    def unreadable(error: OSError) -> None:  # a folder: told as a document that cannot be read
        documents.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        states = (Path(place) / name for name in names if name.endswith(STATE))
        own.update(one.resolve() for path in states for one in remembered_files(path))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.resolve() not in own and path.is_file():
                (documents if _is_document(path) else others).append(path)
    return documents, others


def read_batch(
    files: Sequence[Path],
    names: Sequence[str],
    results: Results,
    read: Callable[[Path], Json],
    tell: Callable[[Told], None],
) -> tuple[Told, ...]:
    """Read documents one by one; `read` makes a record of one, `names` are theirs in the results.

    Whatever `read` raises but `DocumentUnreadable` ends the batch; what was done is on disk.

    Raises:
        ResultsUnwritable: there is no room, or no permission.
    """
    done: list[Told] = []
    twins: dict[str, str] = {}
    for number, (path, name) in enumerate(zip(files, names, strict=True), start=1):
        key, outcome, record = _one(path, name, results, read)
        twin = twins.get(key, "") if outcome == "known" else ""
        if key:
            twins.setdefault(key, name)
        done.append(Told(number, len(files), path, outcome, record, twin))
        results.write([item.record for item in done])
        tell(done[-1])
    return tuple(done)


def _one(
    path: Path, name: str, results: Results, read: Callable[[Path], Json]
) -> tuple[str, Outcome, Json]:
    """The key of a document, or "" where it has none, with what came of it."""
    try:
        key = results.key(path)
        if (known := results.known(key, name)) is not None:
            return key, "known", known
        record = {**read(path), "file": name}
    except DocumentUnreadable as error:
        return "", "failed", failure_record(name, results.schema, str(error))
    if record["complete"]:  # what lacks pages is read again next time
        results.remember(key, record)
    return key, "read", record


def _is_document(path: Path) -> bool:
    """By its first bytes, or by its name: a PDF that is damaged beyond that is to be told."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        head = b""
    return path.suffix.lower() in _ENDINGS or kind_of(head, path.name) in ("pdf", "image")
