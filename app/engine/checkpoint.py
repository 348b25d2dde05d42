"""A checkpoint in memory with everything that answering needs, made by the model thread."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import mlx.core as mx
from mlx.utils import tree_flatten

from app.engine.memory import Budget, hold_to
from mlx_model.errors import ConfigError
from mlx_model.fields import Json, read_json
from mlx_model.inputs.gallery import Gallery
from mlx_model.inputs.processor import Processor
from mlx_model.net.model import Model
from mlx_model.runtime.context import Context
from mlx_model.runtime.decode import Decoder, Use
from mlx_model.runtime.embeddings import FrameFeatures
from mlx_model.runtime.load import load
from mlx_model.runtime.needs import Shape, shape_of
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.snapshots.store import Snapshots
from mlx_model.runtime.structured.grammar import Grammars

DECODED = 1 << 28  # bytes of decoded attachments that are kept
ON_DISK = 4 << 30  # bytes of snapshots in their folder
VERSION = 1  # raise it when what a snapshot holds changes


@dataclass(frozen=True)
class Setup:
    """How an engine is started. `limit` in bytes; `snapshots` None keeps them in memory only."""

    folder: Path
    limit: int
    snapshots: Path | None = None
    kv_bits: int | None = None
    guesses: Use = "auto"
    batches: Use = "auto"


@dataclass(frozen=True)
class Checkpoint:
    """Nothing of it but `processor`, `defaults` and `grammars` may be touched by other threads."""

    setup: Setup
    model: Model
    processor: Processor
    grammars: Grammars
    snapshots: Snapshots
    features: FrameFeatures
    decoder: Decoder
    shape: Shape
    budget: Budget
    defaults: Sampling  # what its makers recommend

    @property
    def name(self) -> str:
        """What requests call it."""
        return self.setup.folder.name

    def context(self) -> Context:
        """An empty context of this checkpoint."""
        return Context(self.model, kv_bits=self.setup.kv_bits, drafts=self.shape.drafts)


def open_checkpoint(setup: Setup) -> Checkpoint:
    """Load it.

    Raises:
        ConfigError, CheckpointError: what is missing or wrong.
        RequestError: the cache cannot be packed as wanted.
    """
    hold_to(setup.limit)
    defaults = recommended(setup.folder)
    model, processor = load(setup.folder, gallery=Gallery(DECODED))
    flat = cast(list[tuple[str, mx.array]], tree_flatten(model.parameters()))
    weights = sum(weight.nbytes for _, weight in flat)
    budget = Budget(setup.limit, weights)
    budget.check_weights()
    shape = shape_of(model, kv_bits=setup.kv_bits, drafts=setup.guesses != "off")
    text = model.config.text
    return Checkpoint(
        setup=setup,
        model=model,
        processor=processor,
        grammars=Grammars(processor.tokenizer, text.vocab_size, processor.stop_ids),
        snapshots=Snapshots(
            budget.snapshots,
            fingerprint=fingerprint(setup.folder, shape),
            folder=setup.snapshots,
            disk_budget=ON_DISK,
        ),
        features=FrameFeatures(budget.features),
        decoder=Decoder(model, guesses=setup.guesses, batches=setup.batches),
        shape=shape,
        budget=budget,
        defaults=defaults,
    )


def recommended(folder: Path) -> Sampling:
    """The sampling in generation_config.json; the likeliest token where it recommends none.

    Raises:
        ConfigError: a setting in it is no number.
    """
    path = folder / "generation_config.json"
    raw = read_json(path) if path.exists() else {}
    if not raw.get("do_sample"):
        return Sampling()
    return Sampling(
        temperature=_number(raw, "temperature", 1.0),
        top_p=_number(raw, "top_p", 1.0),
        top_k=int(_number(raw, "top_k", 0)),
        min_p=_number(raw, "min_p", 0.0),
        presence_penalty=_number(raw, "presence_penalty", 0.0),
        repetition_penalty=_number(raw, "repetition_penalty", 1.0),
    )


def fingerprint(folder: Path, shape: Shape) -> str:
    """What a snapshot depends on: the checkpoint's files, and how its caches are kept."""
    digest = hashlib.sha256(f"{VERSION} {shape.itemsize} {shape.kv_bits} {shape.drafts}".encode())
    for path in sorted(folder.glob("*")):
        if path.suffix == ".safetensors":
            stat = path.stat()
            digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
        elif path.suffix in (".json", ".jinja"):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _number(raw: Json, name: str, otherwise: float) -> float:
    value = raw.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"generation_config.json has {name} {value!r}: put a number there.")
    return value
