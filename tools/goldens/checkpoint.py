"""Golden checkpoints: tests/goldens/checkpoint, quantized by mlx-vlm and mlx-lm themselves.

Each variant is a small random checkpoint as the peer's converter wrote it (tokenizer files taken
away), and `expected.npz`: prompts and the logits that the peer's own model has for them. So that
`make test` shows without any peer that their files load here and mean the same.

Run with `python -m tools.goldens.checkpoint` in the reference environment.
"""

# pyright: reportMissingImports=false

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from mlx_model.config import load_config
from tools.goldens.peers import TIED, UNTIED, Peer, convert_by, logits_by, make_source
from tools.goldens.tiny_checkpoints import Overrides, Tiny
from tools.parity.sample import IMAGE, compose

FOLDER = Path(__file__).parents[2] / "tests" / "goldens" / "checkpoint"
KEPT = ("config.json", "model.safetensors", "model.safetensors.index.json")

_SHORT: Overrides = {
    "hidden_size": 64,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "layer_types": ["linear_attention", "full_attention"],
    "full_attention_interval": 2,  # mlx-vlm goes by this
}
_NARROW: Overrides = {
    "hidden_size": 16,
    "intermediate_size": 24,
    "depth": 1,
    "patch_size": 4,
    "num_position_embeddings": 25,
}
_EXPERTS: Overrides = {
    "num_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 64,
    "shared_expert_intermediate_size": 64,
}
_MIXED = {"q_bits": 4, "q_group_size": 64, "quant_predicate": "mixed_4_6"}

VARIANTS: dict[str, tuple[Peer, Tiny, dict[str, object]]] = {
    "vlm-mixed": (
        "mlx-vlm",
        Tiny(seed=20, mtp=True, text=_SHORT | TIED, vision=_NARROW),
        _MIXED,
    ),
    "lm-experts": (
        "mlx-lm",
        Tiny(seed=21, moe=True, tied=False, text=_SHORT | _EXPERTS | UNTIED, vision=_NARROW),
        {"q_bits": 4, "q_group_size": 64},
    ),
}


def main() -> None:
    """Write every variant anew."""
    for name, (peer, tiny, settings) in VARIANTS.items():
        with tempfile.TemporaryDirectory() as place:
            source = make_source(tiny, Path(place) / "source")
            converted = convert_by(peer, source, Path(place) / "converted", **settings)
            arrays = _expected(peer, converted, tiny.seed)
            (FOLDER / name).mkdir(parents=True, exist_ok=True)
            for kept in KEPT:
                (FOLDER / name / kept).write_bytes((converted / kept).read_bytes())
        np.savez_compressed(FOLDER / name / "expected.npz", **arrays)


def _expected(peer: Peer, folder: Path, seed: int) -> dict[str, Any]:  # Any: for savez
    config = load_config(folder)
    text = compose(config, (40,), seed)
    arrays = {"text.ids": text.ids, "text.logits": logits_by(peer, folder, text)}
    if config.vision is None:
        return arrays
    image = compose(config, IMAGE, seed)
    return arrays | {
        "image.ids": image.ids,
        "image.patches": image.pictures[0].patches,
        "image.grid": np.array(image.grids),
        "image.logits": logits_by(peer, folder, image),
    }


if __name__ == "__main__":
    main()
