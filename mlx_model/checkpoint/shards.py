"""What the files of a checkpoint hold, read from their headers alone.

A safetensors file is eight bytes of header length, a JSON header that names every tensor with its
type, shape and place, and then the bytes (github.com/huggingface/safetensors, format section).
Reading headers costs milliseconds whatever the size of the model, needs no MLX, and lets us say
exactly what is wrong with a file before any of its tensors is touched.
"""

import json
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlx_model.errors import CheckpointError
from mlx_model.fields import read_json

INDEX = "model.safetensors.index.json"
DRAFT_HEAD = "mtp.safetensors"  # a head for multi-token prediction, grafted onto a checkpoint

BYTES_PER_VALUE = {"F32": 4, "F16": 2, "BF16": 2, "U32": 4, "U8": 1}

_MAX_HEADER = 100_000_000  # as safetensors' own reader has it
_NUMBERED = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.safetensors")


@dataclass(frozen=True)
class Stored:
    """One tensor as it lies in a file."""

    name: str
    dtype: str  # safetensors' word: BF16, F32, U32, ...
    shape: tuple[int, ...]
    size: int  # bytes


@dataclass(frozen=True)
class Shard:
    """One file. `mark` is the `format` of its metadata, None where it has none."""

    path: Path
    mark: str | None
    tensors: tuple[Stored, ...]


def read_shards(folder: Path) -> tuple[Shard, ...]:
    """Read the header of every weight file of the folder.

    Raises:
        CheckpointError: there is none, one is missing or damaged, or a tensor is there twice.
    """
    shards = tuple(read_shard(path) for path in _files(folder))
    seen: dict[str, Path] = {}
    for shard in shards:
        for tensor in shard.tensors:
            if tensor.name in seen:
                raise CheckpointError(
                    f"{tensor.name} lies in both {seen[tensor.name].name} and {shard.path.name}: "
                    "keep the files of one checkpoint only."
                )
            seen[tensor.name] = shard.path
    return shards


def read_shard(path: Path) -> Shard:
    """Read one header and check that the file is as long as it says."""
    header, start = _header(path)
    metadata = header.pop("__metadata__", None) or {}
    tensors = tuple(_stored(path, name, entry) for name, entry in header.items())
    end = start + max((entry["data_offsets"][1] for entry in header.values()), default=0)
    if path.stat().st_size < end:
        raise CheckpointError(
            f"{path} is cut off: it should have {end:,} bytes and has "
            f"{path.stat().st_size:,}. Download it again."
        )
    return Shard(path, metadata.get("format"), tensors)


def listed(names: Sequence[str], most: int = 6) -> str:
    """The first few names and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The decoded header and where the tensors' bytes begin."""
    try:
        with path.open("rb") as file:
            prefix = file.read(8)
            length = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
            text = file.read(length) if 0 < length <= _MAX_HEADER else b""
        header = json.loads(text)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise _damaged(path) from error
    if not isinstance(header, dict):
        raise _damaged(path)
    return header, 8 + length


def _stored(path: Path, name: str, entry: object) -> Stored:
    match entry:
        case {
            "dtype": str(dtype),
            "shape": [*shape],
            "data_offsets": [int(begin), int(end)],
        } if all(isinstance(side, int) for side in shape):
            return Stored(name, dtype, tuple(shape), end - begin)
    raise _damaged(path)


def _damaged(path: Path) -> CheckpointError:
    return CheckpointError(f"{path} has no readable safetensors header: download it again.")


def _files(folder: Path) -> list[Path]:
    index = folder / INDEX
    if index.is_file():
        weights = read_json(index).get("weight_map")
        if not isinstance(weights, dict) or not weights:
            raise CheckpointError(f"{index} has no weight_map: download it again.")
        names = sorted({str(name) for name in weights.values()})
        outside = [name for name in names if Path(name).name != name]
        if outside:
            raise CheckpointError(
                f"{index} points outside its folder ({listed(outside)}): do not use it."
            )
    else:
        names = _unindexed(folder)
    if DRAFT_HEAD not in names and (folder / DRAFT_HEAD).is_file():
        names.append(DRAFT_HEAD)
    absent = [name for name in names if not (folder / name).is_file()]
    if absent:
        raise CheckpointError(
            f"{folder} lacks {listed(absent)} ({len(absent)} of {len(names)} files): "
            "finish the download."
        )
    return [folder / name for name in names]


def _unindexed(folder: Path) -> list[str]:
    """Without an index: every model*.safetensors, and those that their numbers promise."""
    names = {path.name for path in folder.glob("model*.safetensors")}
    if not names:
        raise CheckpointError(
            f"{folder} holds no model.safetensors: is it a checkpoint folder, fully downloaded?"
        )
    for match in [_NUMBERED.fullmatch(name) for name in names]:
        if match:
            stem, _, count = match.groups()
            names |= {f"{stem}-{i:05d}-of-{count}.safetensors" for i in range(1, int(count) + 1)}
    return sorted(names)
