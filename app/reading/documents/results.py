"""The files of results, and the memory beside them of what a batch has read.

What somebody else has written is never replaced. The memory (`results.csv.state`) begins with whose
results these are: files that are there without it, or with that of another schema or model, stay.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.reading.documents.forms import Form
from app.reading.documents.records import records_csv, records_jsonl
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Json
from app.reading.json_text import json_text

FORMATS = (".csv", ".jsonl")
STATE = ".state"
_PIECE = 1 << 20
_OTHERS = "move it away, or choose another name for --out"


class ResultsUnwritable(Exception):
    """The results, or what is remembered beside them, cannot be written or read, or are others'."""


class Results:
    """The file of results, the files beside it, and the memory of what was read.

    Raises:
        ResultsUnwritable: what stands in these files is of another schema or model, or of others.
    """

    def __init__(self, out: Path, form: Form, model: str) -> None:
        self.out = out
        self._form = form
        self._salt = f"{form.text}\n{model}\n"
        self._state = state_of(out)
        self._owner = {"schema": form.name, "form": _digest(form.text), "model": model}
        self._begun = _is_begun(self.files, self._state, self._owner)
        self._known = dict(_remembered(self._state))

    @property
    def schema(self) -> str:
        """The name of the schema."""
        return self._form.name

    @property
    def files(self) -> list[Path]:
        """All that may be written, so that it is not taken for a document."""
        return [*result_files(self.out, self._form), self._state]

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
        self._begin()
        line = json_text({"key": key, "record": record}) + "\n"
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
        self._begin()
        write_results(self.out, self._form, records)

    def _begin(self) -> None:
        """Say whose the results are, before there are any."""
        if not self._begun:
            names = [path.name for path in result_files(self.out, self._form)]
            told = {"results": self._owner | {"files": names}}
            write_whole(self._state, json_text(told) + "\n")
            self._begun = True


def state_of(out: Path) -> Path:
    """Where a batch remembers what it has read."""
    return out.with_name(f"{out.name}{STATE}")


def result_files(out: Path, form: Form) -> list[Path]:
    """The file that was named, and those that are written beside it."""
    return list(_contents(out, form, []))


def remembered_files(state: Path) -> list[Path]:
    """The results of an earlier batch that a file belongs to, with itself; none if it is other."""
    try:
        owner = _owner_in(_lines(state))
    except ResultsUnwritable:
        return []
    names = owner.get("files", []) if owner else []
    own = [state.with_name(name) for name in names if isinstance(name, str) and "/" not in name]
    return [state, *own] if owner else []


def check_unclaimed(out: Path, form: Form) -> None:
    """Refuse what the results of one document would replace unasked.

    A result of the same schema may be replaced: the user named it. Not so one of another schema,
    files beside it that are others', and what a batch has gathered.

    Raises:
        ResultsUnwritable: there is such a file.
    """
    if state_of(out).exists():
        raise ResultsUnwritable(f"{out} holds the results of a folder; choose another --out")
    for path, text in _contents(out, form, []).items():
        if path.exists() and not _begins_alike(path, text, form):
            raise ResultsUnwritable(f"{path} is there and holds something else; {_OTHERS}")


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


def _is_begun(files: Sequence[Path], state: Path, owner: Json) -> bool:
    """Whether the batch goes on with files that are there already, which must be its own."""
    there = [path for path in files if path.exists() or path.is_symlink()]
    if not there:
        return False
    found = _owner_in(_lines(state))
    if found is None:
        raise ResultsUnwritable(f"{there[0]} is there and is no result of this batch; {_OTHERS}")
    for what, words in (("form", f"the schema {found.get('schema')}"), ("model", "another model")):
        if found.get(what) != owner[what]:
            also = " or other pages" if what == "model" else ""
            raise ResultsUnwritable(
                f"{there[0]} holds what was read with {words}{also}; {_OTHERS} (with {state.name})"
            )
    return True


def _owner_in(lines: Sequence[str]) -> Json | None:
    """Whose results a memory says it is of."""
    for line in lines:
        try:
            owner = json.loads(line)["results"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(owner, dict):
            return owner
    return None


def _remembered(state: Path) -> Iterator[tuple[str, Json]]:
    """Lines that are whole; a line that a crash has cut is read again as a document."""
    for line in _lines(state):
        try:
            entry = json.loads(line)
            key, record = entry["key"], entry["record"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(key, str) and isinstance(record, dict) and "fields" in record:
            yield key, record


def _lines(state: Path) -> list[str]:
    try:
        return state.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ResultsUnwritable(_reason(state, error)) from error


def _begins_alike(path: Path, text: str, form: Form) -> bool:
    """Whether a file is empty, or begins as results of this schema do."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            if text:
                return file.read(len(text)) in ("", text)
            line = file.readline()
        return not line or json.loads(line)["schema"] == form.name
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _contents(out: Path, form: Form, records: Sequence[Json]) -> dict[Path, str]:
    if out.suffix.lower() != ".csv":
        return {out: records_jsonl(records)}
    files = records_csv(records, form)
    return {out.with_name(f"{out.stem}{end}{out.suffix}"): text for end, text in files.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _reason(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({error.strerror}); make room or choose another --out"
