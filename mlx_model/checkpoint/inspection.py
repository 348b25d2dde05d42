"""What a checkpoint folder is, for people, from its headers and configuration alone."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mlx_model.checkpoint.names import Layout
from mlx_model.checkpoint.packing import Packing
from mlx_model.checkpoint.plan import Plan, read_plan


@dataclass(frozen=True)
class Inspection:
    """A checkpoint that was found sound. `parameters` counts quantized weights as the values
    they stand for; `notes` says in sentences what is absent or was passed over."""

    folder: Path
    model_type: str
    layout: Layout
    parameters: int
    size: int  # bytes of all tensors
    files: int
    dtype: str  # of what is not quantized, in safetensors' word: BF16, F16, F32
    packings: tuple[tuple[Packing, int], ...]  # each packing and how many modules have it
    vision: bool
    mtp: bool
    experts: int  # 0 for a dense model
    context: int  # tokens
    notes: tuple[str, ...]

    @property
    def bits_per_weight(self) -> float:
        """Stored bits over parameters, scales and biases included."""
        return 8 * self.size / self.parameters


def inspect(folder: Path) -> Inspection:
    """Check a checkpoint without reading its tensors; milliseconds whatever its size.

    Raises:
        ConfigError, CheckpointError: as loading it would.
    """
    plan = read_plan(folder)
    text = plan.config.text
    return Inspection(
        folder=folder,
        model_type=plan.config.model_type,
        layout=plan.layout,
        parameters=_values(plan),
        size=sum(step.tensor.size for step in plan.steps),
        files=len({step.path for step in plan.steps}),
        dtype=plan.precision,
        packings=tuple(Counter(plan.packings.values()).most_common()),
        vision=plan.config.vision is not None,
        mtp=text.mtp_num_hidden_layers > 0,
        experts=text.moe.num_experts if text.moe else 0,
        context=text.max_position_embeddings,
        notes=plan.notes,
    )


def _values(plan: Plan) -> int:
    """How many values the stored tensors stand for; packed ones count unpacked."""
    count = 0
    for step in plan.steps:
        module, _, leaf = step.placement.parameters[0].rpartition(".")
        packing = plan.packings.get(module)
        if packing is None or leaf == "bias":
            count += step.values
        elif leaf == "weight":
            count += step.values * 32 // packing.bits
    return count
