"""A checkpoint of random weights that always thinks and says the same letters.

A random network would babble, never close its thoughts and say something else in each engine. Here
the layers are as dear as any, but whisper: what they add to a token's embedding is too small to
matter, and the output head maps each token of a fixed text to the next one. So every engine says
the same tokens, however it rounds, and the conversations measured are the same.

Tokenizer and chat template are those of kestrel-nano.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from tempfile import gettempdir
from typing import Any

import mlx.core as mx
import numpy as np

from app.bench.checkpoint import Shape, random_tensors
from mlx_model.inputs.tokenizer import Tokenizer

# No letter comes twice, and no blank stands between words: each token has only one that follows it.
THOUGHTS = "abcdefghijklmnop"
ANSWER = "ABCDEFGHIJKLMNOPQ"
END_OF_TURN = "<|im_end|>"
COPIED = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
WHISPERS = ("o_proj.weight", "out_proj.weight", "down_proj.weight")  # what a layer adds
CONTEXT = 32768


def talking_checkpoint(
    nano: Path, visual_tokens: int, folder: Path | None = None, shape: Shape | None = None
) -> Path:
    """Write it, unless it lies there from an earlier run; about 100 M parameters, float32.

    One that was made of another kestrel-nano is replaced.

    Args:
        nano: kestrel-nano's folder.
        visual_tokens: about as many as every picture is enlarged to.
    """
    folder = folder or Path(gettempdir()) / f"kestrel-talker-{visual_tokens}"
    weights = folder / "model.safetensors"
    if not (weights.exists() and _same_words(nano, folder)):
        weights.unlink(missing_ok=True)  # first: beside new words, old weights would pass for whole
        folder.mkdir(parents=True, exist_ok=True)
        config = _config(json.loads((nano / "config.json").read_text()), shape or Shape())
        for name in COPIED:
            copyfile(nano / name, folder / name)
        _write(folder / "config.json", config)
        _write(folder / "generation_config.json", {"do_sample": False})
        for name in ("preprocessor_config.json", "video_preprocessor_config.json"):
            _write(folder / name, _pictures(json.loads((nano / name).read_text()), visual_tokens))
        unfinished = folder / "unfinished.part"
        mx.save_safetensors(str(unfinished) + ".safetensors", _tensors(config, nano))
        Path(f"{unfinished}.safetensors").rename(weights)
    return folder


def chain(tokenizer: Tokenizer) -> list[int]:
    """What is said after "<think>" and a line break, up to the end of the turn.

    Without thinking the prompt ends in two line breaks, and the answer follows them.
    """
    text = f"\n{THOUGHTS}</think>\n\n{ANSWER}{END_OF_TURN}"
    ids = tokenizer.encode(text)
    assert len(set(ids)) == len(ids), "each token can only have one that follows it"
    return ids


def _same_words(nano: Path, folder: Path) -> bool:
    one, other = (each / "tokenizer.json" for each in (nano, folder))
    return other.exists() and one.read_bytes() == other.read_bytes()


def _config(nano: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """Kestrel-nano's, with the wide network of the bench in it."""
    vocabulary: int = nano["text_config"]["vocab_size"]
    text = replace(shape, vocabulary=vocabulary).text_config()
    text |= {
        "eos_token_id": nano["text_config"]["eos_token_id"],
        "max_position_embeddings": CONTEXT,
        "tie_word_embeddings": False,
    }
    vision = nano["vision_config"] | {"out_hidden_size": text["hidden_size"], "depth": 1}
    changed = {"text_config": text, "vision_config": vision, "tie_word_embeddings": False}
    return nano | changed | {"dtype": "float32"}


def _pictures(nano: dict[str, Any], visual_tokens: int) -> dict[str, Any]:
    side = nano["patch_size"] * nano["merge_size"]
    least = visual_tokens * side * side
    return nano | {"size": {"shortest_edge": least, "longest_edge": least * 5 // 4}}


def _tensors(config: dict[str, Any], nano: Path) -> dict[str, mx.array]:
    tensors = random_tensors(config)
    for name in tensors:
        if name.endswith(WHISPERS) and ".visual." not in name:
            tensors[name] = tensors[name] * 1e-3
    embeddings = np.array(tensors["model.language_model.embed_tokens.weight"])
    tensors["lm_head.weight"] = mx.array(_head(embeddings, chain(Tokenizer(nano))))
    return tensors


def _head(embeddings: np.ndarray, ids: Sequence[int]) -> np.ndarray:
    """(V, D): the row of each token of the chain points where its forerunner's embedding does."""
    head = np.zeros_like(embeddings)
    for forerunner, token in zip(ids, ids[1:], strict=False):
        head[token] = embeddings[forerunner]
    return head


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
