"""Golden files of the network: tests/goldens/net, so that `make test` needs no torch.

Each variant is a folder: a random checkpoint in the Hugging Face layout, and `expected.npz` with a
prompt and what the reference made of it: the logits, the output of every decoder layer and vision
block with what went in, and the draft of the MTP head (mlx-vlm's, transformers has none).

Run with `python -m tools.goldens.net` in the reference environment.
"""

# pyright: reportMissingImports=false

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import numpy as np
from mlx_vlm.speculative.drafters.qwen3_5_mtp.split import Qwen3_5MTPSplitter

from tools.goldens.tiny_checkpoints import YARN, Tiny
from tools.parity.reference import Reference
from tools.parity.sample import Part, Sample, compose

FOLDER = Path(__file__).parents[2] / "tests" / "goldens" / "net"

_TEXT: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 48, "linear_key_head_dim": 8}
_VISION: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "patch_size": 4,
    "num_position_embeddings": 25,
}
_NARROW = _VISION | {"hidden_size": 16, "depth": 1}
_SHORT = _TEXT | {
    "num_hidden_layers": 2,
    "layer_types": ["linear_attention", "full_attention"],
}
_EXPERTS = {
    "num_experts": 6,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 16,
    "shared_expert_intermediate_size": 24,
}

_PICTURES: Sequence[Part] = (4, ("image", (1, 4, 6)), 3, ("video", (2, 2, 4)), 5)

VARIANTS: dict[str, tuple[Tiny, Sequence[Part]]] = {
    "dense": (Tiny(seed=10, mtp=True, text=_TEXT, vision=_VISION), (*_PICTURES, 40)),
    "moe": (
        Tiny(seed=11, moe=True, tied=False, text=_SHORT | _EXPERTS, vision=_NARROW),
        _PICTURES,
    ),
    "yarn": (Tiny(seed=12, text=_SHORT | YARN, vision=_NARROW), (160,)),
}


def main() -> None:
    """Write every variant anew."""
    for name, (tiny, parts) in VARIANTS.items():
        reference = Reference.make(tiny, FOLDER / name)
        sample = compose(reference.config, parts, seed=tiny.seed)
        arrays = _prompt(reference, sample) | _layers(reference, sample)
        if tiny.mtp:
            arrays |= _draft(reference, sample, arrays["hidden"])
        np.savez_compressed(FOLDER / name / "expected.npz", allow_pickle=False, **arrays)


def _prompt(reference: Reference, sample: Sample) -> dict[str, np.ndarray]:
    arrays = {"ids": sample.ids, "positions": np.tile(np.arange(len(sample.ids)), (3, 1))}
    if sample.pictures:
        arrays["positions"] = reference.positions(sample)
        arrays["patches"] = np.concatenate([picture.patches for picture in sample.pictures])
        arrays["grids"] = np.array(sample.grids)
    return arrays


def _layers(reference: Reference, sample: Sample) -> dict[str, np.ndarray]:
    """`<module>.x` and `<module>.y`. The vision tower's are those of its last call, the clip's."""
    config = reference.config
    names = [f"language_model.layers.{i}" for i in range(config.text.num_hidden_layers)]
    if sample.pictures and config.vision is not None:
        names += [f"visual.blocks.{i}" for i in range(config.vision.depth)]
        names += ["visual.patch_embed", "visual.merger"]
    with reference.tapped(
        *(f"model.{name}" for name in names), "model.language_model.norm"
    ) as taps:
        logits = reference.logits(sample)
    arrays = {"logits": logits, "hidden": taps.pop("model.language_model.norm").y}
    for name, tap in taps.items():
        module = name.removeprefix("model.")
        arrays |= {f"{module}.x": tap.x, f"{module}.y": tap.y}
    return arrays


def _draft(reference: Reference, sample: Sample, hidden: np.ndarray) -> dict[str, np.ndarray]:
    """The head's hidden states for every token but the last, at text positions."""
    drafter = cast(Any, Qwen3_5MTPSplitter()).load(reference.folder)
    table = reference.model.get_input_embeddings().get_parameter("weight")
    next_tokens = mx.array(table.detach().numpy()[sample.ids[1:]][None])
    places = mx.arange(len(sample.ids) - 1)[None]
    draft = drafter._forward_hidden(next_tokens, mx.array(hidden[:, :-1]), None, places)
    return {"draft": np.array(draft)}


if __name__ == "__main__":
    main()
