"""Rows for kestrel-nano, the checkpoint that is bundled: its own files, a screen, a question."""

# pyright: reportMissingImports=false

from collections.abc import Iterator
from pathlib import Path

import mlx.core as mx
import numpy as np
import torch
from transformers import Qwen3_5ForConditionalGeneration

from mlx_model.checkpoint.load import load_model
from mlx_model.config import load_config
from mlx_model.inputs.message import ImagePart, Message, TextPart
from mlx_model.inputs.processor import Processor
from tools.parity import port
from tools.parity.checkpoint_files import NANO, write_pictures
from tools.parity.peer_processor import Peer
from tools.parity.reference import NAME
from tools.parity.row import FP32, Row, compare, exact

QUESTION = "Where is the Save button?"


def rows(folder: Path) -> Iterator[Row]:
    """Ids, logits, and what both would answer greedily, word for word."""
    screen = write_pictures(folder)[0]
    processor = Processor.load(NANO, load_config(NANO))
    prompt = processor.prompt([Message("user", (ImagePart(screen), TextPart(QUESTION)))])
    peer, reference = Peer.load(NANO), Qwen3_5ForConditionalGeneration.from_pretrained(NANO)
    content = [{"type": "image"}, {"type": "text", "text": QUESTION}]
    text = peer.text([{"role": "user", "content": content}], enable_thinking=False)
    inputs = peer.inputs(text, [screen], [])
    yield exact("kestrel-nano: ids", NAME, prompt.ids.tolist(), inputs["input_ids"][0].tolist())
    model, reference = load_model(NANO, dtype=mx.float32), reference.float().eval()
    inputs.pop("attention_mask")
    with torch.no_grad():
        theirs = reference(**inputs, use_cache=False).logits[0].numpy()
    ours = port.run(model, prompt, [len(prompt.ids)], None)
    yield compare("kestrel-nano: a picture and a question", NAME, ours, theirs, FP32)
    best = np.argmax(ours, axis=-1).tolist(), np.argmax(theirs, axis=-1).tolist()
    yield exact("kestrel-nano: the likeliest token at every place", NAME, *best)
