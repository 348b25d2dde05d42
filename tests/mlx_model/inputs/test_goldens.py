"""Equal to transformers' own processors, by what tools/goldens/inputs.py kept of them."""

import hashlib

import numpy as np
import pytest

from mlx_model.config import load_config
from mlx_model.inputs.budget import VideoBudget
from mlx_model.inputs.message import ImagePart, Message, VideoPart
from mlx_model.inputs.positions import rope_positions
from mlx_model.inputs.processor import Processor
from mlx_model.inputs.sampling import sample_indices, token_times
from tests.fixtures.checkpoint import write_checkpoint
from tests.fixtures.conversations import text_cases, visual_cases


def see(processor, part):
    return processor.prompt([Message("user", (part,))]).visuals[0]


def test_patches_are_equal_to_the_last_bit(processor, pictures, clips, golden):
    parts = [*map(ImagePart, pictures.values()), *map(VideoPart, clips)]
    kept = golden("digests")
    assert {part.source.name for part in parts} == set(kept)
    for part in parts:
        visual, wanted = see(processor, part), kept[part.source.name]
        assert list(visual.grid) == wanted["grid"], part.source.name
        assert hashlib.sha256(visual.patches).hexdigest() == wanted["sha256"], part.source.name


@pytest.mark.parametrize("name", ["odd.png", "transparent.png", "turned.png", "short.png"])
def test_patches_differ_by_nothing(processor, pictures, clips, golden_patches, name):
    kept = golden_patches
    wanted = kept[f"{name}.values"][kept[f"{name}.chosen"]]
    part = ImagePart(pictures[name]) if name in pictures else VideoPart(clips[0])
    difference = np.abs(see(processor, part).patches - wanted)
    assert difference.max() == 0, f"max {difference.max()}, mean {difference.mean()}"


def test_prompts(processor, pictures, clips, golden):
    wanted = golden("prompts")
    cases = {**text_cases(), **visual_cases(pictures, clips[0], clips[1])}
    assert set(cases) == set(wanted)
    for name, case in cases.items():
        prompt = processor.prompt(
            case.messages,
            tools=case.tools,
            enable_thinking=case.enable_thinking,
            add_generation_prompt=case.add_generation_prompt,
        )
        assert prompt.text == wanted[name]["text"], name
        runs = np.array(wanted[name]["ids"])
        assert prompt.ids.tolist() == np.repeat(runs[:, 0], runs[:, 1]).tolist(), name


def test_sampled_frames_and_timestamps(golden):
    for case in golden("sampling"):
        budget = VideoBudget(32, 2, 1, 1 << 40, case["fps"], case["min"], case["max"], False, 768)
        indices = sample_indices(case["count"], case["rate"], budget)
        assert indices == case["indices"]
        times = token_times([index / case["rate"] for index in indices], 2)
        assert [f"{time:.1f}" for time in times] == case["times"]


def test_sizes(processor, golden, tmp_path):
    wanted = golden("sizes")
    for width, height, tokens in wanted["images"]:
        seen = processor.sight.pictures.budget.fit((width, height))
        assert seen[0] * seen[1] == tokens * 32 * 32, (width, height)
    for number, settings in enumerate(wanted["video_budgets"]):
        folder = write_checkpoint(tmp_path / str(number), video_settings=settings)
        sight = Processor.load(folder, load_config(folder)).sight
        assert sight is not None
        budget = sight.videos.budget
        cases = [case[1:] for case in wanted["videos"] if case[0] == number]
        for width, height, frames, tokens in cases:
            seen = budget.fit((width, height), frames)
            pairs = -(-frames // 2)
            assert pairs * seen[0] * seen[1] == tokens * 32 * 32, (number, width, height, frames)


def test_positions(processor, golden):
    for case in golden("positions"):
        found, following = rope_positions(
            np.array(case["ids"]), case["grids"], processor.config.visual_tokens, 2
        )
        assert found.tolist() == case["positions"]
        assert following == case["next"]
