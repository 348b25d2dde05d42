"""Our side of the comparison: the port fed with a sample, in one pass, in chunks or by cache."""

from collections.abc import Sequence

import mlx.core as mx
import numpy as np

from mlx_model.inputs.positions import rope_positions
from mlx_model.net.decoder import LayerCache
from mlx_model.net.model import Model
from tools.parity.sample import Sample


def positions(model: Model, sample: Sample) -> np.ndarray:
    """Rotary positions as our inputs count them. (3, L)."""
    vision, special = model.config.vision, model.config.visual_tokens
    if vision is None or special is None:
        return np.tile(np.arange(len(sample.ids), dtype=np.int32), (3, 1))
    return rope_positions(sample.ids, sample.grids, special, vision.spatial_merge_size)[0]


def embeddings(model: Model, sample: Sample) -> mx.array:
    """Token embeddings with the visual tokens in their places. (1, L, D)."""
    embedded = model.embed(mx.array(sample.ids)[None])
    special = model.config.visual_tokens
    if not sample.pictures or special is None:
        return embedded
    patches = np.concatenate([picture.patches for picture in sample.pictures])
    places = np.flatnonzero(np.isin(sample.ids, (special.image, special.video)))
    embedded[0, mx.array(places)] = model.see(mx.array(patches), sample.grids)
    return embedded


def logits(model: Model, sample: Sample) -> np.ndarray:
    """One pass over the whole prompt. (L, V)."""
    return chunked(model, sample, [len(sample.ids)], None)


def chunked(
    model: Model, sample: Sample, lengths: Sequence[int], cache: Sequence[LayerCache] | None
) -> np.ndarray:
    """The prompt in pieces of these lengths through a cache. (L, V)."""
    assert sum(lengths) == len(sample.ids), "the pieces must make up the prompt"
    embedded = embeddings(model, sample)
    places = mx.array(positions(model, sample))[:, None]
    found, start = [], 0
    for length in lengths:
        piece = slice(start, start + length)
        hidden = model.hidden(embedded[:, piece], places[..., piece], cache)
        found.append(np.array(model.logits(hidden)[0]))
        start += length
    return np.concatenate(found)
