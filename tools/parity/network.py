"""Rows for the network: whole prompts, and each of its parts alone, against transformers.

A part alone gets exactly what the reference's part got, recorded by hooks, so that an error
cannot hide behind the one before it.
"""

# pyright: reportMissingImports=false

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import numpy as np
import torch
from mlx import nn

from mlx_model.checkpoint.load import load_model
from mlx_model.net.model import Model
from tools.goldens.tiny_checkpoints import YARN, Tiny
from tools.parity import port
from tools.parity.reference import NAME, Reference, Tap
from tools.parity.row import EXACT, FP32, Row, compare, worst
from tools.parity.sample import IMAGE, IMAGES, LONG, MIXED, TEXT, VIDEO, Part, Sample, compose

# Heads unlike the family's usual ones: one key head for eight value heads, widths apart.
ODD_HEADS = Tiny(
    seed=5,
    text={
        "num_attention_heads": 6,
        "num_key_value_heads": 1,
        "head_dim": 40,
        "linear_num_key_heads": 1,
        "linear_num_value_heads": 8,
        "linear_key_head_dim": 24,
        "linear_value_head_dim": 40,
        "linear_conv_kernel_dim": 3,
        "layer_types": ["full_attention", "linear_attention", "linear_attention"],
        "num_hidden_layers": 3,
        "attention_bias": True,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 1e6,
            "partial_rotary_factor": 0.3,
            "mrope_section": [3, 2, 1],
        },
    },
    vision={"num_heads": 2, "depth": 3, "num_position_embeddings": 100},
)

DENSE = Tiny(mtp=True)
CHECKPOINTS, PROMPTS = range(4), range(6)  # seeds
WHOLE: Sequence[tuple[str, Tiny, Sequence[Part]]] = (
    ("text, 90 tokens", DENSE, TEXT),
    ("one image", DENSE, IMAGE),
    ("three images of different sizes", DENSE, IMAGES),
    ("video, 3 frame pairs", DENSE, VIDEO),
    ("two images and a video in one prompt", DENSE, MIXED),
    ("mixture of experts: text", Tiny(seed=1, moe=True), TEXT),
    ("mixture of experts: one image", Tiny(seed=1, moe=True), IMAGE),
    ("YaRN x4, 200 tokens of 64 trained", Tiny(seed=2, text=YARN), (200,)),
    ("YaRN x4, images and video", Tiny(seed=2, text=YARN), MIXED),
    ("untied output head", Tiny(seed=4, tied=False), TEXT),
    ("unusual heads (Hk 1, Hv 8, widths 24/40), kernel 3, biases: text", ODD_HEADS, TEXT),
    ("unusual heads, table 10 x 10: images and video", ODD_HEADS, MIXED),
)


def whole(folder: Path) -> Iterator[Row]:
    """Logits of one pass, and the rotary positions that went into them."""
    positions = []
    for number, (what, tiny, parts) in enumerate(WHOLE):
        reference = Reference.make(tiny, folder / str(number))
        model = load_model(reference.folder, dtype=mx.float32)
        sample = compose(reference.config, parts)
        yield compare(what, NAME, port.logits(model, sample), reference.logits(sample), FP32)
        if sample.pictures:
            ours, theirs = port.prompt_of(model, sample).positions, reference.positions(sample)
            positions.append(compare("rotary positions of prompts", NAME, ours, theirs, EXACT))
    yield worst("rotary positions of prompts with pictures", positions)
    yield _noise(folder / "noise")
    yield _many(folder)


def _many(folder: Path) -> Row:
    """A whole grid of seeds, so that no row above owes its margin to a lucky one."""
    found = []
    for seed in CHECKPOINTS:
        reference = Reference.make(Tiny(seed=seed), folder / f"many-{seed}")
        model = load_model(reference.folder, dtype=mx.float32)
        for prompt in PROMPTS:
            sample = compose(reference.config, LONG, seed=prompt)
            ours, theirs = port.logits(model, sample), reference.logits(sample)
            found.append(compare("logits", NAME, ours, theirs, FP32))
    return worst("148 tokens with images and video, 4 checkpoints x 6 prompts", found)


