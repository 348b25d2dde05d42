"""Ways to ask a checkpoint about a picture or a film: our own port, or transformers beside it."""

# pyright: reportMissingImports=false

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tools.nano.films import Film

if TYPE_CHECKING:  # evaluating by transformers needs no MLX
    from mlx_model import Model, Processor
    from mlx_model.runtime.decoding import Decoding

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


def begin(
    model: "Model", processor: "Processor", pixels: np.ndarray, ask: str, *, drafts: bool = False
) -> "Decoding":
    """Our port's greedy reply to one question before its first token: the prompt was seen."""
    from mlx_model import ImagePart, Message, TextPart
    from mlx_model.runtime.context import Context
    from mlx_model.runtime.decoding import Decoding
    from mlx_model.runtime.prefill import Prefilling
    from mlx_model.runtime.request import Request, Tally
    from mlx_model.runtime.sampling import Sampling

    parts = (ImagePart(Image.fromarray(pixels)), TextPart(ask))
    prompt = processor.prompt([Message("user", parts)])
    request = Request(model, processor, prompt, Sampling(), max_tokens=MOST_TOKENS)
    context, tally = Context(model, drafts=drafts), Tally(len(prompt.ids))
    prefilling = Prefilling(request, context, tally)
    for _ in prefilling.chunks():
        pass
    assert prefilling.logits is not None  # nobody cancels
    return Decoding(request, context, tally, prefilling.logits)


class Reference:
    """transformers' own class in float32; pixels are cut as nano's training cut them."""

    def __init__(self, folder: Path) -> None:
        import torch
        from tokenizers import Tokenizer

        import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip (before transformers)
        from transformers import Qwen3_5ForConditionalGeneration

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        load: Any = Qwen3_5ForConditionalGeneration.from_pretrained  # its types are not ours
        self._net = load(folder, dtype=torch.float32)

    def answer(self, shown: Shown, question: str) -> str:
        """Free-running."""
        asked = self._asked(shown, question)
        out = self._net.generate(max_new_tokens=MOST_TOKENS, **asked)
        return self.tokenizer.decode(out[0, asked["input_ids"].shape[1] :].tolist())

    def choices(self, shown: Shown, question: str, said: list[int]) -> list[int]:
        """Its greedy choice at each place of an answer, given all that was said before that place.

        They equal `said` exactly where it would have said the same by itself; one forward tells it,
        where free-running takes one a token.
        """
        import torch

        asked = self._asked(shown, question)
        length, more = asked["input_ids"].shape[1], torch.tensor([said])
        asked["input_ids"] = torch.cat([asked["input_ids"], more], 1)
        kinds = asked["mm_token_type_ids"]
        asked["mm_token_type_ids"] = torch.cat([kinds, torch.zeros_like(more)], 1)
        with torch.no_grad():
            logits = self._net(**asked).logits
        return logits[0, length - 1 : -1].argmax(-1).tolist()

    def _asked(self, shown: Shown, question: str) -> dict[str, Any]:
        import torch

        from tools.nano import film_lessons
        from tools.nano.batches import patches
        from tools.nano.conversation import rendered
        from tools.nano.questions import Turn

        is_film = isinstance(shown, Film)
        pixels = shown.shown() if is_film else shown[None]
        stamps = film_lessons.stamps(shown) if is_film else ()
        rows, columns = pixels.shape[1] // 16, pixels.shape[2] // 16
        turn = Turn("", question, "")
        text = rendered(self.tokenizer, [turn], rows * columns, stamps=stamps)
        ids = torch.tensor([text.ids[:-2]])  # without the closing mark and its line break
        cut = film_lessons.patches(pixels[None])[0] if is_film else doubled(patches(pixels)[0])
        image, video = (self.tokenizer.token_to_id(f"<|{m}_pad|>") for m in ("image", "video"))
        return {
            "input_ids": ids,
            "pixel_values_videos" if is_film else "pixel_values": torch.from_numpy(
                cut.astype(np.float32) / 127.5 - 1
            ),
            "video_grid_thw" if is_film else "image_grid_thw": torch.tensor(
                [[max(1, len(stamps)), rows, columns]]
            ),
            "mm_token_type_ids": (ids == image).long() + 2 * (ids == video).long(),
        }


def reference(folder: Path) -> Answer:
    """transformers, asked as the port is."""
    return Reference(folder).answer


WAYS: dict[str, Callable[[Path], Answer]] = {"port": port, "transformers": reference}
