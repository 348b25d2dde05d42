"""Rows for preprocessing: from messages and files to the model's arguments, equal to the last bit.

transformers' processor reads the same checkpoint files, the same pictures and the same clips.
"""

# pyright: reportMissingImports=false

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import torch
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize
from transformers.models.qwen3_vl.video_processing_qwen3_vl import Qwen3VLVideoProcessor
from transformers.models.qwen3_vl.video_processing_qwen3_vl import (
    smart_resize as smart_resize_clip,
)
from transformers.video_utils import VideoMetadata

from mlx_model.checkpoint.load import load_model
from mlx_model.inputs.budget import ImageBudget, VideoBudget
from mlx_model.inputs.message import ImagePart, Message, TextPart, VideoPart
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.inputs.sampling import sample_indices
from mlx_model.inputs.tokenizer import Tokenizer
from tools.goldens.tiny_checkpoints import Tiny
from tools.parity import checkpoint_files, port
from tools.parity.conversations import CONVERSATIONS, TEXTS, Turns, messages
from tools.parity.peer_processor import NAME, Peer, family_tokenizer
from tools.parity.reference import NAME as TRANSFORMERS
from tools.parity.reference import Reference
from tools.parity.row import EXACT, FP32, Row, compare, exact, worst

CASES = 400
VOCABULARY = 1610  # fixed: the random network is the same whatever kestrel-nano's tokenizer


def rows(folder: Path) -> Iterator[Row]:
    """One checkpoint, six pictures, three clips, and all of them in prompts."""
    tiny = Tiny(
        seed=9,
        text={"vocab_size": VOCABULARY},
        vision={"patch_size": checkpoint_files.PATCH, "num_position_embeddings": 64},
        root=checkpoint_files.special_ids(),
    )
    reference = Reference.make(tiny, folder / "model")
    checkpoint_files.write_settings(reference.folder)
    pictures = checkpoint_files.write_pictures(folder / "pictures")
    clips = checkpoint_files.write_clips(folder / "clips")
    processor = Processor.load(reference.folder, reference.config)
    peer = Peer.load(reference.folder)
    yield from _texts(processor, peer)
    yield _family_texts(folder / "tokenizer")
    yield from _sizes()
    yield from _pictures(processor, peer, pictures)
    yield from _clips(processor, peer, clips)
    yield from _prompts(reference, processor, peer, pictures, clips)


def _texts(processor: Processor, peer: Peer) -> Iterator[Row]:
    ours, theirs, ids = [], [], []
    for turns, tools, thinking in CONVERSATIONS:
        prompt = processor.prompt(messages(turns), tools=tools, enable_thinking=thinking)
        text = peer.text(turns, tools=tools, enable_thinking=thinking)
        ours.append(prompt.text)
        theirs.append(text)
        peers = peer.inputs(text, [], [])["input_ids"][0].tolist()
        ids.append(exact("token ids", NAME, prompt.ids.tolist(), peers))
    yield exact(f"rendered templates ({len(ours)} conversations)", NAME, ours, theirs)
    yield worst("token ids of conversations", ids)


def _family_texts(folder: Path) -> Row:
    """The released models' pre-tokenizer on words, digits, marks of many scripts and spaces."""
    theirs = family_tokenizer(folder, TEXTS)
    ours = Tokenizer(folder)
    ids = [(ours.encode(text), theirs(text)["input_ids"]) for text in TEXTS]
    found = [exact("ids", "transformers' Qwen3_5Tokenizer", *pair) for pair in ids]
    return worst("token ids under the family's pre-tokenizer", found)


def _pictures(processor: Processor, peer: Peer, paths: Sequence[Path]) -> Iterator[Row]:
    grids, patches = [], []
    for path in paths:
        [visual] = processor.prompt([Message("user", (ImagePart(path),))]).visuals
        theirs = peer.inputs(peer.text([_turn("image")]), [path], [])
        grids.append(exact("grid", NAME, [list(visual.grid)], theirs["image_grid_thw"].tolist()))
        patches.append(compare("patches", NAME, visual.patches, theirs["pixel_values"], EXACT))
    yield worst("grids of pictures: colour, grey, palette, EXIF-turned, small, large", grids)
    yield worst("patches of these pictures", patches)


