"""Which modules to quantize, and how finely.

Two recipes:

plain    what mlx-lm and mlx-vlm do: every linear layer and the embeddings at the target bits, the
         router of a mixture of experts at 8.
protect  the same, with more bits where this family is known to suffer. The public study of
         Qwen3.5's tensors (unsloth.ai/docs/models/qwen3.5/gguf-benchmarks) finds, when one kind
         is quantized alone, a divergence of about 6.0 for linear_attn.out_proj, 2.9 for in_proj_qkv
         and in_proj_z, 1.5 to 2.9 for q, k and v, but 0.15 for the embeddings and 0.05 for lm_head;
         gate and up stand even 3 bits. Divergence falls about with the squared error, and that of
         MLX's quantizer on normal weights in groups of 64, measured, to 0.057 of its value from 4
         bits to 6 and to 0.0035 from 4 to 8. So 6 bits bring the second group to about 0.16 and 8
         bits the first to 0.02: near the embeddings, which are fine as they are. o_proj ends
         attention as out_proj ends DeltaNet and is treated alike.
         in_proj_a and in_proj_b set decay and correction, are tiny and stay whole, as does the
         MTP head's fc, whose two halves are of different scale.

Neither touches the vision tower, norms, the convolution, A_log or dt_bias.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from mlx_model.checkpoint.packing import Packing
from mlx_model.checkpoint.plan import Plan
from mlx_model.errors import RequestError

RecipeName = Literal["plain", "protect"]

TARGET_BITS = (4, 5, 6, 8)
GROUP_SIZES = (32, 64, 128)

_ROUTERS = (".mlp.gate", ".mlp.shared_expert_gate")
_AT_LEAST_8 = (*_ROUTERS, ".linear_attn.out_proj", ".self_attn.o_proj")
_AT_LEAST_6 = (
    ".linear_attn.in_proj_qkv",
    ".linear_attn.in_proj_z",
    ".self_attn.q_proj",
    ".self_attn.k_proj",
    ".self_attn.v_proj",
)
_WHOLE = (".linear_attn.in_proj_a", ".linear_attn.in_proj_b", "mtp.fc")


@dataclass(frozen=True)
class Recipe:
    """How to quantize a whole checkpoint."""

    bits: int
    group_size: int
    name: RecipeName

    def __post_init__(self) -> None:
        if self.bits not in TARGET_BITS:
            raise RequestError(f"{self.bits} bits is not a choice: take one of {TARGET_BITS}.")
        if self.group_size not in GROUP_SIZES:
            raise RequestError(
                f"Group size {self.group_size} is not a choice: take one of {GROUP_SIZES}."
            )
        if self.name not in get_args(RecipeName):
            raise RequestError(
                f"Recipe {self.name!r} is unknown: take one of {', '.join(get_args(RecipeName))}."
            )

    def bits_for(self, module: str) -> int | None:
        """The bits of a module that can be quantized, None to leave it whole."""
        if self.name == "plain":
            return 8 if module.endswith(_ROUTERS) else self.bits
        if module.endswith(_WHOLE):
            return None
        if module.endswith(_AT_LEAST_8):
            return 8
        return max(self.bits, 6) if module.endswith(_AT_LEAST_6) else self.bits


@dataclass(frozen=True)
class Choice:
    """What a recipe makes of one checkpoint. Paths are ours, not MLX's."""

    packings: dict[str, Packing]
    whole: tuple[str, ...]  # left at full precision by the recipe
    indivisible: tuple[str, ...]  # left so because the group size does not divide their width


def choose(plan: Plan, recipe: Recipe) -> Choice:
    """Apply a recipe to the modules of a checkpoint."""
    packings: dict[str, Packing] = {}
    whole: list[str] = []
    indivisible: list[str] = []
    for path, module in plan.empty_model().named_modules():
        if not hasattr(module, "to_quantized") or path.startswith("model.visual."):
            continue
        bits = recipe.bits_for(path)
        if bits is None:
            whole.append(path)
        elif module["weight"].shape[-1] % recipe.group_size:
            indivisible.append(path)
        else:
            packings[path] = Packing(bits, recipe.group_size)
    return Choice(packings, tuple(sorted(whole)), tuple(sorted(indivisible)))


def overrides(choice: Choice, recipe: Recipe) -> dict[str, dict[str, int] | bool]:
    """Modules that differ from the recipe's target, as `quantization` in config.json has them."""
    found: dict[str, dict[str, int] | bool] = {
        path: {"group_size": packing.group_size, "bits": packing.bits}
        for path, packing in choice.packings.items()
        if packing.bits != recipe.bits
    }
    return found | dict.fromkeys((*choice.whole, *choice.indivisible), False)