def _noise(folder: Path) -> Row:
    """How much the reference itself moves with more precision, a scale for the rows above.

    Not the exact truth: its norms, rotary angles and delta rule compute in fp32 whatever comes in.
    """
    reference = Reference.make(DENSE, folder)
    sample = compose(reference.config, MIXED)
    double = copy.deepcopy(reference.model).double()
    inputs = reference.inputs(sample)
    exact = {k: v.double() if v.is_floating_point() else v for k, v in inputs.items()}
    with torch.no_grad():
        truth = double(**exact, use_cache=False).logits[0].numpy()
    what = "for scale: transformers in fp32, images and video"
    return compare(what, "the same with fp64 weights", reference.logits(sample), truth, FP32)


def parts(folder: Path) -> Iterator[Row]:
    """Every layer and every piece of the vision tower alone."""
    for what, tiny in (("dense", DENSE), ("experts", Tiny(seed=1, moe=True)), ("odd", ODD_HEADS)):
        reference = Reference.make(tiny, folder / what)
        model = load_model(reference.folder, dtype=mx.float32)
        sample = compose(reference.config, (*VIDEO, *IMAGE))
        yield worst(f"each decoder layer alone, {what}", _decoder_layers(reference, model, sample))
        yield worst(f"each vision block alone, {what}", _vision_blocks(reference, model, sample))
        if not tiny.moe:  # its tower is the dense one
            yield from _vision_ends(reference, model, sample, what)


def _decoder_layers(reference: Reference, model: Model, sample: Sample) -> Iterator[Row]:
    decoder = model.model.language_model
    names = [f"model.language_model.layers.{i}" for i in range(len(decoder.layers))]
    with reference.tapped(*names) as taps:
        reference.logits(sample)
    rotate = decoder.rotary(mx.array(reference.positions(sample))[:, None])
    for name, layer in zip(names, decoder.layers, strict=True):
        ours = layer(mx.array(taps[name].x), rotate, None)
        yield compare(name, NAME, np.array(ours), taps[name].y, FP32)


def _vision_blocks(reference: Reference, model: Model, sample: Sample) -> Iterator[Row]:
    """The last call of the tower is that of the clip: transformers sees images and clips apart."""
    tower = model.model.visual
    names = [f"model.visual.blocks.{i}" for i in range(len(tower.blocks))]
    with reference.tapped(*names) as taps:
        reference.logits(sample)
    grids = [picture.grid for picture in sample.pictures if picture.kind == "video"]
    for name, block in zip(names, tower.blocks, strict=True):
        ours = block(mx.array(taps[name].x), tower.rotation(grids), grids)
        yield compare(name, NAME, np.array(ours), taps[name].y, FP32)


def _vision_ends(reference: Reference, model: Model, sample: Sample, what: str) -> Iterator[Row]:
    """Patch embedding, table of positions and merger."""
    tower, prefix = model.model.visual, "model.visual."
    names = [prefix + name for name in ("patch_embed", "blocks.0", "merger")]
    with reference.tapped(*names) as taps:
        reference.logits(sample)
    grids = [picture.grid for picture in sample.pictures if picture.kind == "video"]
    patch_embed, first, merger = (taps[name] for name in names)
    yield _alone(f"patch embedding, {what}", tower.patch_embed, patch_embed)
    table = first.x - patch_embed.y  # what the reference added to the patches
    ours = np.array(tower.positions(grids))
    # The subtraction itself rounds in fp32, at the size of the patches.
    yield compare(f"table of positions, interpolated, {what}", NAME, ours, table, FP32)
    yield _alone(f"merger, {what}", tower.merger, merger)


def _alone(what: str, module: nn.Module, tap: Tap) -> Row:
    ours = cast(Any, module)(mx.array(tap.x))
    return compare(what, NAME, np.array(ours), tap.y, FP32)
