"""Everything that loading will do, worked out and checked before any tensor is read.

A plan pairs each stored tensor with the parameters it becomes, and holds the network's shape as
the checkpoint really has it: converters of this family drop the MTP head or the vision tower
while the configuration still speaks of them.
"""

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten

from mlx_model.checkpoint.names import (
    MTP,
    TITLES,
    Change,
    Layout,
    Placement,
    layout_of,
    layout_of_shard,
    placement,
)
from mlx_model.checkpoint.packing import Packing, packings
from mlx_model.checkpoint.shards import BYTES_PER_VALUE, Shard, Stored, listed, read_shards
from mlx_model.config import ModelConfig, load_config
from mlx_model.errors import CheckpointError
from mlx_model.fields import Json, read_json
from mlx_model.net.model import Model

Shape = tuple[int, ...]

_VISION, _HEAD = "model.visual.", "lm_head."
_EMBEDDING = "model.language_model.embed_tokens"


@dataclass(frozen=True)
class Step:
    """One stored tensor, where it lies and what it becomes."""

    path: Path
    tensor: Stored
    placement: Placement

    @property
    def values(self) -> int:
        """How many numbers the stored tensor has."""
        return math.prod(self.tensor.shape)


@dataclass(frozen=True)
class Plan:
    """A checkpoint that is sure to load. `config` is of the network that will be built."""

    folder: Path
    raw: Json  # config.json as it is
    config: ModelConfig
    layout: Layout
    steps: tuple[Step, ...]
    packings: Mapping[str, Packing]  # module path -> packing, of the quantized ones
    shapes: Mapping[str, Shape]  # of every parameter
    notes: tuple[str, ...]  # what the checkpoint lacks or what was passed over, for people

    @property
    def parameters(self) -> dict[str, Stored]:
        """The stored tensor behind every parameter."""
        return {name: step.tensor for step in self.steps for name in step.placement.parameters}

    @property
    def precision(self) -> str:
        """What full-precision values are stored in, by the embeddings (or their scales)."""
        stored = self.parameters
        scales = stored.get(f"{_EMBEDDING}.scales")
        return (scales or stored[f"{_EMBEDDING}.weight"]).dtype

    def empty_model(self) -> Model:
        """The network with its quantized modules in place; its weights are lazy and unread."""
        return _network(self.config, self.packings)


def read_plan(folder: Path) -> Plan:
    """Read a checkpoint folder's headers and configuration and check them against the network.

    Raises:
        ConfigError: the configuration cannot be used.
        CheckpointError: files are missing or damaged, or their tensors do not fit.
    """
    config = load_config(folder)
    raw = read_json(folder / "config.json")
    shards = read_shards(folder)
    layout = layout_of(shards)
    steps = _steps(shards, layout)
    names = {name for step in steps for name in step.placement.parameters}
    config, absent = _as_stored(config, names, layout)
    steps, passed_over = _wanted(steps, config)
    table = packings(raw, [n for step in steps for n in step.placement.parameters])
    leaves = tree_flatten(_network(config, table).parameters())
    shapes = {name: array.shape for name, array in cast(list[tuple[str, mx.array]], leaves)}
    plan = Plan(folder, raw, config, layout, steps, table, shapes, absent + passed_over)
    _check(plan)
    return plan


def _network(config: ModelConfig, packings: Mapping[str, Packing]) -> Model:
    def predicate(path: str, module: nn.Module) -> bool | dict[str, int | str]:
        packing = packings.get(path)
        if packing is None or not hasattr(module, "to_quantized"):
            return False
        width = module["weight"].shape[-1]
        if width % packing.group_size:
            raise CheckpointError(
                f"config.json quantizes {path} in groups of {packing.group_size}, which do not "
                f"divide its width {width}: download config.json again."
            )
        return dataclasses.asdict(packing)

    model = Model(config)
    nn.quantize(model, class_predicate=predicate)
    return model


def _steps(shards: Iterable[Shard], layout: Layout) -> tuple[Step, ...]:
    steps: list[Step] = []
    unknown: list[str] = []
    for shard in shards:
        own = layout_of_shard(shard, layout)
        for tensor in shard.tensors:
            place = placement(tensor.name, own)
            if place is None:
                unknown.append(tensor.name)
            else:
                steps.append(Step(shard.path, tensor, place))
    if unknown:
        raise CheckpointError(_unknown(unknown, layout))
    return tuple(steps)


