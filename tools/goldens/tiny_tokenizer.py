"""A tokenizer and picture settings for the tiny checkpoints: the peers' converters want both.

The last eight of the 64 ids are the marks; the four of visual tokens lie where
`tools.goldens.tiny_checkpoints` puts them.
"""

# pyright: reportMissingImports=false

import json
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,?"
MARKS = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>"),
    *("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>"),
)
TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}"
PICTURES: dict[str, Any] = {
    "processor_class": "Qwen3VLProcessor",
    "size": {"shortest_edge": 256, "longest_edge": 4096},
    "patch_size": 8,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


def write_tokenizer(folder: Path) -> None:
    """One token per letter, a template, and the settings of both picture processors."""
    words = {letter: number for number, letter in enumerate(LETTERS)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in MARKS])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=TEMPLATE,
    )
    fast.save_pretrained(folder)
    _write(folder / "preprocessor_config.json", {"image_processor_type": "Qwen2VLImageProcessor"})
    _write(
        folder / "video_preprocessor_config.json",
        {"video_processor_type": "Qwen3VLVideoProcessor"},
    )


def _write(path: Path, kind: dict[str, Any]) -> None:
    path.write_text(json.dumps(PICTURES | kind))
