"""Asking for the frames of a clip that would be sent."""

import base64
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.chat.message import VideoPart
from app.client.client import Client
from app.client.connection import Connection
from app.client.failure import Failure
from app.client.fetch import Fetch, Frame, Frames
from tests.fixtures.scripted_server import ScriptedServer, whole

Serve = Callable[..., ScriptedServer]
RECEIPT = {
    "name": "a.mp4",
    "kind": "video",
    "source_size": [96, 64],
    "seen_size": [96, 64],
    "times": [0.0, 0.5],
    "visual_tokens": 6,
    "sentence": "a.mp4: …",
}


def told(fetch: Fetch, qtbot: QtBot) -> object:
    values: list[object] = []
    fetch.answered.connect(values.append)
    fetch.failed.connect(values.append)
    qtbot.waitUntil(lambda: fetch.is_over)
    (value,) = values
    return value


def test_frames(serve: Serve, engine: Connection, qtbot: QtBot):
    shown = [
        {"time": time, "jpeg": base64.b64encode(jpeg).decode()}
        for time, jpeg in ((0.0, b"one"), (0.5, b"two"))
    ]
    server = serve([whole(200, {"attachment": RECEIPT, "frames": shown})])
    part = VideoPart(Path("/a.mp4"), "a.mp4", start=1.0, fps=2.0)
    found = told(Client(engine).frames(part, 96, most=2), qtbot)
    assert isinstance(found, Frames)
    assert found.frames == (Frame(0.0, b"one"), Frame(0.5, b"two"))
    assert found.receipt.visual_tokens == 6
    assert server.asked[0].path == "/v1/frames"
    clip = {"url": "file:///a.mp4", "start": 1.0, "fps": 2.0, "name": "a.mp4", "max_frames": 2}
    assert server.asked[0].json == {"model": "default", "video_url": clip, "max_side": 96}


def test_a_strange_answer(serve: Serve, engine: Connection, qtbot: QtBot):
    serve([whole(200, {"attachment": RECEIPT, "frames": [{"time": 0, "jpeg": "*"}]})])
    found = told(Client(engine).frames(VideoPart(Path("/a.mp4")), 96), qtbot)
    assert isinstance(found, Failure)
    assert "does not speak" in found.message