def _as_stored(
    config: ModelConfig, names: set[str], layout: Layout
) -> tuple[ModelConfig, tuple[str, ...]]:
    """The configuration less what converters leave out, and a note on each such part."""
    notes: list[str] = []
    if config.text.mtp_num_hidden_layers and not _under(names, MTP):
        text = dataclasses.replace(config.text, mtp_num_hidden_layers=0)
        config = dataclasses.replace(config, text=text)
        notes.append("The MTP head that config.json names is not in the files: no draft tokens.")
    if config.vision is None:
        notes.append("Text only: the checkpoint has no vision tower.")
    elif layout == "mlx" and not _under(names, _VISION):
        config = dataclasses.replace(config, vision=None, visual_tokens=None)
        notes.append("Text only: the vision tower that config.json names is not in the files.")
    return config, tuple(notes)


def _wanted(
    steps: tuple[Step, ...], config: ModelConfig
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """Steps less those that the configuration makes superfluous, and a note on each kind."""
    superfluous: dict[str, str] = {}
    if config.text.tie_word_embeddings:
        superfluous[_HEAD] = "The stored lm_head is passed over: config.json ties it."
    if not config.text.mtp_num_hidden_layers:
        superfluous[MTP] = "The stored MTP head is passed over: config.json names none."
    names = {name for step in steps for name in step.placement.parameters}
    notes = tuple(note for prefix, note in superfluous.items() if _under(names, prefix))
    dropped = tuple(superfluous)
    kept = (s for s in steps if not (dropped and s.placement.parameters[0].startswith(dropped)))
    return tuple(kept), notes


def _check(plan: Plan) -> None:
    """Every parameter has a tensor of its shape, every tensor a parameter, every type is known."""
    stored: dict[str, Step] = {}
    for step in plan.steps:
        for name in step.placement.parameters:
            if name in stored:
                pair = f"{stored[name].tensor.name} and {step.tensor.name}"
                raise CheckpointError(f"{pair} are the same tensor: keep one checkpoint's files.")
            stored[name] = step
    missing = sorted(plan.shapes.keys() - stored.keys())
    if missing:
        raise CheckpointError(
            f"{plan.folder} lacks {len(missing)} of {len(plan.shapes)} tensors: "
            f"{listed(missing)}. Download it again, or convert it anew."
        )
    unknown = sorted(stored[name].tensor.name for name in stored.keys() - plan.shapes.keys())
    if unknown:
        raise CheckpointError(_unknown(unknown, plan.layout))
    right = {
        name: _shape_in_file(plan.shapes[name], s.placement.change) for name, s in stored.items()
    }
    wrong = [
        f"{step.tensor.name} {step.tensor.shape} instead of {right[name]}"
        for name, step in stored.items()
        if step.tensor.shape != right[name]
    ]
    if wrong:
        raise CheckpointError(
            f"{len(wrong)} tensors have another shape than config.json says: {listed(wrong, 3)}. "
            "Keep the files of one checkpoint only, or download it again."
        )
    _check_types(plan)


def _check_types(plan: Plan) -> None:
    foreign = [s.tensor for s in plan.steps if s.tensor.dtype not in BYTES_PER_VALUE]
    if foreign:
        raise CheckpointError(
            f"{len(foreign)} tensors are stored as {foreign[0].dtype}, which MLX cannot compute "
            f"with ({listed([t.name for t in foreign], 3)}): choose another checkpoint."
        )


def _shape_in_file(shape: Shape, change: Change) -> Shape:
    """The shape that a parameter's tensor must have before it is changed."""
    match change:
        case "taps_before_channel":  # (C, K, 1) <- (C, 1, K)
            return (shape[0], shape[2], shape[1])
        case "channels_last":  # (O, T, P, P, C) <- (O, C, T, P, P)
            return (shape[0], shape[4], *shape[1:4])
        case "halve":  # (E, out, in) <- (E, 2 out, in)
            return (shape[0], 2 * shape[1], shape[2])
        case "none" | "add_one":
            return shape


def _unknown(names: list[str], layout: Layout) -> str:
    return (
        f"{len(names)} tensors are unknown in {TITLES[layout]}'s layout of this family: "
        f"{listed(sorted(names))}. Is it another family's checkpoint, or a changed one?"
    )


def _under(names: set[str], prefix: str) -> bool:
    return any(name.startswith(prefix) for name in names)
