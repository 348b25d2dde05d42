"""transformers' own processor for the family, given our messages, pictures and clips.

Needs the reference environment, torchvision included (torch, transformers).
"""

# pyright: reportMissingImports=false

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps

from mlx_model.inputs.message import ImagePart, Message, TextPart, VideoPart
from tests.fixtures.conversations import Case
from tools.parity.torchvision_cpu import LIBRARY  # noqa: F401 (before transformers sees torchvision)

# isort: split
from transformers.models.qwen3_5.modeling_qwen3_5 import Qwen3_5Model
from transformers.video_utils import VideoMetadata

from tools.parity.peer_processor import Peer

Processor = Any  # transformers' Qwen3VLProcessor: its types are its own
Grids = Sequence[Sequence[int]] | None


def reference_processor(folder: Path) -> Processor:
    """What AutoProcessor would build from a checkpoint folder, pictures by PIL."""
    return Peer.load(folder).processor


def load_picture(path: Path) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(path))


def load_frames(path: Path) -> tuple[np.ndarray, float]:
    """Every frame of an animation of constant rate (T, H, W, 3) and its frames per second."""
    image = Image.open(path)
    frames = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        frames.append(np.asarray(image.convert("RGB")))
    return np.stack(frames), 1000 / image.info["duration"]


def turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Our messages as transformers takes them."""
    return [_turn(message) for message in messages]


def _turn(message: Message) -> dict[str, Any]:
    kinds = {ImagePart: "image", VideoPart: "video"}
    content: Any = [
        {"type": "text", "text": part.text}
        if isinstance(part, TextPart)
        else {"type": kinds[type(part)]}
        for part in message.parts
    ]
    turn = {"role": message.role, "content": content}
    if message.reasoning:
        turn["reasoning_content"] = message.reasoning
    if message.tool_calls:
        turn["tool_calls"] = [_decoded(call) for call in message.tool_calls]
    return turn


def _decoded(call: Mapping[str, Any]) -> dict[str, Any]:
    function = dict(call["function"])
    function["arguments"] = json.loads(function["arguments"])
    return {"type": "function", "function": function}


def render(processor: Processor, case: Case) -> str:
    return processor.apply_chat_template(
        turns(case.messages),
        tools=list(case.tools) or None,
        enable_thinking=case.enable_thinking,
        add_generation_prompt=case.add_generation_prompt,
        tokenize=False,
    )


def process(processor: Processor, case: Case) -> dict[str, Any]:
    """The processor's whole output for a case, as numpy arrays."""
    parts = [part for message in case.messages for part in message.parts]
    images = [load_picture(Path(str(part.source))) for part in parts if isinstance(part, ImagePart)]
    clips = [load_frames(Path(str(part.source))) for part in parts if isinstance(part, VideoPart)]
    metadata = [
        VideoMetadata(total_num_frames=len(frames), fps=rate, duration=len(frames) / rate)
        for frames, rate in clips
    ]
    settings: dict[str, Any] = {}
    if clips:
        settings = {
            "videos": [torch.from_numpy(frames).permute(0, 3, 1, 2) for frames, _ in clips],
            "video_metadata": metadata,
        }
    output = processor(
        text=[render(processor, case)],
        images=images or None,
        **settings,
        return_tensors="pt",
        return_mm_token_type_ids=True,
        do_sample_frames=True,
    )
    return dict(output)


def positions(
    ids: np.ndarray, kinds: np.ndarray, images: Grids, videos: Grids, merge: int
) -> tuple[np.ndarray, int]:
    """get_rope_index of the reference model: (3, L) positions and the next one."""
    network: Any = Qwen3_5Model  # its methods are called without building one
    vision = SimpleNamespace(spatial_merge_size=merge)
    model = SimpleNamespace(config=SimpleNamespace(vision_config=vision))
    model.get_vision_position_ids = partial(network.get_vision_position_ids, model)
    found, delta = network.get_rope_index(
        model,
        torch.as_tensor(np.asarray(ids))[None].long(),
        torch.as_tensor(np.asarray(kinds))[None],
        image_grid_thw=None if images is None else torch.as_tensor(np.asarray(images)),
        video_grid_thw=None if videos is None else torch.as_tensor(np.asarray(videos)),
    )
    return found[:, 0].numpy(), int(delta[0, 0]) + len(ids)
