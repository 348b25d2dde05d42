"""Write a trained state as a checkpoint folder in the family's Hugging Face layout.

python -m tools.nano.export --state /tmp/nano/run/state.pt --folder resources/models/kestrel-nano

`--head` puts a retrained MTP head beside weights that must not have moved.
"""

# pyright: reportMissingImports=false

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from tools.nano.model import Nano
from tools.nano.restore import HEAD, WEIGHTS
from tools.nano.shape import configuration
from tools.nano.train import SHAPE, new_nano
from tools.nano.vocabulary import MARKS, SPECIAL, build, number, save
from tools.nano.world import NARROW

HERE = Path(__file__).parent
DEFAULT_FOLDER = HERE.parents[1] / "resources" / "models" / "kestrel-nano"
KEPT_WHOLE = ("A_log", "linear_attn.norm.weight")  # the family keeps these in float32


def preprocessors() -> dict[str, dict[str, Any]]:
    """Image and video processor settings; edges are numbers of pixels, as in the family."""
    shared = {
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "merge_size": SHAPE.merge,
        "patch_size": 16,
        "processor_class": "Qwen3VLProcessor",
        "resample": 3,
        "rescale_factor": 1 / 255,
        "temporal_patch_size": 2,
    }
    image = shared | {
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "size": {"shortest_edge": 64 * 64, "longest_edge": 512 * 384},
    }
    video = shared | {
        "fps": 2,
        "max_frames": 32,
        "min_frames": 4,
        "size": {"shortest_edge": 4096, "longest_edge": 32 * 256 * 128},
        "video_processor_type": "Qwen3VLVideoProcessor",
    }
    return {"preprocessor_config.json": image, "video_preprocessor_config.json": video}


def weights(nano: Nano) -> dict[str, torch.Tensor]:
    """Tensors under their names in the family, in bfloat16 but for the few kept in float32."""
    named = {f"mtp.{name}": value for name, value in nano.mtp.state_dict().items()}
    for name, value in nano.net.state_dict().items():
        if not name.startswith("lm_head"):
            named[name] = value
    return {name: stored(name, value) for name, value in named.items()}


def stored(name: str, value: torch.Tensor) -> torch.Tensor:
    kept = torch.float32 if name.endswith(KEPT_WHOLE) else torch.bfloat16
    return value.detach().to("cpu", kept).contiguous()


def generation(ids: dict[str, int]) -> dict[str, Any]:
    end, ends = ids["<|im_end|>"], ids["<|endoftext|>"]
    return {
        "bos_token_id": ends,
        "do_sample": False,
        "eos_token_id": [end, ends],
        "pad_token_id": ends,
    }


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


def export(nano: Nano, tokenizer: Tokenizer, folder: Path) -> None:
    """Fill a fresh folder and put it in place of the old one; its README stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".fresh-"))
    fresh.chmod(0o755)
    ids = {text: number(tokenizer, text) for text in (*SPECIAL, *MARKS)}
    _write(fresh / "config.json", configuration(SHAPE, ids, tokenizer.get_vocab_size()))
    _write(fresh / "generation_config.json", generation(ids))
    for name, settings in preprocessors().items():
        _write(fresh / name, settings)
    save(tokenizer, fresh)
    shutil.copy(HERE / "chat_template.jinja", fresh)
    shutil.copy(HERE / "prompts.json", fresh)  # the wording that app/reading asks this one with
    _save(nano, fresh / WEIGHTS)
    if (folder / "README.md").exists():
        shutil.copy(folder / "README.md", fresh)
    old = fresh.with_name(fresh.name + "-old")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def export_head(nano: Nano, folder: Path) -> None:
    """Replace the MTP head in a checkpoint folder.

    Raises:
        ValueError: another tensor differs from the folder's, so answers would change.
    """
    fresh, old = weights(nano), load_file(folder / WEIGHTS)
    moved = [
        name
        for name in fresh.keys() | old.keys()
        if not name.startswith(HEAD) and not _same_bytes(fresh.get(name), old.get(name))
    ]
    if moved:
        raise ValueError(f"{len(moved)} tensors beside the MTP head differ, as {min(moved)}.")
    part = folder / ".model.part"
    _save(nano, part)
    part.replace(folder / WEIGHTS)


def _same_bytes(one: torch.Tensor | None, other: torch.Tensor | None) -> bool:
    if one is None or other is None or (one.dtype, one.shape) != (other.dtype, other.shape):
        return False
    return torch.equal(one.view(torch.uint8), other.view(torch.uint8))


def _save(nano: Nano, path: Path) -> None:
    save_file(weights(nano), str(path), metadata={"format": "pt"})
    path.chmod(0o644)


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a trained state as a checkpoint folder.")
    parser.add_argument("--state", type=Path, help="state.pt of a training; none: untrained")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--head", action="store_true", help="only the MTP head, all else as it is")
    options = parser.parse_args()
    torch.manual_seed(0)
    nano, _ = new_nano()
    if options.state:
        nano.load_state_dict(torch.load(options.state, weights_only=True)["nano"])
    if options.head:
        export_head(nano, options.folder)
    else:
        export(nano, build(NARROW), options.folder)


if __name__ == "__main__":
    main()
