"""Rows for quantized checkpoints: written by mlx-lm's and mlx-vlm's own converters.

Each is then run by the package that wrote it and by our port: the same packed numbers must be
found under the right names, with the right bits and groups.
"""

# pyright: reportMissingImports=false

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import mlx.core as mx
import mlx_lm
import mlx_vlm.utils
import numpy as np
from mlx_vlm.convert import convert as convert_by_mlx_vlm

from mlx_model.checkpoint.load import load_model
from tools.goldens.tiny_checkpoints import Tiny
from tools.parity import checkpoint_files, port
from tools.parity.reference import Reference
from tools.parity.row import QUANTIZED, Row, compare
from tools.parity.sample import IMAGES, TEXT, Sample, compose

LM: Sequence[tuple[int, int]] = ((4, 64), (4, 32), (5, 64), (6, 64), (8, 32))  # bits, group
VLM: Sequence[tuple[int, int]] = ((4, 64), (8, 32))


def rows(folder: Path) -> Iterator[Row]:
    """Dense by both converters, experts by mlx-lm, whose router keeps 8 bits."""
    dense = _reference(
        folder / "dense", Tiny(seed=14, mtp=True, root=checkpoint_files.special_ids())
    )
    for bits, group in LM:
        yield _by_mlx_lm(dense, bits, group, "dense")
    experts = Tiny(seed=15, moe=True, tied=False, root=checkpoint_files.special_ids())
    sparse = _reference(folder / "experts", experts)
    for bits, group in LM[:1]:
        yield _by_mlx_lm(sparse, bits, group, "experts")
    for bits, group in VLM:
        yield from _by_mlx_vlm(dense, bits, group)


def _reference(folder: Path, tiny: Tiny) -> Reference:
    """With the tokenizer and settings that the converters want to see beside the tensors."""
    text = {"vocab_size": checkpoint_files.vocabulary() + 12}
    vision = {"patch_size": checkpoint_files.PATCH}
    whole = replace(tiny, text=text, vision=vision)
    reference = Reference.make(whole, folder)
    checkpoint_files.write_settings(folder)
    return reference


def _by_mlx_lm(reference: Reference, bits: int, group: int, what: str) -> Row:
    folder = reference.folder.with_name(f"{what}-lm-{bits}-{group}")
    with contextlib.redirect_stdout(io.StringIO()):
        mlx_lm.convert(
            str(reference.folder), str(folder), quantize=True, q_bits=bits, q_group_size=group
        )
    sample = compose(reference.config, TEXT)
    peer = mlx_lm.load(str(folder))[0]
    theirs = np.array(peer(mx.array(sample.ids)[None])[0])
    title = f"mlx_lm.convert, {bits} bits, groups of {group}, {what}: text"
    return compare(title, "mlx-lm", _ours(folder, sample), theirs, QUANTIZED)


def _by_mlx_vlm(reference: Reference, bits: int, group: int) -> Iterator[Row]:
    folder = reference.folder.with_name(f"vlm-{bits}-{group}")
    with contextlib.redirect_stdout(io.StringIO()):
        convert_by_mlx_vlm(
            str(reference.folder), str(folder), quantize=True, q_bits=bits, q_group_size=group
        )
    peer = mlx_vlm.utils.load_model(folder)
    for what, parts in (("text", TEXT), ("three images", IMAGES)):
        sample = compose(reference.config, parts)
        ids, pictures = mx.array(sample.ids)[None], {}
        if sample.pictures:
            patches = np.concatenate([picture.patches for picture in sample.pictures])
            grids = mx.array(np.array(sample.grids))
            pictures = {"pixel_values": mx.array(patches), "image_grid_thw": grids}
        theirs = np.array(peer(ids, **pictures).logits[0])
        title = f"mlx_vlm.convert, {bits} bits, groups of {group}: {what}"
        yield compare(title, "mlx-vlm", _ours(folder, sample), theirs, QUANTIZED)


def _ours(folder: Path, sample: Sample) -> np.ndarray:
    return port.logits(load_model(folder, dtype=mx.float32), sample)
