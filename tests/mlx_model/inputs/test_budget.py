import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_model.errors import ConfigError, MediaError
from mlx_model.inputs.budget import ImageBudget, VideoBudget, image_budget, video_budget

IMAGE = ImageBudget(32, 65536, 16777216)
VIDEO = VideoBudget(32, 2, 4096, 25165824, 2.0, 4, 768, False, 768)
sides = st.integers(1, 5000)


@given(sides, sides)
def test_image_sizes_are_whole_tokens_within_the_budget(width, height):
    if max(width, height) > 200 * min(width, height):
        with pytest.raises(MediaError, match="too long and thin"):
            IMAGE.fit((width, height))
        return
    seen = IMAGE.fit((width, height))
    assert all(side % 32 == 0 and side > 0 for side in seen)
    assert seen[0] * seen[1] <= IMAGE.max_pixels
    assert seen[0] * seen[1] >= IMAGE.min_pixels


@given(st.integers(100, 4000), st.integers(100, 4000), st.integers(1, 768))
def test_clips_stay_within_the_budget(width, height, frames):
    seen = VIDEO.fit((width, height), frames)
    assert all(side % 32 == 0 and side > 0 for side in seen)
    # An odd frame is repeated after the fit, as in the reference: at most one frame more.
    assert (frames // 2 * 2) * seen[0] * seen[1] <= VIDEO.max_pixels


def test_callers_can_only_lower_limits():
    assert IMAGE.at_most(100).fit((4000, 3000))[0] * IMAGE.at_most(100).fit((4000, 3000))[1] <= (
        100 * 32 * 32
    )
    assert IMAGE.at_most(10**9) == IMAGE
    lower = VIDEO.at_most(64, 3, None)
    width, height = lower.fit((1920, 1080), 2)
    assert width * height <= 64 * 32 * 32
    assert (lower.min_frames, lower.max_frames) == (3, 3)
    assert VIDEO.at_most(None, 10**6, None) == VIDEO
    for tokens, frames, fps in ((0, None, None), (None, 0, None), (None, None, 0.0)):
        with pytest.raises(MediaError):
            VIDEO.at_most(tokens, frames, fps)


def test_a_frame_cap_keeps_short_clips_cheap():
    capped = VideoBudget(32, 2, 4096, 25165824, 2.0, 4, 768, True, 768)
    free, held = (budget.fit((3840, 2160), 4) for budget in (VIDEO, capped))
    assert held[0] * held[1] <= 768 * 32 * 32 < free[0] * free[1]


def test_old_names_of_the_limits():
    raw = {"min_pixels": 4096, "max_pixels": 65536, "temporal_patch_size": 2}
    assert image_budget(raw, 32, "file") == ImageBudget(32, 4096, 65536)
    assert video_budget(raw, 32, "file").max_pixels == 65536


@pytest.mark.parametrize(
    "raw", [{}, {"size": {"shortest_edge": 10}}, {"min_pixels": 10, "max_pixels": 5}]
)
def test_missing_or_mad_limits_name_the_file(raw):
    with pytest.raises(ConfigError, match="preprocessor_config.json"):
        image_budget(raw, 32, "preprocessor_config.json")


def test_sampling_defaults_are_the_reference_classes():
    raw = {"min_pixels": 1, "max_pixels": 5, "temporal_patch_size": 2, "fps": None}
    budget = video_budget(raw, 32, "file")
    assert (budget.fps, budget.min_frames, budget.max_frames) == (2.0, 4, 768)
    assert not budget.cap_pixels_per_frame
