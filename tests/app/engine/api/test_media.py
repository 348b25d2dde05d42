"""Pictures and clips in a request: what is taken, from where, and how long a copy lies around."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.engine.api.access import Access
from app.engine.order import Order
from mlx_model.errors import PromptError
from mlx_model.inputs.message import ImagePart, VideoPart
from tests.app.engine.api.conftest import QUESTION, TCP, TOKEN, Wire
from tests.fixtures.scripted_engine import HELLO, ScriptedEngine, failed

PNG = base64.b64encode(b"a picture").decode()
MP4 = "data:video/mp4;base64," + base64.b64encode(b"a clip").decode()


def image(url: str, **more: object) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url, **more}}


def video(url: str, **more: object) -> dict[str, Any]:
    return {"type": "video_url", "video_url": {"url": url, **more}}


def shown(wire: Wire, *parts: dict[str, Any], path: str = "/v1/chat/completions") -> httpx.Response:
    headers = {"authorization": f"Bearer {TOKEN}"}
    content = [*parts, {"type": "text", "text": "What is it?"}]
    body = {"messages": [{"role": "user", "content": content}]}
    return wire.request("POST", path, json=body, headers=headers)


def first(wire: Wire) -> ImagePart | VideoPart:
    part = wire.engine.orders[-1].messages[0].parts[0]
    assert isinstance(part, ImagePart | VideoPart)
    return part


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "a shot.png").write_bytes(b"a picture")
    return folder


@pytest.fixture
def wire(opened: Path) -> Wire:
    return Wire(ScriptedEngine(), Access(files=(opened.resolve(),)))


def test_picture_as_data(wire: Wire):
    response = shown(wire, image(f"data:image/png;base64,{PNG}", name="me", detail="low"))
    assert first(wire) == ImagePart(b"a picture", "me", 256)
    assert response.json()["attachments"][0]["name"] == "me"
    assert response.json()["attachments"][0]["seen_size"] == [192, 96]
    shown(wire, image(f"DATA:image/png;base64,{PNG}", max_tokens=64, detail="high"))
    assert first(wire) == ImagePart(b"a picture", "", 64)


def test_attachments_come_once_with_the_first_chunk(wire: Wire):
    content = [image(f"data:image/png;base64,{PNG}"), video(MP4)]
    response = wire.chat(messages=[{"role": "user", "content": content}], stream=True)
    told = [line for line in response.text.split("\n\n") if "attachments" in line]
    assert response.text.startswith(told[0]) and len(told) == 1
    assert '"kind":"video"' in told[0] and '"times":[0.0,0.5]' in told[0]


def test_files(wire: Wire, opened: Path):
    shown(wire, image(f"file://{opened}/a%20shot.png"))
    assert first(wire) == ImagePart(opened / "a shot.png", "a shot.png")
    shown(wire, video(f"file://localhost{opened}/a%20shot.png", fps=2, start=1, end=2.5))
    assert first(wire) == VideoPart(opened / "a shot.png", "a shot.png", 2, 1, 2.5)


def test_no_files_over_tcp(opened: Path):
    wire = Wire(ScriptedEngine(), Access(TOKEN, TCP.hosts, (opened.resolve(),), local=False))
    response = shown(wire, image(f"file://{opened}/a%20shot.png"))
    assert response.status_code == 400
    assert "Unix socket only" in response.json()["error"]["message"]


def test_files_outside(wire: Wire, opened: Path):
    secret = opened.parent / "secret.png"
    secret.write_bytes(b"x")
    (opened / "link.png").symlink_to(secret)
    (opened / "loop.png").symlink_to(opened / "loop.png")
    os.mkfifo(opened / "pipe.png")
    sibling = opened.parent / "open-too"
    sibling.mkdir()
    (sibling / "a.png").write_bytes(b"x")
    urls = [
        f"file://{secret}",
        f"file://{opened}/../secret.png",
        f"file://{opened}/%2e%2e/secret.png",
        f"file://{opened}/link.png",
        f"file://{opened}/loop.png",
        f"file://{opened}/pipe.png",
        f"file://{opened}/missing.png",
        f"file://{opened}",
        f"file://{sibling}/a.png",
        "file:///dev/zero",
        "file:///etc/passwd",
    ]
    for url in urls:
        response = shown(wire, image(url))
        assert response.status_code == 400, url
        assert response.json()["error"]["code"] == "file"
    assert not wire.engine.orders


def test_whether_a_forbidden_file_exists_is_not_told(wire: Wire, opened: Path):
    (opened.parent / "x.png").write_bytes(b"x")
    there = shown(wire, image(f"file://{opened.parent}/x.png")).text
    (opened.parent / "x.png").unlink()
    assert shown(wire, image(f"file://{opened.parent}/x.png")).text == there


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org/a.png", "nothing is fetched"),
        ("HTTP://example.org/a.png", "nothing is fetched"),
        ("", "must begin with data:"),
        ("a.png", "must begin with data:"),
        ("ftp://x/a.png", "must begin with data:"),
        ("http://[", "no URL"),
        ("file:a.png", "absolute path"),
        ("file://host/a.png", "file:///absolute"),
        ("file:///a.png?x", "file:///absolute"),
        ("file:///a%00.png", "absolute path"),
        ("data:image/png,abc", "data:TYPE;base64,CONTENT"),
        ("data:image/png;base64", "data:TYPE;base64,CONTENT"),
        ("data:image/png;base64,", "empty"),
        ("data:image/png;base64,AAA", "damaged"),
        ("data:image/png;base64,A*==", "damaged"),
        ("data:image/png;base64,\u00e9AAA", "damaged"),
        ("data:text/html;base64,AAAA", "none of image/*"),
    ],
)
def test_urls_that_are_refused(wire: Wire, url: str, reason: str):
    response = shown(wire, image(url))
    error = response.json()["error"]
    assert response.status_code == 400 and reason in error["message"]
    assert error["param"] == "messages[0].content[0].image_url.url"
    assert "video" not in error["message"]


def test_stretches(wire: Wire):
    assert shown(wire, video(MP4, start=2, end=2)).status_code == 400
    assert shown(wire, video(MP4, start=-1)).status_code == 400


def test_a_clip_as_data_lies_in_a_private_file_until_the_end(tmp_path: Path):
    found: list[tuple[bytes, int, str]] = []

    def look(order: Order) -> None:
        part = order.messages[0].parts[0]
        assert isinstance(part, VideoPart) and isinstance(part.source, Path)
        mode = stat.S_IMODE(part.source.stat().st_mode)
        found.append((part.source.read_bytes(), mode, part.source.suffix))

    bad = [failed(PromptError("No."))]
    wire = Wire(ScriptedEngine(HELLO, bad, bad), Access(scratch=tmp_path))
    wire.engine.look = look
    assert shown(wire, video(MP4)).json()["attachments"][0]["name"] == "video"
    assert shown(wire, video(MP4)).status_code == 400
    assert shown(wire, video(MP4), path="/v1/measure").status_code == 200
    assert found == [(b"a clip", 0o600, ".mp4")] * 3
    assert not list(tmp_path.iterdir())


def test_a_refused_request_leaves_no_clip(tmp_path: Path):
    wire = Wire(ScriptedEngine(), Access(scratch=tmp_path))
    assert shown(wire, video(MP4), image("http://x")).status_code == 400
    content = [video(MP4)]
    messages = [{"role": "user", "content": content}, QUESTION["messages"][0]]
    assert wire.chat(messages=messages, return_progress=True).status_code == 400
    assert wire.chat(messages=messages, max_tokens=1, max_completion_tokens=2).status_code == 400
    assert not list(tmp_path.iterdir()) and not wire.engine.orders


def test_no_room_for_a_clip(tmp_path: Path):
    response = shown(Wire(ScriptedEngine(), Access(scratch=tmp_path / "gone")), video(MP4))
    assert response.status_code == 507
    assert "make room" in response.json()["error"]["message"]
