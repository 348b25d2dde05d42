"""Rows for kestrel-nano, the checkpoint that is bundled: its own files, screens, a question.

Up to the words of the answer: our generation (prefill in chunks, cache, stop tokens) and
transformers' own, both taking the likeliest token.
"""

# pyright: reportMissingImports=false

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlx.core as mx
import torch
from transformers import Qwen3_5ForConditionalGeneration

from mlx_model.checkpoint.load import load_model
from mlx_model.config import load_config
from mlx_model.inputs.message import ImagePart, Message, TextPart
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.events import Text
from mlx_model.runtime.generate import generate
from tools.parity import port
from tools.parity.checkpoint_files import NANO
from tools.parity.peer_processor import Peer
from tools.parity.reference import NAME
from tools.parity.row import FP32, Row, compare, exact, worst

SCREENS = NANO.parents[1] / "samples"
QUESTION = "List the elements of this screen."
TOKENS = 24


def rows(_: Path) -> Iterator[Row]:
    """Every sample screen."""
    processor, peer = Processor.load(NANO, load_config(NANO)), Peer.load(NANO)
    # As stored it would be all bfloat16: transformers then rounds A_log, which the file, the
    # family and our loader keep in float32.
    reference: Any = Qwen3_5ForConditionalGeneration.from_pretrained(NANO, dtype=torch.float32)
    model = load_model(NANO, dtype=mx.float32)
    ids, logits, answers = [], [], []
    for screen in sorted(SCREENS.glob("*.png")):
        prompt = processor.prompt([Message("user", (ImagePart(screen), TextPart(QUESTION)))])
        content = [{"type": "image"}, {"type": "text", "text": QUESTION}]
        text = peer.text([{"role": "user", "content": content}], enable_thinking=False)
        inputs = peer.inputs(text, [screen], [])
        ids.append(exact("ids", NAME, prompt.ids.tolist(), inputs["input_ids"][0].tolist()))
        with torch.no_grad():
            theirs = reference(**inputs, use_cache=False).logits[0].numpy()
            told = reference.generate(**inputs, do_sample=False, max_new_tokens=TOKENS)
        ours = port.run(model, prompt, [len(prompt.ids)], None)
        logits.append(compare("logits", NAME, ours, theirs, FP32))
        said = peer.said(told[0, len(prompt.ids) :].tolist())
        answers.append(exact("answer", NAME, _answer(model, processor, prompt), said))
    yield worst("kestrel-nano, sample screens: ids", ids)
    yield worst("kestrel-nano, sample screens: logits", logits)
    yield worst(f"kestrel-nano, sample screens: {TOKENS} tokens of the answer", answers)


def _answer(model: Model, processor: Processor, prompt: Prompt) -> str:
    events: Any = generate(model, processor, prompt, max_tokens=TOKENS, prefill_chunk=16)
    return "".join(event.text for event in events if isinstance(event, Text))
