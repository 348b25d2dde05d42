"""mlx-lm and mlx-vlm as others use them: their own converters, loaders and models."""

# pyright: reportMissingImports=false

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import mlx.core as mx
import numpy as np
from mlx_lm import convert as lm_convert
from mlx_lm.utils import load_model as lm_load
from mlx_vlm.convert import convert as vlm_convert
from mlx_vlm.utils import load as vlm_load

from tools.goldens.tiny_checkpoints import Tiny, build, save
from tools.goldens.tiny_tokenizer import write_tokenizer
from tools.parity.sample import Sample

Peer = Literal["mlx-lm", "mlx-vlm"]
PEERS: tuple[Peer, ...] = ("mlx-lm", "mlx-vlm")

# The peers read the tie from text_config, transformers writes it at the root only.
TIED = {"tie_word_embeddings": True, "eos_token_id": 58}
UNTIED = {"tie_word_embeddings": False, "eos_token_id": 58}


def make_source(tiny: Tiny, folder: Path) -> Path:
    """A checkpoint folder in Hugging Face's layout with all that a converter asks for."""
    save(build(tiny), tiny, folder)
    write_tokenizer(folder)
    return folder


def convert_by(peer: Peer, source: Path, target: Path, **settings: Any) -> Path:  # noqa: ANN401
    """Quantize with the peer's own `convert`: q_bits, q_group_size, quant_predicate, ..."""
    converter: Callable[..., None] = lm_convert if peer == "mlx-lm" else vlm_convert
    converter(str(source), str(target), quantize=True, **settings)
    return target


def logits_by(peer: Peer, folder: Path, sample: Sample) -> np.ndarray:
    """One pass of the peer's own model over a prompt; mlx-lm takes text only. (L, V)."""
    ids = mx.array(sample.ids)[None]
    if peer == "mlx-lm":
        return np.array(lm_load(folder)[0](ids)[0])
    model = vlm_load(str(folder))[0]
    if not sample.pictures:
        return np.array(model(ids).logits[0])
    patches = mx.array(np.concatenate([picture.patches for picture in sample.pictures]))
    grids = mx.array(sample.grids)
    return np.array(model(ids, pixel_values=patches, image_grid_thw=grids).logits[0])
