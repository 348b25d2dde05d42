"""Many documents one after the other, so that nothing is lost and nothing read twice.

A document that was read is noted at once in a file beside the results (`results.csv.state`), under
what it holds, the schema and the model; begun again, the batch goes on after it. The results are
written anew after each document, whole or not at all. One bad file is told and does not stop the
rest.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from app.chat.kinds import HEAD, kind_of
from app.reading.documents.forms import Form
from app.reading.documents.records import failure_record, records_csv, records_jsonl
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Json

Outcome: TypeAlias = Literal["read", "known", "failed"]
FORMATS = (".csv", ".jsonl")
_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Told:
    """One document of a batch, once it is done. `number` counts from 1."""

    number: int
    total: int
    file: Path
    outcome: Outcome
    record: Json


class ResultsUnwritable(Exception):
    """The results, or what is remembered beside them, cannot be written or read."""


def documents_in(folder: Path, besides: Sequence[Path] = ()) -> tuple[list[Path], list[Path]]:
    """The documents below a folder in the order of their names, and the files that are none.

    What begins with a dot, and the batch's own results, are passed over; links are not followed.
    """
    documents: list[Path] = []
    others: list[Path] = []
    own = {path.resolve() for path in besides}

    def unreadable(error: OSError) -> None:  # a folder: told as a document that cannot be read
        documents.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.resolve() not in own and path.is_file():
                (documents if _is_document(path) else others).append(path)
    return documents, others


class Results:
    """The file of results, the files beside it, and the memory of what was read."""

    def __init__(self, out: Path, form: Form, model: str) -> None:
        self.out = out
        self._form = form
        self._salt = f"{form.text}\n{model}\n"
        self._state = out.with_name(f"{out.name}.state")
        self._known = dict(self._remembered())

    @property
    def schema(self) -> str:
        """The name of the schema."""
        return self._form.name

    @property
    def files(self) -> list[Path]:
        """All that may be written, so that it is not taken for a document."""
        return [self._state, *_contents(self.out, self._form, [])]

    def key(self, path: Path) -> str:
        """What a document is known by: what it holds, not its name.

        Raises:
            DocumentUnreadable: the file cannot be read.
        """
        digest = hashlib.sha256(self._salt.encode())
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
        except OSError as error:
            raise DocumentUnreadable(f"{path} cannot be read ({error.strerror})") from error
        return digest.hexdigest()

    def known(self, key: str, name: str) -> Json | None:
        """The record of a document that was read before, under its name of today."""
        record = self._known.get(key)
        return None if record is None else {**record, "file": name}

    def remember(self, key: str, record: Json) -> None:
        """Note that a document was read; on disk when this returns.

        Raises:
            ResultsUnwritable: there is no room, or no permission.
        """
        line = json.dumps({"key": key, "record": record}, ensure_ascii=False) + "\n"
        try:
            with self._state.open("ab") as file:
                if file.tell() and not _ends_a_line(self._state):
                    file.write(b"\n")  # after a line that a crash has cut
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ResultsUnwritable(_reason(self._state, error)) from error
        self._known[key] = record

    def write(self, records: Sequence[Json]) -> None:
        """All results so far.

        Raises:
            ResultsUnwritable: there is no room, or no permission.
        """
        write_results(self.out, self._form, records)

    def _remembered(self) -> Iterator[tuple[str, Json]]:
        """Lines that are whole; a line that a crash has cut is read again as a document."""
        try:
            text = self._state.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        except OSError as error:
            raise ResultsUnwritable(_reason(self._state, error)) from error
        for line in text.splitlines():
            try:
                entry = json.loads(line)
                key, record = entry["key"], entry["record"]
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
            if isinstance(key, str) and isinstance(record, dict) and "fields" in record:
                yield key, record


def write_results(out: Path, form: Form, records: Sequence[Json]) -> None:
    """Records as .jsonl, or as .csv with a file beside it for each list; whole or not at all.

    Raises:
        ResultsUnwritable: there is no room, or no permission.
    """
    for path, text in _contents(out, form, records).items():
        # A mark at the beginning, or Excel takes UTF-8 for something older.
        write_whole(path, text, "utf-8-sig" if out.suffix.lower() == ".csv" else "utf-8")


def write_whole(path: Path, text: str, encoding: str = "utf-8") -> None:
    """A file whole or not at all.

    Raises:
        ResultsUnwritable: there is no room, or no permission.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(text.encode(encoding, errors="replace"))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ResultsUnwritable(_reason(path, error)) from error


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
    for number, (path, name) in enumerate(zip(files, names, strict=True), start=1):
        outcome, record = _one(path, name, results, read)
        done.append(Told(number, len(files), path, outcome, record))
        results.write([item.record for item in done])
        tell(done[-1])
    return tuple(done)


def _one(
    path: Path, name: str, results: Results, read: Callable[[Path], Json]
) -> tuple[Outcome, Json]:
    try:
        key = results.key(path)
        if (known := results.known(key, name)) is not None:
            return "known", known
        record = {**read(path), "file": name}
    except DocumentUnreadable as error:
        return "failed", failure_record(name, results.schema, str(error))
    if record["complete"]:  # what lacks pages is read again next time
        results.remember(key, record)
    return "read", record


def _is_document(path: Path) -> bool:
    """By its first bytes, or by its name: a PDF that is damaged beyond that is to be told."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        head = b""
    return path.suffix.lower() in _ENDINGS or kind_of(head, path.name) in ("pdf", "image")


def _contents(out: Path, form: Form, records: Sequence[Json]) -> dict[Path, str]:
    if out.suffix.lower() != ".csv":
        return {out: records_jsonl(records)}
    files = records_csv(records, form)
    return {out.with_name(f"{out.stem}{end}{out.suffix}"): text for end, text in files.items()}


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _reason(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({error.strerror}); make room or choose another --out"