def _sizes() -> Iterator[Row]:
    """The rules alone, over many sizes of pictures and clips and many lengths and rates."""
    rng = np.random.default_rng(0)
    image, video = (
        ImageBudget(32, 65536, 1 << 20),
        VideoBudget(32, 2, 4096, 1 << 23, 2, 4, 96, False, 768),
    )
    sampler = Qwen3VLVideoProcessor(fps=2, min_frames=4, max_frames=96)
    pictures, clips, frames = [], [], []
    for width, height, count in rng.integers((8, 8, 2), (3000, 3000, 4000), (CASES, 3)).tolist():
        fitted = smart_resize(height, width, 32, 65536, 1 << 20)
        pictures.append(exact("size", NAME, image.fit((width, height))[::-1], fitted))
        seen = 2 + count % 40
        fitted = smart_resize_clip(seen, height, width, 2, 32, 4096, 1 << 23)
        clips.append(exact("size", NAME, video.fit((width, height), seen)[::-1], fitted))
        rate = float(rng.choice([8, 23.976, 24, 25, 29.97, 30, 59.94, 120]))
        indices = sampler.sample_frames(VideoMetadata(count, fps=rate)).tolist()
        frames.append(exact("frames", NAME, sample_indices(count, rate, video), indices))
    yield worst("sizes of pictures as shown, 8 to 3000 pixels", pictures)
    yield worst("sizes of clips as shown", clips)
    yield worst("sampled frames, 2 to 4000 at 8 to 120 per second", frames)


def _clips(processor: Processor, peer: Peer, paths: Sequence[Path]) -> Iterator[Row]:
    indices, times, grids, patches = [], [], [], []
    for path in paths:
        prompt = processor.prompt([Message("user", (VideoPart(path),))])
        [visual] = prompt.visuals
        film = peer.film(path)
        indices.append(exact("frames", NAME, list(visual.receipt.times), film.times))
        theirs = peer.inputs(peer.text([_turn("video")]), [], [path])
        ids = theirs["input_ids"][0].tolist()
        times.append(exact("times", NAME, prompt.ids.tolist(), ids))
        grid = theirs["video_grid_thw"].tolist()
        grids.append(exact("grid", NAME, [list(visual.grid)], grid))
        patches.append(
            compare("patches", NAME, visual.patches, theirs["pixel_values_videos"], EXACT)
        )
    yield worst("sampled frames of clips", indices)
    yield worst("timestamps and places of frames in the prompt", times)
    yield worst("grids of clips", grids)
    yield worst("patches of clips", patches)


def _prompts(
    reference: Reference, processor: Processor, peer: Peer, pictures: list[Path], clips: list[Path]
) -> Iterator[Row]:
    """The whole way: files and words in, logits out."""
    model = load_model(reference.folder, dtype=mx.float32)
    positions, logits = [], []
    cases = (pictures[:1], []), (pictures[2:5], []), ([], clips[:1]), (pictures, clips)
    for seen, filmed in cases:
        parts = [*map(ImagePart, seen), *map(VideoPart, filmed), TextPart("What does it show?")]
        prompt = processor.prompt([Message("user", tuple(parts))])
        kinds = ["image"] * len(seen) + ["video"] * len(filmed)
        turn = _turn(*kinds, text="What does it show?")
        inputs = peer.inputs(peer.text([turn], enable_thinking=False), seen, filmed)
        inputs.pop("attention_mask")
        with torch.no_grad():
            theirs = reference.model(**inputs, use_cache=False).logits[0].numpy()
        logits.append(compare("logits", TRANSFORMERS, _logits(model, prompt), theirs, FP32))
        places = reference.rope_index(inputs)
        positions.append(compare("positions", TRANSFORMERS, prompt.positions, places, EXACT))
    yield worst("rotary positions of prompts from files", positions)
    yield worst("logits of prompts from files: pictures, clips, all nine at once", logits)


def _logits(model: Any, prompt: Prompt) -> np.ndarray:  # noqa: ANN401
    return port.run(model, prompt, [len(prompt.ids)], None)


def _turn(*kinds: str, text: str | None = None) -> dict[str, Any]:
    content: Turns = [{"type": kind} for kind in kinds]
    return {"role": "user", "content": content + ([{"type": "text", "text": text}] if text else [])}
