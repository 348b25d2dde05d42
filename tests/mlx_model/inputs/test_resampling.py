import numpy as np
import pytest
from PIL import Image

from mlx_model.inputs.resampling import Resampler
from tests.fixtures.pictures import pattern


def resize(frame: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return Resampler((frame.shape[1], frame.shape[0]), size).resize(frame)


@pytest.mark.parametrize("size", [(64, 32), (32, 96), (320, 224), (53, 75)])
def test_close_to_pillow_which_rounds_elsewhere(size):
    frame = pattern(75, 53)
    wanted = np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BICUBIC))
    difference = np.abs(resize(frame, size).astype(int) - wanted)
    assert difference.max() <= 2
    assert difference.mean() < 0.05


def test_same_size_is_the_same_frame():
    frame = pattern(40, 30)
    assert (resize(frame, (40, 30)) == frame).all()


def test_flat_stays_flat_and_edges_do_not_wrap():
    for level in (0, 1, 254, 255):
        flat = np.full((50, 70, 3), level, np.uint8)
        assert (resize(flat, (32, 64)) == level).all()
    edge = np.zeros((20, 40, 3), np.uint8)
    edge[:, 20:] = 255
    seen = resize(edge, (96, 64)).astype(int)
    assert seen[:, :40].max() == 0 and seen[:, 56:].min() == 255, "overshoot is clipped"


def test_one_pixel_grows():
    assert (resize(np.full((1, 1, 3), 7, np.uint8), (32, 32)) == 7).all()


@pytest.mark.reference
def test_equal_to_torch_to_the_last_bit():
    torch = pytest.importorskip("torch")
    draw = np.random.default_rng(0)
    for _ in range(60):
        height, width = draw.integers(1, 300, 2)
        target = int(draw.integers(1, 10) * 32), int(draw.integers(1, 10) * 32)
        frame = draw.integers(0, 256, (height, width, 3), dtype=np.uint8)
        frame = frame if draw.random() < 0.5 else (frame > 127).astype(np.uint8) * 255
        wanted = torch.nn.functional.interpolate(
            torch.from_numpy(frame).permute(2, 0, 1)[None],
            size=target[::-1],
            mode="bicubic",
            antialias=True,
        )
        assert (resize(frame, target) == wanted[0].permute(1, 2, 0).numpy()).all()
