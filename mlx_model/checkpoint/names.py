"""Which parameter a stored tensor is, in each layout that checkpoints of this family come in.

Two layouts exist. Hugging Face's stores norm weights around zero, convolutions with channels
first and the experts' gate and up projections as one tensor. MLX's, as mlx-lm and mlx-vlm write
it, stores everything as the network here wants it, under prefixes of its own. Nothing is guessed
from a shape: the names' prefixes tell the layout, and the files' `format` mark must agree.

References: transformers `modeling_qwen3_5.py` and `modeling_qwen3_5_moe.py` (names, norms of
1 + w); mlx-vlm `models/qwen3_5`, mlx-lm `models/qwen3_5.py` (`sanitize`: the MLX names).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mlx_model.checkpoint.shards import Shard
from mlx_model.errors import CheckpointError

Layout = Literal["huggingface", "mlx"]
Change = Literal["none", "add_one", "taps_before_channel", "channels_last", "halve"]

# Stored prefix -> prefix of our parameters (which carry Hugging Face's names), first match wins.
PREFIXES: dict[Layout, tuple[tuple[str, str], ...]] = {
    "huggingface": (
        ("model.language_model.", "model.language_model."),
        ("model.visual.", "model.visual."),
        ("model.", "model.language_model."),  # text-only checkpoints have no inner group
        ("lm_head.", "lm_head."),
    ),
    "mlx": (
        ("language_model.model.", "model.language_model."),
        ("language_model.lm_head.", "lm_head."),
        ("vision_tower.", "model.visual."),
    ),
}
MTP = "mtp."  # the head for multi-token prediction is called so in both layouts

MARKS: dict[Layout, str] = {"huggingface": "pt", "mlx": "mlx"}
TITLES: dict[Layout, str] = {"huggingface": "Hugging Face", "mlx": "MLX"}

# Norms whose weight is stored as w and multiplies as 1 + w. The gated norm of DeltaNet and the
# vision tower's layer norms are not among them.
_CENTRED = (
    ".input_layernorm.weight",
    ".post_attention_layernorm.weight",
    ".q_norm.weight",
    ".k_norm.weight",
    ".pre_fc_norm_embedding.weight",
    ".pre_fc_norm_hidden.weight",
    "mtp.norm.weight",
    "model.language_model.norm.weight",
)


@dataclass(frozen=True)
class Placement:
    """The parameters that one stored tensor becomes (two for "halve"), and how."""

    parameters: tuple[str, ...]
    change: Change = "none"


def layout_of(shards: Sequence[Shard]) -> Layout:
    """The layout of the decoder's files, by the prefixes of their names and by their marks.

    Raises:
        CheckpointError: the names belong to no layout, to both, or contradict the marks.
    """
    body = [shard for shard in shards if not is_draft_head(shard)]
    names = [tensor.name for shard in body for tensor in shard.tensors]
    found: list[Layout] = [layout for layout in PREFIXES if _any_under(names, layout)]
    if not found:
        raise CheckpointError(
            f"No tensor has a name of the Qwen3.5 family (the first is "
            f"{next(iter(names), 'missing')}): choose a Qwen3.5 checkpoint."
        )
    if len(found) > 1:
        raise CheckpointError(
            "The checkpoint mixes Hugging Face's and MLX's tensor names: "
            "keep the files of one checkpoint only."
        )
    for shard in body:
        _agree(shard, found[0])
    return found[0]


def layout_of_shard(shard: Shard, layout: Layout) -> Layout:
    """The layout of one file: its own mark for a grafted MTP head, otherwise the checkpoint's.

    A head's names are the same in both layouts, yet its norms differ by one: only the mark of its
    file can tell.
    """
    if not is_draft_head(shard):
        return layout
    for candidate, mark in MARKS.items():
        if shard.mark == mark:
            return candidate
    raise CheckpointError(
        f"{shard.path} holds an MTP head without saying in which layout (its metadata has format "
        f"{shard.mark!r}; pt or mlx is needed): remove the file to run without the head."
    )


def is_draft_head(shard: Shard) -> bool:
    """Whether the file holds nothing but an MTP head."""
    return all(tensor.name.startswith(MTP) for tensor in shard.tensors) and bool(shard.tensors)


def placement(name: str, layout: Layout) -> Placement | None:
    """Where the tensor `name` goes, or None where the layout has no such name."""
    parameter = _parameter(name, layout)
    if parameter is None:
        return None
    if layout == "mlx":
        return Placement((parameter,))
    before, expert, projection = parameter.partition(".experts.")
    if expert and projection == "gate_up_proj":
        pair = (f"{before}.switch_mlp.gate_proj.weight", f"{before}.switch_mlp.up_proj.weight")
        return Placement(pair, "halve")
    if expert and projection == "down_proj":
        return Placement((f"{before}.switch_mlp.down_proj.weight",))
    return Placement((parameter,), _change(parameter))


def mlx_name(parameter: str) -> str:
    """The name under which MLX's layout stores a parameter (or a module, for its overrides)."""
    for stored, ours in PREFIXES["mlx"]:
        if (parameter + ".").startswith(ours):
            return (stored + (parameter + ".").removeprefix(ours)).removesuffix(".")
    assert parameter.startswith(MTP), f"{parameter} is no parameter of this network"
    return parameter


def module_path(path: str) -> str | None:
    """Our path of a module that a configuration names in either layout's way."""
    for layout in PREFIXES:
        found = _parameter(path + ".", layout)
        if found is not None:
            return found.removesuffix(".")
    return None


def _change(parameter: str) -> Change:
    if parameter.endswith(_CENTRED):
        return "add_one"
    if parameter.endswith(".conv1d.weight"):
        return "taps_before_channel"
    if parameter == "model.visual.patch_embed.proj.weight":
        return "channels_last"
    return "none"


def _parameter(name: str, layout: Layout) -> str | None:
    if name.startswith(MTP):
        return name
    for stored, ours in PREFIXES[layout]:
        if name.startswith(stored):
            return ours + name.removeprefix(stored)
    return None


def _any_under(names: Iterable[str], layout: Layout) -> bool:
    prefixes = tuple(stored for stored, _ in PREFIXES[layout])
    return any(name.startswith(prefixes) for name in names)


def _agree(shard: Shard, layout: Layout) -> None:
    marked_mlx = shard.mark == MARKS["mlx"]
    if shard.mark is not None and marked_mlx != (layout == "mlx"):
        raise CheckpointError(
            f"{shard.path} contradicts itself: its tensors have {TITLES[layout]}'s names, its "
            f"metadata says format {shard.mark!r}. Download it again or convert it anew."
        )
