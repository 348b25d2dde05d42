"""A tiny checkpoint folder and a model of the real classes, random weights from a fixed seed.

Three DeltaNet layers and one of attention, a vision tower of two blocks; a vocabulary of the 256
bytes, some words and the family's marks; a template that drops earlier thoughts as the family's.
"""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_map_with_path
from PIL import Image

from mlx_model.config import parse_config
from mlx_model.inputs.message import ImagePart, Message, Part, TextPart, VideoPart
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.reply import Reply

MARKS = ("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>", "<|im_start|>")
SPECIAL = (*MARKS, "<|im_end|>", "<|endoftext|>")
ADDED = (*SPECIAL, "<think>", "</think>")
FIRST = 290  # id of the first of them

TEXT: dict[str, Any] = {
    "vocab_size": 304,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 8,
    "linear_value_head_dim": 8,
    "linear_conv_kernel_dim": 4,
    "full_attention_interval": 4,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
    "eos_token_id": FIRST + SPECIAL.index("<|endoftext|>"),
    "rope_parameters": {
        "rope_type": "default",
        "rope_theta": 10_000.0,
        "partial_rotary_factor": 0.5,
        "mrope_section": [3, 3, 2],
    },
}

VISION: dict[str, Any] = {
    "depth": 2,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_heads": 2,
    "in_channels": 3,
    "patch_size": 4,
    "temporal_patch_size": 2,
    "spatial_merge_size": 2,
    "out_hidden_size": 32,
    "num_position_embeddings": 16,
}

CONFIG: dict[str, Any] = {
    "model_type": "qwen3_5",
    "text_config": TEXT,
    "vision_config": VISION,
    "image_token_id": FIRST,
    "video_token_id": FIRST + 1,
    "vision_start_token_id": FIRST + 2,
    "vision_end_token_id": FIRST + 3,
}

TEMPLATE = """\
{%- macro words(content) -%}
{%- if content is string %}{{ content }}{% else -%}
{%- for p in content -%}
{%- if p.type in ('image', 'video') %}<|vision_start|><|{{ p.type }}_pad|><|vision_end|>
{%- else %}{{ p.text }}{% endif -%}
{%- endfor -%}
{%- endif -%}
{%- endmacro -%}
{%- for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + words(m.content) + '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n<think>\\n' }}
{%- if not enable_thinking %}{{ '\\n</think>\\n\\n' }}{% endif %}
{%- endif -%}
"""

PICTURES: dict[str, Any] = {
    "size": {"shortest_edge": 64, "longest_edge": 2048},
    "patch_size": 4,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


def build_model(*, sees: bool = True, **text: Any) -> Model:
    """The model in float32; `text` overrides fields of text_config."""
    vision = VISION if sees else None
    config = {**CONFIG, "text_config": {**TEXT, **text}, "vision_config": vision}
    model = Model(parse_config(config))
    keys = iter(mx.random.split(mx.random.key(0), 200))

    def spread(name: str, weight: mx.array) -> mx.array:
        """Scaled by what flows in, so that the signal neither dies nor explodes."""
        if name.endswith("dt_bias"):
            return mx.full(weight.shape, -2.0)  # forgets about an eighth a token, as trained ones
        if weight.ndim == 1:
            return weight
        return mx.random.normal(weight.shape, key=next(keys)) * (weight.size / len(weight)) ** -0.5

    model.update(tree_map_with_path(spread, model.parameters()))
    mx.eval(model.parameters())
    return model


def write_files(folder: Path) -> None:
    """All of a checkpoint but its weights."""
    files: dict[str, Any] = {
        "config.json": CONFIG,
        "tokenizer.json": tokenizer_json(),
        "tokenizer_config.json": {"eos_token": "<|im_end|>"},
        "preprocessor_config.json": PICTURES,
        "video_preprocessor_config.json": PICTURES | {"fps": 2, "min_frames": 4, "max_frames": 8},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    (folder / "chat_template.jinja").write_text(TEMPLATE)


def tokenizer_json() -> dict[str, Any]:
    """Byte-level BPE without merges: token n < 256 is byte n."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    letters = [chr(byte if byte in printable else next(others)) for byte in range(256)]
    vocabulary = letters + [f"word{n}" for n in range(256, FIRST)]
    switches = {"add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    level = {"type": "ByteLevel", **switches}
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    added = [
        {"id": FIRST + n, "content": token, "special": token in SPECIAL, **flags}
        for n, token in enumerate(ADDED)
    ]
    return {
        "version": "1.0",
        "added_tokens": added,
        "pre_tokenizer": level,
        "decoder": level,
        "model": {"type": "BPE", "vocab": {t: n for n, t in enumerate(vocabulary)}, "merges": []},
    }


@pytest.fixture(scope="session")
def build() -> Callable[..., Model]:
    """Builds tiny models; its keywords override fields of text_config."""
    return build_model


@pytest.fixture(scope="session")
def model() -> Model:
    """The tiny model as it stands."""
    return build_model()


@pytest.fixture(scope="session")
def processor(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Processor:
    """The tiny checkpoint's processor."""
    folder = tmp_path_factory.mktemp("tiny")
    write_files(folder)
    return Processor.load(folder, model.config)


@pytest.fixture(scope="session")
def one_pass(model: Model) -> Callable[[Prompt, np.ndarray], np.ndarray]:
    """Logits (L, V) of all tokens at once: no cache, no chunks, visual tokens put one by one.

    `ids` are the prompt's, or those and some that follow.
    """

    def run(prompt: Prompt, ids: np.ndarray) -> np.ndarray:
        embeddings = np.array(model.embed(mx.array(ids[None])))
        pictures = [np.array(model.see(mx.array(v.patches), [v.grid])) for v in prompt.visuals]
        rows = iter([row for picture in pictures for row in picture])
        asked = ids[: len(prompt.ids)]  # a model of random weights may say such a token as well
        for place in np.flatnonzero((asked == CONFIG["image_token_id"]) | (asked == FIRST + 1)):
            embeddings[0, place] = next(rows)
        assert next(rows, None) is None
        after = np.arange(len(ids) - len(prompt.ids), dtype=np.int32) + prompt.next_position
        positions = np.concatenate([prompt.positions, np.tile(after, (3, 1))], axis=1)
        hidden = model.hidden(mx.array(embeddings), mx.array(positions[:, None]), None)
        return np.array(model.logits(hidden)[0])

    return run


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every token that replies were given from now on, stop tokens apart."""
    tokens: list[int] = []
    push = Reply.push

    def noted(self: Reply, token: int) -> list:
        tokens.append(token)
        return push(self, token)

    monkeypatch.setattr(Reply, "push", noted)
    return tokens


@pytest.fixture(scope="session")
def say() -> Callable[..., Message]:
    """Makes a message of words (str), pictures ((width, height, seed)) and clips (4 of those)."""

    def message(*parts: str | tuple[int, int, int] | list, role: Any = "user") -> Message:
        return Message(role, tuple(_part(part) for part in parts))

    return message


def _part(part: str | tuple[int, int, int] | list) -> Part:
    if isinstance(part, str):
        return TextPart(part)
    if isinstance(part, tuple):
        return ImagePart(_picture(*part))
    frames = [_picture(*frame) for frame in part]
    return VideoPart(_animation(frames))


def _picture(width: int, height: int, seed: int) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def _animation(frames: list[Image.Image]) -> Image.Image:
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=250)
    return Image.open(BytesIO(file.getvalue()))
