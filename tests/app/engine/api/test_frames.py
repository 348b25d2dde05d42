"""POST /v1/frames: what is asked, what comes back, and who may."""

import base64
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.engine.api.access import Access
from mlx_model.errors import MediaError
from mlx_model.inputs.message import VideoPart
from tests.app.engine.api.conftest import TCP, Serving, Wire
from tests.fixtures.scripted_engine import ScriptedEngine

MP4 = "data:video/mp4;base64," + base64.b64encode(b"a clip").decode()


def asked(wire: Wire, url: str, **more: Any) -> httpx.Response:
    fields = {name: more.pop(name) for name in ("max_side", "model") if name in more}
    return wire.request("POST", "/v1/frames", json={"video_url": {"url": url, **more}, **fields})


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "a film.mp4").write_bytes(b"a clip")
    return (tmp_path / "a film.mp4").resolve()


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(ScriptedEngine(), Access(files=(tmp_path.resolve(),), scratch=tmp_path))


def test_frames_with_their_times(wire: Wire, film: Path):
    response = asked(wire, film.as_uri(), start=1, end=2.5, fps=2, max_tokens=9, max_side=96)
    answer = response.json()
    assert [frame["time"] for frame in answer["frames"]] == [0.0, 0.5]
    assert [base64.b64decode(frame["jpeg"]) for frame in answer["frames"]] == [b"one", b"two"]
    assert answer["attachment"]["visual_tokens"] == 18
    assert wire.engine.clips == [(VideoPart(film, film.name, 2, 1, 2.5, None, 9), 96)]


def test_a_clip_as_data_is_put_away_again(wire: Wire, tmp_path: Path):
    assert asked(wire, MP4).status_code == 200
    ((part, side),) = wire.engine.clips
    assert (part.name, side) == ("video", 160)
    assert isinstance(part.source, Path)
    assert not part.source.exists()


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"max_side": 257}, "max_side"),
        ({"max_side": 15}, "max_side"),
        ({"end": 1, "start": 1}, "video_url.url"),
        ({"fps": 0}, "video_url.fps"),
        ({"rate": 3}, "video_url.rate"),
        ({"model": "other"}, "model"),
    ],
)
def test_what_cannot_be_obeyed(wire: Wire, fields: dict[str, Any], place: str):
    response = asked(wire, MP4, **fields)
    assert response.status_code in (400, 404)
    assert response.json()["error"]["param"] == place
    assert not wire.engine.clips


def test_files_outside_and_on_a_port(wire: Wire, film: Path):
    assert asked(wire, "file:///etc/passwd").json()["error"]["code"] == "file"
    open_port = Wire(ScriptedEngine(), Access(hosts=TCP.hosts, local=False))
    assert "Unix socket only" in asked(open_port, film.as_uri()).json()["error"]["message"]


def test_a_clip_that_cannot_be_read_says_why(wire: Wire):
    wire.engine.strip = MediaError("clip is cut short: copy it again.")
    response = asked(wire, MP4)
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "clip is cut short: copy it again."


def test_the_engine_hears_that_nobody_waits_any_more(serving: Serving):
    engine = ScriptedEngine()
    engine.strip = None
    with serving(engine, Access(), unix=True) as served:
        body = b'{"video_url": {"url": "' + MP4.encode() + b'"}}'
        head = f"POST /v1/frames HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        with served.connect() as connection:
            assert isinstance(connection, socket.socket)
            connection.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
            assert engine.submitted.wait(10)
            assert not engine.left()
        assert until(engine.left)


def until(holds: Any) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()
