"""A snapshot's file: safetensors, and two sums by which damage is noticed.

Eight bytes of header length, a JSON header, the bytes of the tensors in the header's order, no gaps
(github.com/huggingface/safetensors, format section): `keys` (I64), `tokens.N`, then `states.N`. The
metadata has one SHA-256 over keys and tokens and one over the states, so that a point further down
the same conversation can be read without the states between; and a `seal`, the SHA-256 of the
header itself with zeros in its place, so that the keys of a thousand files can be trusted as far as
their places and shapes go without reading all of them. No MLX here: the writer's thread uses it.
"""

import hashlib
import json
import os
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BufferedReader
from itertools import accumulate
from typing import Any

import numpy as np

FORMAT = "kestrel-snapshot-1"
ZEROS = "0" * 64
MOST_HEADER = 1 << 24

_SEAL = re.compile(rb'"seal":"([0-9a-f]{64})"')


class Damaged(Exception):
    """A file that is not, or no longer, what was written. The text says in what way."""


@dataclass(frozen=True)
class Label:
    """What a file is, so that one under another's name is noticed."""

    name: str  # of the file, without its suffix
    fingerprint: str  # of the checkpoint, and of what else the values depend on
    parent: str  # name of the file with what stands before `start`, "" if nothing does
    start: int
    end: int


@dataclass(frozen=True)
class Blob:
    """A tensor as bytes."""

    dtype: str  # safetensors' word: BF16, F32, U32, ...
    shape: tuple[int, ...]
    data: np.ndarray  # uint8


@dataclass(frozen=True)
class Draft:
    """A file to be written."""

    label: Label
    keys: np.ndarray  # int64 (end - start,)
    tokens: Sequence[Blob]
    states: Sequence[Blob]

    @property
    def nbytes(self) -> int:
        """Bytes of the file."""
        return len(self._header(ZEROS, ZEROS)) + sum(blob.data.nbytes for blob in self._blobs())

    def chunks(self) -> Iterator[memoryview]:
        """The file's bytes, piece by piece. Sums take a while: not for the model's thread."""
        blobs = self._blobs()
        cut = 1 + len(self.tokens)
        yield memoryview(self._header(_sum(blobs[:cut]), _sum(blobs[cut:])))
        for blob in blobs:
            yield blob.data.data

    def _blobs(self) -> list[Blob]:
        keys = Blob("I64", self.keys.shape, self.keys.view(np.uint8))
        return [keys, *self.tokens, *self.states]

    def _header(self, tokens_sum: str, states_sum: str) -> bytes:
        texts = {key: str(value) for key, value in asdict(self.label).items()}
        sums = {"tokens_sha256": tokens_sum, "states_sha256": states_sum, "seal": ZEROS}
        header: dict[str, object] = {"__metadata__": {"format": FORMAT} | texts | sums}
        names = ["keys", *_names("tokens", self.tokens), *_names("states", self.states)]
        end = 0
        for name, blob in zip(names, self._blobs(), strict=True):
            begin, end = end, end + blob.data.nbytes
            entry = {"dtype": blob.dtype, "shape": list(blob.shape)}
            header[name] = entry | {"data_offsets": [begin, end]}
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        seal = hashlib.sha256(text).hexdigest()
        return struct.pack("<Q", len(text)) + text.replace(_seal(ZEROS), _seal(seal), 1)


