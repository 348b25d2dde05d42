"""Our side of the comparison: the port fed with a sample, in one pass, in chunks or by cache."""

from collections.abc import Sequence

import mlx.core as mx
import numpy as np

from mlx_model.inputs.positions import rope_positions
from mlx_model.inputs.processor import Prompt
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.visual import Visual
from mlx_model.net.decoder import LayerCache
from mlx_model.net.model import Model
from mlx_model.runtime.embeddings import PromptEmbeddings
from tools.parity.sample import Picture, Sample


def prompt_of(model: Model, sample: Sample) -> Prompt:
    """The sample as our inputs would give it, positions counted by them."""
    vision = model.config.vision
    merge = vision.spatial_merge_size if vision else 1
    places, after = rope_positions(sample.ids, sample.grids, model.config.visual_tokens, merge)
    visuals = tuple(_visual(picture) for picture in sample.pictures)
    return Prompt(sample.ids, places, after, visuals, text="", thinking=False)


def _visual(picture: Picture) -> Visual:
    nothing = Receipt("", picture.kind, (0, 0), (0, 0), (), 0)
    return Visual(picture.kind, picture.patches, picture.grid, digest="", receipt=nothing)


def logits(model: Model, sample: Sample) -> np.ndarray:
    """One pass over the whole prompt. (L, V)."""
    return chunked(model, sample, [len(sample.ids)], None)


def chunked(
    model: Model, sample: Sample, lengths: Sequence[int], cache: Sequence[LayerCache] | None
) -> np.ndarray:
    """The sample in pieces of these lengths through a cache. (L, V)."""
    return run(model, prompt_of(model, sample), lengths, cache)


def run(
    model: Model, prompt: Prompt, lengths: Sequence[int], cache: Sequence[LayerCache] | None
) -> np.ndarray:
    """A prompt in pieces, each embedded when it is due, as the runtime's prefill does. (L, V)."""
    assert sum(lengths) == len(prompt.ids), "the pieces must make up the prompt"
    embeddings, places = PromptEmbeddings(model, prompt), mx.array(prompt.positions)[:, None]
    found, start = [], 0
    for end in np.cumsum(lengths).tolist():
        hidden = model.hidden(embeddings.between(start, end), places[..., start:end], cache)
        found.append(np.array(model.logits(hidden)[0]))
        start = end
    return np.concatenate(found)
