"""Live against transformers and torchvision, where both are at hand."""

from importlib.util import find_spec

import numpy as np
import pytest

from tests.fixtures.conversations import text_cases, visual_cases

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def reference():
    # Looked for, not imported: torchvision beside a CPU torch needs help to be imported.
    if any(find_spec(package) is None for package in ("torch", "torchvision", "transformers")):
        pytest.skip("no reference environment")
    from tools.goldens import inputs_reference

    return inputs_reference


def test_whole_prompts(reference, processor, checkpoint, pictures, clips):
    peer = reference.reference_processor(checkpoint)
    for name, case in {**text_cases(), **visual_cases(pictures, *clips)}.items():
        prompt = processor.prompt(
            case.messages,
            tools=case.tools,
            enable_thinking=case.enable_thinking,
            add_generation_prompt=case.add_generation_prompt,
        )
        assert prompt.text == reference.render(peer, case), name
        wanted = reference.process(peer, case)
        assert prompt.ids.tolist() == wanted["input_ids"][0].tolist(), name
        for kind, key in (("image", "pixel_values"), ("video", "pixel_values_videos")):
            patches = [visual.patches for visual in prompt.visuals if visual.kind == kind]
            assert bool(patches) == (key in wanted)
            if patches:
                difference = np.abs(np.concatenate(patches) - wanted[key].numpy()).max()
                assert difference == 0, f"{name}: {difference}"
        kinds = wanted["mm_token_type_ids"][0].numpy()
        grids = [wanted.get(f"{kind}_grid_thw") for kind in ("image", "video")]
        positions, following = reference.positions(prompt.ids, kinds, *grids, merge=2)
        assert np.array_equal(prompt.positions, positions), name
        assert prompt.next_position == following, name