@dataclass(frozen=True)
class Slot:
    """Where a tensor lies."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    nbytes: int


@dataclass(frozen=True)
class Header:
    """What a file says of itself, unbroken."""

    label: Label
    slots: tuple[Slot, ...]  # in the order of their bytes
    tokens_sum: str
    states_sum: str
    payload: int  # where the tensors' bytes begin
    nbytes: int  # of the file


def read_header(file: BufferedReader) -> Header:
    """Read and check the header of an open file, and the file's length.

    Raises:
        Damaged: it is not a whole snapshot file of this version.
    """
    prefix = file.read(8)
    length = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
    if not 0 < length <= MOST_HEADER:
        raise Damaged("it has no header")
    text = file.read(length)
    seal = _SEAL.search(text)
    unsealed = text.replace(seal[0], _seal(ZEROS), 1) if seal else b""
    if not seal or hashlib.sha256(unsealed).hexdigest().encode() != seal[1]:
        raise Damaged("its header is broken")
    try:
        header = _parse(json.loads(text), 8 + length)
    except (ValueError, KeyError, TypeError) as error:  # sealed by another version of Kestrel
        raise Damaged(f"its header has another form ({error!r})") from error
    if os.fstat(file.fileno()).st_size != header.nbytes:
        raise Damaged("it is longer or shorter than its header says")
    return header


def read_keys(file: BufferedReader, header: Header) -> np.ndarray:
    """The keys (end - start,) int64, not checked against a sum: their hash is the file's name."""
    file.seek(header.payload)
    return _read(file, header.slots[0].nbytes).view(np.int64)


def read_tokens(file: BufferedReader, header: Header) -> list[Blob]:
    """Keys and values of the tokens, checked; the first blob is the int64 keys.

    Raises:
        Damaged: they are not what was written.
    """
    slots = [slot for slot in header.slots if not slot.name.startswith("states.")]
    return _read_blobs(file, header.payload, slots, header.tokens_sum)


def read_states(file: BufferedReader, header: Header) -> list[Blob]:
    """The states, checked.

    Raises:
        Damaged: they are not what was written.
    """
    slots = [slot for slot in header.slots if slot.name.startswith("states.")]
    behind = header.nbytes - sum(slot.nbytes for slot in slots)
    return _read_blobs(file, behind, slots, header.states_sum)


def name_of(fingerprint: str, keys: np.ndarray) -> str:
    """What the file of the point at the end of `keys` is called, without its suffix."""
    mark = hashlib.sha256(fingerprint.encode()).digest()
    return f"{owner_of(fingerprint)}-{hashlib.sha256(mark + keys.tobytes()).hexdigest()[:40]}"


def owner_of(fingerprint: str) -> str:
    """How the names of all files of one checkpoint begin."""
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:12]


def _read_blobs(
    file: BufferedReader, place: int, slots: Sequence[Slot], expected: str
) -> list[Blob]:
    file.seek(place)
    whole = _read(file, sum(slot.nbytes for slot in slots))
    if hashlib.sha256(whole.data).hexdigest() != expected:
        raise Damaged("its sum is wrong")
    ends = accumulate(slot.nbytes for slot in slots)
    return [
        Blob(slot.dtype, slot.shape, whole[end - slot.nbytes : end])
        for slot, end in zip(slots, ends, strict=True)
    ]


def _read(file: BufferedReader, length: int) -> np.ndarray:
    whole = np.empty(length, np.uint8)
    view = whole.data
    done = 0
    while done < length:
        count = file.readinto(view[done:])
        if not count:
            raise Damaged("it ends too soon")
        done += count
    return whole


def _parse(header: dict[str, Any], payload: int) -> Header:
    notes = header.pop("__metadata__")
    if notes["format"] != FORMAT:
        raise ValueError(notes["format"])
    numbers = {"start": int(notes["start"]), "end": int(notes["end"])}
    label = Label(notes["name"], notes["fingerprint"], notes["parent"], **numbers)
    slots, end = [], 0
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        slots.append(Slot(name, entry["dtype"], tuple(entry["shape"]), end - begin))
    if slots[0].nbytes != 8 * (label.end - label.start):
        raise ValueError("keys")
    sums = notes["tokens_sha256"], notes["states_sha256"]
    return Header(label, tuple(slots), *sums, payload, payload + end)


def _names(kind: str, blobs: Sequence[Blob]) -> list[str]:
    return [f"{kind}.{i}" for i in range(len(blobs))]


def _sum(blobs: Sequence[Blob]) -> str:
    whole = hashlib.sha256()
    for blob in blobs:
        whole.update(blob.data.data)
    return whole.hexdigest()


def _seal(value: str) -> bytes:
    return f'"seal":"{value}"'.encode()
