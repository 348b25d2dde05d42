"""The body of a request: all of it to our engine, only OpenAI's fields to others."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.chat.message import DocumentPart, ImagePart, Message, TextPart, VideoPart, said
from app.chat.settings import Settings
from app.client import request as requests
from app.client.connection import Connection
from app.client.request import Request, Unsendable, body

PNG = b"\x89PNG\r\n\x1a\n and so on"
ENGINE = Connection.to_engine(Path("/tmp/s"))
SERVER = Connection.to_server("https://host", model="m")
OWN_SERVER = Connection.to_server("https://host", model="m", is_kestrel=True)


def sent(connection: Connection, *messages: Message, **fields: Any) -> dict[str, Any]:
    return json.loads(body(Request(messages, **fields), connection))


def test_words_to_a_server_are_standard_only():
    settings = Settings(max_tokens=5, temperature=0.0, seed=3, think=True)
    messages = [said("system", "s"), said("user", "ü\ud800"), said("assistant", "a")]
    assert sent(SERVER, *messages, settings=settings, urgent=True, keep="nothing") == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "ü?"},
            {"role": "assistant", "content": "a"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 5,
        "temperature": 0.0,
        "seed": 3,
    }


@pytest.mark.parametrize("connection", [ENGINE, OWN_SERVER], ids=["engine", "server"])
def test_our_additions_to_our_own(connection: Connection):
    told = sent(connection, said("user", "u"), settings=Settings(think=True), urgent=True)
    assert told["chat_template_kwargs"] == {"enable_thinking": True}
    assert (told["priority"], told["snapshots"]) == ("urgent", "disk")
    assert told["return_progress"] is True
    assert told["warm"] is True
    assert sent(connection, said("user", "u"), warm=False)["warm"] is False
    assert "temperature" not in told
    assert "seed" not in told


def test_sampling_as_far_as_the_server_knows_it():
    settings = Settings(top_p=0.9, top_k=20, presence_penalty=1.5)
    told = sent(SERVER, said("user", "u"), settings=settings)
    assert (told["top_p"], told["presence_penalty"]) == (0.9, 1.5)
    assert "top_k" not in told
    assert sent(ENGINE, said("user", "u"), settings=settings)["top_k"] == 20


def test_how_a_clip_is_sampled(tmp_path: Path):
    path = tmp_path / "b.mp4"
    path.write_bytes(b"film")
    part = VideoPart(path, "b.mp4", start=1.5, end=3.0, fps=2.0, max_tokens=600)
    (told,) = sent(ENGINE, Message("user", (part,)))["messages"]
    shown = {"url": path.as_uri(), "name": "b.mp4", "start": 1.5, "end": 3.0, "fps": 2.0}
    assert told["content"] == [{"type": "video_url", "video_url": {**shown, "max_tokens": 600}}]
    with pytest.raises(Unsendable, match="b.mp4 back to automatic"):
        sent(SERVER, Message("user", (part,)))


def test_documents_go_as_words(tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = '```'\r\n")
    (told,) = sent(SERVER, said("user", "Why?", DocumentPart(path, "a.py")))["messages"]
    assert told["content"] == "a.py:\n````py\nx = '```'\n````\n\nWhy?"
    message = said("user", "Why?", ImagePart(PNG), DocumentPart(b"words"))
    (told,) = sent(SERVER, message)["messages"]
    assert told["content"][1] == {"type": "text", "text": "document:\n```\nwords\n```\n\n"}
    with pytest.raises(Unsendable, match="no text in UTF-8 or UTF-16; save it"):
        sent(SERVER, said("user", "?", DocumentPart(b"\xff\x00\x01")))


def test_a_schema():
    told = sent(SERVER, said("user", "u"), schema={"type": "object"})
    form = told["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"] == {"type": "object"}


def test_files_go_to_the_engine_by_name_and_to_others_whole(tmp_path: Path):
    picture, clip = tmp_path / "a #%ü.png", tmp_path / "b.mp4"
    picture.write_bytes(PNG)
    clip.write_bytes(b"film")
    message = Message(
        "user", (ImagePart(picture, "a.png"), VideoPart(clip), ImagePart(PNG), TextPart("?"))
    )
    (told,) = sent(ENGINE, message)["messages"]
    png = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert told["content"] == [
        {"type": "image_url", "image_url": {"url": picture.as_uri(), "name": "a.png"}},
        {"type": "video_url", "video_url": {"url": clip.as_uri()}},
        {"type": "image_url", "image_url": {"url": png}},
        {"type": "text", "text": "?"},
    ]
    (told,) = sent(SERVER, message)["messages"]
    film = "data:video/mp4;base64," + base64.b64encode(b"film").decode()
    assert [part.get("image_url", part.get("video_url")) for part in told["content"]] == [
        {"url": png},
        {"url": film},
        {"url": png},
        None,
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"what", "application/octet-stream"),
    ],
)
def test_kinds_by_content(data: bytes, kind: str):
    (told,) = sent(SERVER, Message("user", (ImagePart(data),)))["messages"]
    assert told["content"][0]["image_url"]["url"].startswith(f"data:{kind};base64,")


def test_a_name_that_is_no_utf8_reaches_the_engine(tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png"))
    (told,) = sent(ENGINE, Message("user", (ImagePart(path),)))["messages"]
    assert told["content"][0]["image_url"]["url"].endswith("/%FF.png")


def test_a_file_that_is_gone(tmp_path: Path):
    with pytest.raises(Unsendable, match="cannot be read: No such file"):
        sent(SERVER, Message("user", (ImagePart(tmp_path / "a.png"),)))


def test_a_file_too_large_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(requests, "MOST", 2)
    (tmp_path / "a.png").write_bytes(PNG)
    with pytest.raises(Unsendable, match="too large to send to host"):
        sent(SERVER, Message("user", (ImagePart(tmp_path / "a.png"),)))
    sent(ENGINE, Message("user", (ImagePart(tmp_path / "a.png"),)))
