"""The checkpoint folder and the files that the rows about preprocessing read.

Tokenizer, template and settings are those of the bundled kestrel-nano, with the family's own
pixel limits lowered so that the pictures stay small.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

NANO = Path(__file__).parents[2] / "resources" / "models" / "kestrel-nano"
_COPIED = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
SPECIAL = {
    "image_token_id": "<|image_pad|>",
    "video_token_id": "<|video_pad|>",
    "vision_start_token_id": "<|vision_start|>",
    "vision_end_token_id": "<|vision_end|>",
}
IMAGE_LIMITS = {"shortest_edge": 64 * 64, "longest_edge": 256 * 256}
VIDEO_LIMITS = {"shortest_edge": 4096, "longest_edge": 64 * 64 * 64}
PATCH, MERGE = 16, 2  # the family's; kestrel-nano has 1


def special_ids() -> dict[str, int]:
    """The marks' ids in kestrel-nano's tokenizer, as config.json names them."""
    added = json.loads((NANO / "tokenizer.json").read_text())["added_tokens"]
    ids = {token["content"]: token["id"] for token in added}
    return {name: ids[mark] for name, mark in SPECIAL.items()}


def vocabulary() -> int:
    """How many ids the tokenizer knows."""
    raw = json.loads((NANO / "tokenizer.json").read_text())
    return max([*raw["model"]["vocab"].values(), *(t["id"] for t in raw["added_tokens"])]) + 1


def write_settings(folder: Path) -> None:
    """Everything beside config.json and the tensors."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        shutil.copy(NANO / name, folder)
    for name, limits in (
        ("preprocessor_config.json", IMAGE_LIMITS),
        ("video_preprocessor_config.json", VIDEO_LIMITS),
    ):
        settings: dict[str, Any] = json.loads((NANO / name).read_text())
        settings |= {"size": limits, "patch_size": PATCH, "merge_size": MERGE}
        (folder / name).write_text(json.dumps(settings))


def write_pictures(folder: Path) -> list[Path]:
    """Colour, grey, palette, a JPEG to be turned, one too small and one too large."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(8)

    def picture(width: int, height: int) -> Image.Image:
        coarse = rng.integers(0, 256, (height // 7 + 1, width // 7 + 1, 3), dtype=np.uint8)
        return Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR)

    turned = Image.Exif()
    turned[0x0112] = 6  # shown rotated by a quarter
    picture(150, 97).save(folder / "colour.png")
    picture(64, 200).convert("L").save(folder / "grey.png")
    picture(128, 96).convert("P").save(folder / "palette.png")
    picture(110, 60).save(folder / "turned.jpg", exif=turned, quality=95)
    picture(40, 31).save(folder / "small.png")
    picture(700, 420).save(folder / "large.png")
    return sorted(folder.iterdir())


def write_clips(folder: Path) -> list[Path]:
    """A short clip, a longer one, and one with an odd number of sampled frames."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (frames, rate, width, height) in enumerate(
        [(9, 12.0, 96, 64), (50, 10.0, 160, 120), (33, 15.0, 64, 80)]
    ):
        path = folder / f"clip{number}.avi"
        codec = cv2.VideoWriter.fourcc(*"MJPG")
        writer = cv2.VideoWriter(str(path), codec, rate, (width, height))
        for frame in range(frames):
            image = np.full((height, width, 3), 3 * frame, dtype=np.uint8)
            cv2.circle(image, (frame * width // frames, height // 2), 12, (40, 200, 250), -1)
            writer.write(image)
        writer.release()
    return sorted(folder.iterdir())
