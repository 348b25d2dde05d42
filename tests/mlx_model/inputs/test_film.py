import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from mlx_model.errors import MediaError
from mlx_model.inputs.film import Film
from tests.fixtures.films import SIZE, number_of, turn, write_film


@pytest.fixture(scope="module")
def long_film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "long.mp4", 250)


def test_what_a_film_tells(long_film):
    film = Film(long_film, "long.mp4")
    assert (film.count, film.rate, film.size) == (250, 25.0, SIZE)
    assert film.time(50) == 2.0


@pytest.mark.parametrize(
    "indices",
    [[0], [249], [0, 249], [7, 8, 9, 200], [125, 126], [130, 3], list(range(0, 250, 31))],
    ids=str,
)
def test_walks_and_jumps_find_the_very_frame(long_film, indices):
    frames = list(Film(long_film, "long.mp4").frames(indices))
    assert [number_of(frame) for frame in frames] == indices


def test_a_jump_and_a_walk_give_equal_pixels(long_film):
    jumped = next(Film(long_film, "long.mp4").frames([240]))
    walked = list(Film(long_film, "long.mp4").frames(range(0, 241, 40)))[-1]
    assert np.array_equal(jumped, walked)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "mp4v"), ("a.avi", "MJPG"), ("a.webm", "VP80")]
)
def test_pixels_are_those_of_opencv(tmp_path, name, codec):
    """Which decodes for the reference. The picture has colours at every second pixel."""
    path, size = str(tmp_path / name), (318, 198)
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*codec), 24, size)
    picture = np.random.default_rng(0).integers(0, 255, (*size[::-1], 3), dtype=np.uint8)
    for number in range(12):
        writer.write(np.roll(picture, 3 * number, axis=1))
    writer.release()
    film, witness = Film(Path(path), name), cv2.VideoCapture(path, cv2.CAP_FFMPEG)
    assert film.count == 12 and film.size == size
    for frame in film.frames(range(12)):
        found, seen = witness.read()
        assert found and np.array_equal(frame, seen[..., ::-1])


def test_a_playlist_reaches_no_other_address(tmp_path):
    """Law 7: nothing is connected to that the user did not start."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n"
        (tmp_path / "list.m3u8").write_text(playlist)
        with pytest.raises(MediaError, match="not a video"):
            Film(tmp_path / "list.m3u8", "list.m3u8")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(("name", "codec"), [("a.avi", "MJPG"), ("a.mkv", "mp4v")])
def test_other_containers(tmp_path, name, codec):
    film = Film(write_film(tmp_path / name, 30, 10.0, codec), name)
    assert (film.count, film.rate) == (30, 10.0)
    assert [number_of(frame) for frame in film.frames([0, 17, 29])] == [0, 17, 29]


def test_rotation_is_obeyed(tmp_path):
    plain = write_film(tmp_path / "plain.mp4", 20)
    upright = tmp_path / "upright.mp4"
    upright.write_bytes(plain.read_bytes())
    turn(upright)
    film = Film(upright, "upright.mp4")
    assert film.size == SIZE[::-1]
    turned, straight = next(film.frames([16])), next(Film(plain, "plain.mp4").frames([16]))
    assert np.array_equal(turned, np.rot90(straight, -1))


@pytest.mark.parametrize(
    ("name", "codec", "share", "message"),
    [
        ("a.mp4", "mp4v", 0.5, "not a video"),
        ("a.avi", "MJPG", 0.5, "cut short"),
        ("a.mkv", "mp4v", 0.5, "cut short"),
        ("a.mp4", "mp4v", 0.0, "empty"),
    ],
)
def test_truncated(tmp_path, name, codec, share, message):
    path = write_film(tmp_path / name, 60, 25.0, codec)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(MediaError, match=message):
        Film(path, name)


def test_no_frames_no_film_no_file(tmp_path):
    with pytest.raises(MediaError, match="no frame"):
        Film(write_film(tmp_path / "none.avi", 0, 25.0, "MJPG"), "none.avi")
    (tmp_path / "letter.mp4").write_text("Dear Sir")
    with pytest.raises(MediaError, match="not a video"):
        Film(tmp_path / "letter.mp4", "letter.mp4")
    with pytest.raises(MediaError, match="does not exist"):
        Film(tmp_path / "missing.mp4", "missing.mp4")


def test_complaints_of_the_decoder_stay_inside(tmp_path, capfd):
    path = write_film(tmp_path / "a.mp4", 30)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(MediaError):
        Film(path, "a.mp4")
    assert capfd.readouterr().err == ""
