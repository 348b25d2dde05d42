"""The other side of the comparison: transformers' own Qwen3.5 on a small random checkpoint."""

# pyright: reportMissingImports=false

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from transformers import PreTrainedModel

from mlx_model.config import ModelConfig, load_config
from tools.goldens.tiny_checkpoints import Tiny, build, save
from tools.parity.sample import Picture, Sample

NAME = "transformers"
Keywords: TypeAlias = Mapping[str, Any]  # Any: a module's own arguments
Out: TypeAlias = torch.Tensor | tuple[torch.Tensor, ...]


@dataclass(frozen=True)
class Tap:
    """What went into and came out of one module in one call. Arrays are numpy, fp32."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Reference:
    """A random model of transformers' class and the checkpoint folder that holds the same."""

    model: PreTrainedModel
    folder: Path
    config: ModelConfig

    @staticmethod
    def make(tiny: Tiny, folder: Path) -> "Reference":
        """Draw the model and write its checkpoint."""
        model = build(tiny)
        save(model, tiny, folder)
        return Reference(model, folder, load_config(folder))

    @torch.no_grad()
    def logits(self, sample: Sample) -> np.ndarray:
        """One pass over the whole prompt. (L, V)."""
        return self.model(**self.inputs(sample), use_cache=False).logits[0].numpy()

    @torch.no_grad()
    def decoded(self, sample: Sample, prompt: int) -> np.ndarray:
        """The same by its own cache: `prompt` tokens at once, then one by one. (L, V)."""
        inputs = self.inputs(Sample(sample.ids[:prompt], sample.pictures))
        out = self.model(**inputs, use_cache=True)
        found = [out.logits[0]]
        for token in torch.from_numpy(sample.ids[prompt:]).long():
            step = {"input_ids": token[None, None], "past_key_values": out.past_key_values}
            out = self.model(**step, use_cache=True)
            found.append(out.logits[0])
        return torch.cat(found).numpy()

    def positions(self, sample: Sample) -> np.ndarray:
        """Rotary positions as transformers counts them. (3, L)."""
        return self.rope_index(self.inputs(sample))

    def rope_index(self, inputs: Keywords) -> np.ndarray:
        """The same, for the arguments of a forward. (3, L)."""
        names = ("input_ids", "mm_token_type_ids", "image_grid_thw", "video_grid_thw")
        keywords = {name: inputs.get(name) for name in names}
        return cast(Any, self.model).model.get_rope_index(**keywords)[0][:, 0].numpy()

    def inputs(self, sample: Sample) -> dict[str, torch.Tensor]:
        """The arguments of the model's own forward."""
        ids = torch.from_numpy(sample.ids)[None].long()
        inputs = {"input_ids": ids}
        special = self.config.visual_tokens
        if not sample.pictures or special is None:
            return inputs
        inputs["mm_token_type_ids"] = (ids == special.image).int() + 2 * (ids == special.video)
        images = [picture for picture in sample.pictures if picture.kind == "image"]
        videos = [picture for picture in sample.pictures if picture.kind == "video"]
        if images:
            inputs["pixel_values"], inputs["image_grid_thw"] = _joined(images)
        if videos:
            inputs["pixel_values_videos"], inputs["video_grid_thw"] = _joined(videos)
        return inputs

    @contextmanager
    def tapped(self, *names: str) -> Iterator[dict[str, Tap]]:
        """Record the last call of each named module; the dictionary fills as the model runs."""
        taps: dict[str, Tap] = {}

        def record(name: str, args: Sequence[Any], keywords: Keywords, out: Out) -> None:
            x = args[0] if args else keywords["hidden_states"]
            y = out[0] if isinstance(out, tuple) else out
            taps[name] = Tap(x.numpy().copy(), y.numpy().copy())

        handles = [
            self.model.get_submodule(name).register_forward_hook(
                lambda _, args, keywords, out, name=name: record(name, args, keywords, out),
                with_kwargs=True,
            )
            for name in names
        ]
        try:
            yield taps
        finally:
            for handle in handles:
                handle.remove()


def _joined(pictures: list[Picture]) -> tuple[torch.Tensor, torch.Tensor]:
    patches = np.concatenate([picture.patches for picture in pictures])
    return torch.from_numpy(patches), torch.tensor([picture.grid for picture in pictures])
