"""The frames shown to people are those shown to the model."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from mlx_model.config import load_config
from mlx_model.errors import MediaError, RequestError
from mlx_model.inputs import strip as strips
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.processor import Processor
from tests.fixtures.films import number_of, write_film

NANO = Path("resources/models/kestrel-nano")


@pytest.fixture(scope="module")
def processor() -> Processor:
    return Processor.load(NANO, load_config(NANO))


def picture(jpeg: bytes) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return found


def test_the_same_frames_at_the_same_times(processor: Processor, tmp_path: Path):
    film = write_film(tmp_path / "a.mp4", 75)
    part = VideoPart(film, "a.mp4", start=1.0, end=2.0, fps=4.0)
    strip = processor.strip(part, 64)
    assert strip.receipt == processor.receipt(part)
    numbers = [number_of(picture(jpeg)) for jpeg in strip.frames]
    assert numbers == [round(time * 25) for time in strip.receipt.times]
    assert max(picture(strip.frames[0]).shape) <= 64


def test_no_larger_than_the_model_sees_it(processor: Processor, tmp_path: Path):
    strip = processor.strip(VideoPart(write_film(tmp_path / "a.mp4", 10), ""), 256)
    height, width, _ = picture(strip.frames[0]).shape
    assert (width, height) == strip.receipt.seen_size


def test_each_frame_may_cancel(processor: Processor, tmp_path: Path):
    class Enough(Exception): ...

    def stop(done: int, total: int) -> None:
        assert (done, total) == (1, total)
        raise Enough

    with pytest.raises(Enough):
        processor.strip(VideoPart(write_film(tmp_path / "a.mp4", 30), ""), 64, stop)


def test_too_many_and_damaged(
    processor: Processor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(strips, "MOST", 2)
    with pytest.raises(RequestError, match="lower the rate"):
        processor.strip(VideoPart(write_film(tmp_path / "a.mp4", 60), "a.mp4"), 64)
    (tmp_path / "b.mp4").write_bytes(b"no film")
    with pytest.raises(MediaError):
        processor.strip(VideoPart(tmp_path / "b.mp4", "b.mp4"), 64)
