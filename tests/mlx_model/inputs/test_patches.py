from dataclasses import replace

import numpy as np
import pytest

from mlx_model.config import VisionConfig
from mlx_model.errors import ConfigError
from mlx_model.inputs.patches import Cutter, Normalization, read_cutter
from tests.fixtures.pictures import pattern

TOWER = VisionConfig(2, 8, 8, 2, 3, 4, 2, 2, 8, 16)
SETTINGS = {
    "patch_size": 4,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.5, 0.4, 0.3],
    "image_std": [0.5, 0.6, 0.7],
}
IDENTITY = np.tile(np.arange(256, dtype=np.float32), (3, 1))


def test_every_pixel_stands_where_the_tower_reads_it():
    frames = np.stack([pattern(24, 16, phase=phase) for phase in range(3)])
    patches, grid, _ = Cutter(4, 2, 2, IDENTITY).cut(frames)
    assert grid == (2, 4, 6)
    padded = [0, 1, 2, 2]  # the odd last frame twice
    row = 0
    for t in range(2):
        for block_y in range(2):
            for block_x in range(3):
                for y in range(2):
                    for x in range(2):
                        top, left = (block_y * 2 + y) * 4, (block_x * 2 + x) * 4
                        patch = patches[row].reshape(3, 2, 4, 4)
                        for frame in range(2):
                            cut = frames[padded[2 * t + frame], top : top + 4, left : left + 4]
                            assert (patch[:, frame] == cut.transpose(2, 0, 1)).all()
                        row += 1
    assert row == len(patches)


def test_a_picture_is_repeated_in_time():
    patches, grid, _ = Cutter(4, 2, 2, IDENTITY).cut(pattern(8, 8)[None])
    assert grid == (1, 2, 2)
    pair = patches.reshape(4, 3, 2, 16)
    assert (pair[:, :, 0] == pair[:, :, 1]).all()


def test_tables_normalize_each_channel():
    normalization = Normalization(1 / 255, (0.5, 0.4, 0.3), (0.5, 0.6, 0.7))
    levels = np.arange(256) / 255
    wanted = np.stack([(levels - m) / s for m, s in ((0.5, 0.5), (0.4, 0.6), (0.3, 0.7))])
    for table in (normalization.image_table(), normalization.video_table()):
        assert table.dtype == np.float32
        assert np.abs(table - wanted).max() < 1e-6


def test_digest_tells_pixels_and_shapes_apart():
    cutter = Cutter(4, 2, 2, IDENTITY)
    one = pattern(16, 8)[None]
    other = one.copy()
    other[0, 3, 3, 0] ^= 1
    digests = [cutter.cut(frames)[2] for frames in (one, one.copy(), other, np.zeros_like(one))]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    flat = np.zeros((1, 8, 16, 3), np.uint8)
    assert cutter.cut(flat)[2] != cutter.cut(flat.reshape(1, 16, 8, 3))[2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patch_size": 8}, "different checkpoints"),
        ({"merge_size": None}, "merge_size"),
        ({"image_mean": [0.5]}, "three numbers"),
        ({"image_std": None}, "three numbers"),
        ({"resample": 2}, "bicubic"),
        ({"do_resize": False}, "do_resize"),
    ],
)
def test_settings_of_another_family_are_refused(change, message):
    read_cutter(SETTINGS, TOWER, "preprocessor_config.json")
    with pytest.raises(ConfigError, match=message):
        read_cutter(SETTINGS | change, TOWER, "preprocessor_config.json")


def test_tower_and_file_must_agree():
    with pytest.raises(ConfigError, match="different checkpoints"):
        read_cutter(SETTINGS, replace(TOWER, temporal_patch_size=1), "preprocessor_config.json")
