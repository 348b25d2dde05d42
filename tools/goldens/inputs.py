"""Makes tests/goldens/inputs: what transformers' processors make of our fixtures.

Run in the reference environment: `python -m tools.goldens.inputs`.
"""

import hashlib
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from mlx_model.inputs.message import ImagePart, Message, TextPart, VideoPart
from tests.fixtures.checkpoint import TOKEN_IDS, write_checkpoint
from tests.fixtures.conversations import Case, text_cases, visual_cases
from tests.fixtures.pictures import write_clips, write_pictures
from tools.goldens import inputs_reference as reference
from tools.goldens.inputs_reference import Processor

TARGET = Path(__file__).parents[2] / "tests" / "goldens" / "inputs"
KEPT_WHOLE = ("odd.png", "transparent.png", "turned.png")  # others by their digest
VIDEO_BUDGETS = (
    {},
    {"cap_pixels_per_frame": True},
    {"cap_pixels_per_frame": True, "max_video_tokens": 6},
    {"size": {"shortest_edge": 4096, "longest_edge": 25165824}},
)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures, clips = write_pictures(folder), write_clips(folder)
        checkpoint = write_checkpoint(folder / "checkpoint")
        processor = reference.reference_processor(checkpoint)
        _save_patches(processor, pictures, clips)
        _save_json("prompts", _prompts(processor, visual_cases(pictures, *clips)))
        _save_json("sampling", _sampling(processor))
        _save_json("sizes", _sizes(folder))
        _save_json("positions", _positions())


def _save_patches(processor: Processor, pictures: dict[str, Path], clips: list[Path]) -> None:
    arrays: dict[str, Any] = {}
    digests = {}
    for path in [*pictures.values(), *clips]:
        part = VideoPart(path) if path in clips else ImagePart(path)
        kind = "_videos" if path in clips else ""
        output = reference.process(processor, Case((Message("user", (part, TextPart("?"))),)))
        patches = output[f"pixel_values{kind}"].numpy()
        grid = output[f"{'video' if kind else 'image'}_grid_thw"][0].tolist()
        digests[path.name] = {"grid": grid, "sha256": hashlib.sha256(patches).hexdigest()}
        if path.name in KEPT_WHOLE or path in clips[:1]:
            # No more than 256 values occur: kept as bytes that choose among them.
            values, chosen = np.unique(patches, return_inverse=True)
            arrays[f"{path.name}.values"] = values
            arrays[f"{path.name}.chosen"] = chosen.reshape(patches.shape).astype(np.uint8)
    np.savez_compressed(TARGET / "patches.npz", **arrays)
    _save_json("digests", digests)


def _prompts(processor: Processor, seen: dict[str, Case]) -> dict[str, Any]:
    found = {}
    for name, case in {**text_cases(), **seen}.items():
        text = reference.render(processor, case)
        ids = reference.process(processor, case)["input_ids"][0].tolist()
        found[name] = {"text": text, "ids": _run_lengths(ids)}
    return found


def _run_lengths(ids: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for id_ in ids:
        if runs and runs[-1][0] == id_:
            runs[-1][1] += 1
        else:
            runs.append([id_, 1])
    return runs


def _sampling(processor: Processor) -> list[dict[str, Any]]:
    found = []
    for count, rate in ((1, 25.0), (3, 30.0), (9, 4.0), (100, 29.97), (301, 24.0), (9000, 59.94)):
        for fps, least, most in ((2, 4, 768), (1, 2, 16), (0.5, 4, 100), (7.3, 1, 31)):
            video = processor.video_processor
            video.min_frames, video.max_frames = least, most
            metadata = reference.VideoMetadata(total_num_frames=count, fps=rate)
            indices = video.sample_frames(metadata, fps=fps).tolist()
            times = processor._calculate_timestamps(list(indices), rate, 2)
            found.append(
                {
                    **{"count": count, "rate": rate, "fps": fps, "min": least, "max": most},
                    "indices": indices,
                    "times": [f"{time:.1f}" for time in times],
                }
            )
    return found


def _sizes(folder: Path) -> dict[str, Any]:
    draw = random.Random(0)
    sides = [(draw.randint(8, 4000), draw.randint(30, 4000)) for _ in range(60)]
    images, videos = [], []
    plain = reference.reference_processor(folder / "checkpoint").image_processor
    for width, height in sides:
        if max(width, height) < 190 * min(width, height):
            patches = plain.get_number_of_image_patches(height, width, {})
            images.append([width, height, patches // 4])
    for number, settings in enumerate(VIDEO_BUDGETS):
        files = {name: value for name, value in settings.items() if name != "cap_pixels_per_frame"}
        checkpoint = write_checkpoint(folder / f"video{number}", video_settings=files)
        video = reference.reference_processor(checkpoint).video_processor
        video.cap_pixels_per_frame = settings.get("cap_pixels_per_frame", False)
        for (width, height), frames in zip(sides[:30], range(2, 32), strict=True):
            if max(width, height) < 190 * min(width, height):
                patches = video.get_num_of_video_patches(frames, height, width)
                videos.append([number, width, height, frames, patches // 4])
    return {"images": images, "videos": videos, "video_budgets": VIDEO_BUDGETS}


def _positions() -> list[dict[str, Any]]:
    """Random mixes of words, pictures and clips, each visual block between marks."""
    draw = random.Random(1)
    return [_mix(draw, blocks) for blocks in (0, 1, 1, 2, 3, 5)]


def _mix(draw: random.Random, blocks: int) -> dict[str, Any]:
    ids, kinds, grids = [1] * draw.randint(1, 9), [], []
    kinds = [0] * len(ids)
    for _ in range(blocks):
        kind = draw.choice(["image", "video"])
        t = 1 if kind == "image" else draw.randint(1, 4)
        h, w = 2 * draw.randint(1, 4), 2 * draw.randint(1, 4)
        grids.append([kind, t, h, w])
        for _ in range(t):
            count = h * w // 4
            ids += [2, *[TOKEN_IDS[f"<|{kind}_pad|>"]] * count, 3]
            kinds += [0, *[1 if kind == "image" else 2] * count, 0]
        words = draw.randint(0, 5)
        ids += [1] * words
        kinds += [0] * words
    chosen = {
        kind: [grid[1:] for grid in grids if grid[0] == kind] or None for kind in ("image", "video")
    }
    found, following = reference.positions(
        np.array(ids), np.array(kinds), chosen["image"], chosen["video"], 2
    )
    shape = {"ids": ids, "grids": [grid[1:] for grid in grids]}
    return {**shape, "positions": found.tolist(), "next": following}


def _save_json(name: str, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=None)
    (TARGET / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
