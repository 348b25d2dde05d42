"""Ways to ask a checkpoint about a picture or a film: our own port, or transformers beside it."""

# pyright: reportMissingImports=false

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tools.nano.films import Film

Shown = np.ndarray | Film
Answer = Callable[[Shown, str], str]
MOST_TOKENS = 1024  # some 30 elements


def port(folder: Path) -> Answer:
    """Kestrel's port, as the app uses it: greedy, thinking off."""
    from mlx_model import (
        End,
        ImagePart,
        Message,
        Prompt,
        Text,
        TextPart,
        VideoPart,
        generate,
        load,
    )

    model, processor = load(folder)

    def prompt_of(shown: Shown, question: str) -> Prompt:
        if not isinstance(shown, Film):
            parts = (ImagePart(Image.fromarray(shown)), TextPart(question))
            return processor.prompt([Message("user", parts)])
        with tempfile.TemporaryDirectory() as scratch:
            shown.save(path := Path(scratch) / "film.mov")
            return processor.prompt([Message("user", (VideoPart(path), TextPart(question)))])

    def answer(shown: Shown, question: str) -> str:
        prompt = prompt_of(shown, question)
        said = ""
        for event in generate(model, processor, prompt, max_tokens=MOST_TOKENS):
            if isinstance(event, Text):
                said += event.text
            elif isinstance(event, End) and event.reason == "failed":
                raise RuntimeError(f"{question}: {event.error}")  # no wrong answer, but none
        return said

    return answer


def doubled(patches: np.ndarray) -> np.ndarray:
    """A still is the same frame twice: N 768 to N 1536."""
    return np.repeat(patches.reshape(-1, 3, 1, 256), 2, axis=2).reshape(len(patches), -1)


def reference(folder: Path) -> Answer:
    """transformers' own class; pixels are cut as nano's training cut them."""
    import torch
    from tokenizers import Tokenizer

    import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip (before transformers)
    from transformers import Qwen3_5ForConditionalGeneration

    from tools.nano import film_lessons
    from tools.nano.batches import patches
    from tools.nano.conversation import rendered
    from tools.nano.questions import Turn

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    load: Any = Qwen3_5ForConditionalGeneration.from_pretrained  # its types are not ours to check
    net = load(folder, dtype=torch.float32)
    image, video = (tokenizer.token_to_id(f"<|{mark}_pad|>") for mark in ("image", "video"))

    def answer(shown: Shown, question: str) -> str:
        is_film = isinstance(shown, Film)
        pixels = shown.shown() if is_film else shown[None]
        stamps = film_lessons.stamps(shown) if is_film else ()
        rows, columns = pixels.shape[1] // 16, pixels.shape[2] // 16
        asked = [Turn("", question, "")]
        text = rendered(tokenizer, asked, rows * columns, stamps=stamps)
        ids = torch.tensor([text.ids[:-2]])  # without the closing mark and its line break
        cut = film_lessons.patches(pixels[None])[0] if is_film else doubled(patches(pixels)[0])
        kind = "pixel_values_videos" if is_film else "pixel_values"
        grid = torch.tensor([[max(1, len(stamps)), rows, columns]])
        seen = {
            kind: torch.from_numpy(cut.astype(np.float32) / 127.5 - 1),
            "video_grid_thw" if is_film else "image_grid_thw": grid,
            "mm_token_type_ids": (ids == image).long() + 2 * (ids == video).long(),
        }
        out = net.generate(input_ids=ids, max_new_tokens=MOST_TOKENS, **seen)
        return tokenizer.decode(out[0, ids.shape[1] :].tolist())

    return answer


WAYS: dict[str, Callable[[Path], Answer]] = {"port": port, "transformers": reference}
