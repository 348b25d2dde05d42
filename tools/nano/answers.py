"""Ways to ask a checkpoint about a picture: our own port, or transformers beside it."""

# pyright: reportMissingImports=false

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

Answer = Callable[[np.ndarray, str], str]
MOST_TOKENS = 1024  # some 30 elements


def port(folder: Path) -> Answer:
    """Kestrel's port, as the app uses it: greedy, thinking off."""
    from mlx_model import End, ImagePart, Message, Text, TextPart, generate, load

    model, processor = load(folder)

    def answer(pixels: np.ndarray, question: str) -> str:
        parts = (ImagePart(Image.fromarray(pixels)), TextPart(question))
        prompt = processor.prompt([Message("user", parts)])
        said = ""
        for event in generate(model, processor, prompt, max_tokens=MOST_TOKENS):
            if isinstance(event, Text):
                said += event.text
            elif isinstance(event, End) and event.reason == "failed":
                raise RuntimeError(f"{question}: {event.error}")  # no wrong answer, but none
        return said

    return answer


def reference(folder: Path) -> Answer:
    """transformers' own class; pixels are cut as nano's training cut them."""
    import torch
    from tokenizers import Tokenizer

    import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip (before transformers)
    from transformers import Qwen3_5ForConditionalGeneration

    from tools.nano.batches import patches
    from tools.nano.conversation import rendered
    from tools.nano.questions import Turn

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    load: Any = Qwen3_5ForConditionalGeneration.from_pretrained  # its types are not ours to check
    net = load(folder, dtype=torch.float32)
    image = tokenizer.token_to_id("<|image_pad|>")

    def answer(pixels: np.ndarray, question: str) -> str:
        rows, columns = pixels.shape[0] // 16, pixels.shape[1] // 16
        text = rendered(tokenizer, [Turn("", question, "")], rows * columns)
        ids = torch.tensor([text.ids[:-2]])  # without the closing mark and its line break
        still = torch.from_numpy(patches(pixels[None])[0].astype(np.float32) / 127.5 - 1)
        frames = still.view(-1, 3, 1, 256).expand(-1, 3, 2, 256).reshape(len(still), -1)
        out = net.generate(
            input_ids=ids,
            pixel_values=frames,
            image_grid_thw=torch.tensor([[1, rows, columns]]),
            mm_token_type_ids=(ids == image).long(),
            max_new_tokens=MOST_TOKENS,
        )
        return tokenizer.decode(out[0, ids.shape[1] :].tolist())

    return answer


WAYS: dict[str, Callable[[Path], Answer]] = {"port": port, "transformers": reference}
