import weakref

import numpy as np
import pytest

from mlx_model.errors import MediaError
from mlx_model.inputs import video as video_module
from mlx_model.inputs.budget import VideoBudget
from mlx_model.inputs.images import open_image
from mlx_model.inputs.message import ImagePart, Message, VideoPart
from mlx_model.inputs.patches import Cutter
from mlx_model.inputs.sampling import frame_range, sample_indices
from mlx_model.inputs.video import VideoReader
from tests.fixtures.films import number_of, write_film
from tests.fixtures.pictures import rgb, write_animation

BUDGET = VideoBudget(32, 2, 4096, 2 * 64 * 1024, 2.0, 4, 768, False, 768)
IDENTITY = np.tile(np.arange(256, dtype=np.float32), (3, 1))
READER = VideoReader(BUDGET, Cutter(16, 2, 2, IDENTITY))


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "ten_seconds.mp4", 250)


def frames_seen(visual) -> list[int]:
    """Frame numbers as they stand in the patches, padding included."""
    t, h, w = visual.grid
    merged = visual.patches.reshape(t, h // 2, w // 2, 2, 2, 3, 2, 16, 16)
    frames = merged.transpose(0, 6, 1, 3, 7, 2, 4, 8, 5).reshape(t * 2, h * 16, w * 16, 3)
    return [number_of(frame) for frame in frames]


def test_two_frames_a_second(film):
    visual = READER.see(VideoPart(film), "clip")
    wanted = [int(i) for i in np.linspace(0, 249, 20).round()]
    assert frames_seen(visual) == wanted
    assert visual.receipt.times == tuple(index / 25 for index in wanted)
    assert visual.receipt.visual_tokens * 4 == len(visual.patches)
    assert visual.receipt.source_size == (96, 64)


def test_receipt_comes_first_and_is_kept(film):
    for part in (
        VideoPart(film),
        VideoPart(film, fps=5.0),
        VideoPart(film, start=2.5, end=4.0),
        VideoPart(film, max_frames=3),
        VideoPart(film, max_tokens=24),
    ):
        assert READER.receipt(part, "clip") == READER.see(part, "clip").receipt


def test_a_range_tells_the_film_s_own_times(film):
    visual = READER.see(VideoPart(film, start=6.0, end=8.0), "clip")
    assert frames_seen(visual) == [150, 166, 183, 199]
    assert visual.receipt.times[0] == 6.0
    assert visual.receipt.times[-1] < 8.0


def test_an_odd_frame_is_repeated(film):
    visual = READER.see(VideoPart(film, max_frames=3), "clip")
    assert visual.grid[0] == 2
    assert frames_seen(visual) == [0, 124, 249, 249]
    assert visual.receipt.frames == 3


def test_limits(film):
    few = READER.receipt(VideoPart(film, max_tokens=24), "clip")
    assert (
        few.visual_tokens <= 24 and few.seen_size < READER.receipt(VideoPart(film), "c").seen_size
    )
    assert READER.receipt(VideoPart(film, fps=0.1), "clip").frames == 4, "never below min_frames"


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [(11.0, None, "10.0 s long"), (3.0, 3.0, "empty"), (-1.0, None, "empty"), (5.0, 2.0, "empty")],
)
def test_impossible_ranges(film, start, end, message):
    with pytest.raises(MediaError, match=message):
        READER.receipt(VideoPart(film, start=start, end=end), "clip")


def test_a_range_is_never_empty():
    assert frame_range(100, 25.0, 0.0, None) == range(0, 100)
    assert frame_range(100, 25.0, 3.999, None) == range(99, 100)
    assert frame_range(100, 25.0, 1.0, 1.001) == range(25, 26)
    assert frame_range(100, 25.0, 1.0, 99.0) == range(25, 100)


def test_sampling_never_repeats_a_frame():
    for count in range(1, 300, 7):
        indices = sample_indices(count, 30.0, BUDGET)
        assert len(set(indices)) == len(indices) <= count
        assert indices[0] == 0 and indices[-1] in (0, count - 1)


def test_progress_and_cancelling(film):
    heard = []
    READER.see(VideoPart(film, fps=1.0), "clip", lambda done, total: heard.append((done, total)))
    assert heard == [(number, 10) for number in range(1, 11)]

    def cancel(done: int, total: int) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        READER.see(VideoPart(film), "clip", cancel)


def test_full_size_frames_are_let_go(film, monkeypatch):
    alive: list[weakref.ref] = []

    class Watched(video_module.Resampler):
        def resize(self, frame):
            assert sum(reference() is not None for reference in alive) <= 1
            alive.append(weakref.ref(frame))
            return super().resize(frame)

    monkeypatch.setattr(video_module, "Resampler", Watched)
    READER.see(VideoPart(film), "clip")
    assert len(alive) == 20


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_animations_are_clips(tmp_path, suffix):
    path = write_animation(tmp_path / f"a.{suffix}", 8, (64, 64), 250)
    receipt = READER.receipt(VideoPart(path), "a")
    assert (receipt.kind, receipt.frames) == ("video", 4)
    assert receipt.times == (0.0, 0.5, 1.25, 1.75)
    from_image = READER.see(VideoPart(open_image(path, "a")), "a")
    assert from_image.digest == READER.see(VideoPart(path), "a").digest


def test_frames_of_an_animation_keep_their_durations(tmp_path):
    frames = [rgb(64, 64, phase) for phase in range(4)]
    frames[0].save(
        tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=[1000, 100, 3000, 100]
    )
    assert READER.receipt(VideoPart(tmp_path / "a.gif"), "a").times == (0.0, 1.0, 1.1, 4.1)


def test_a_still_picture_as_a_clip_is_a_pair_of_itself(tmp_path):
    rgb(64, 64).save(tmp_path / "a.png")
    visual = READER.see(VideoPart(tmp_path / "a.png"), "a")
    assert visual.grid == (1, 4, 4) and visual.receipt.frames == 1
    pair = visual.patches.reshape(-1, 3, 2, 256)
    assert (pair[:, :, 0] == pair[:, :, 1]).all()


def test_a_truncated_animation(tmp_path):
    path = write_animation(tmp_path / "a.gif", 8, (64, 64), 250)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(MediaError, match="a.gif"):
        READER.see(VideoPart(path), "a.gif")


def test_animated_picture_part(processor, tmp_path):
    path = write_animation(tmp_path / "a.gif", 8, (64, 64), 250)
    prompt = processor.prompt([Message("user", (ImagePart(path, max_tokens=8),))])
    assert prompt.receipts[0].kind == "video"
    assert prompt.receipts[0].visual_tokens <= 8
    assert "<|video_pad|>" in prompt.text
