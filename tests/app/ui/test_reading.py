"""Reading screens through the client: what is asked, told meanwhile, and made of the answer."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.client.client import Client
from app.client.connection import Connection
from app.reading.geometry import pixel_box
from app.reading.screens import Reading, Search
from app.reading.witness import Witnessed
from app.ui.reading import ScreenReader, wording_of
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, ScriptedServer, chunk, delta

SAVE = '{"bbox_2d": [0, 0, 500, 500], "label": "Save", "role": "button"}'


def told(heard: Any) -> Any:
    assert heard.args
    return heard.args[0]


def picture() -> ImagePart:
    file = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(file, "PNG")
    return ImagePart(file.getvalue(), "shot.png")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., tuple[ScriptedServer, ScreenReader]]]:
    opened: list[tuple[ScriptedServer, Client, ScreenReader]] = []

    def start(*steps: object) -> tuple[ScriptedServer, ScreenReader]:
        server = ScriptedServer(tmp_path / "s", *([EVENT_STREAM, *steps] for _ in range(4)))
        client = Client(Connection.to_engine(tmp_path / "s"))
        reader = ScreenReader(client, tmp_path / "logs")
        opened.append((server, client, reader))
        return server, reader

    yield start
    for server, client, reader in opened:
        reader.close()
        client.close()
        server.close()


def test_a_list_is_read_and_counted_on_the_way(served: Callable, qtbot: QtBot):
    server, reader = served(
        delta(content=f"[{SAVE}"), delta(content=f", {SAVE}]"), delta("stop"), DONE
    )
    counts: list[int] = []
    reader.counted.connect(counts.append)
    with qtbot.waitSignal(reader.read, timeout=10_000) as heard:
        reader.list_elements(picture())
        assert reader.is_busy
    reading = told(heard)
    assert isinstance(reading, Reading) and reading.size == (200, 100) and not reader.is_busy
    assert [e.verdict for e in reading.elements] == ["unconfirmed"] * 2, "JSON again"
    assert [e.box for e in reading.elements] == [pixel_box(0, 0, 100, 50)] * 2
    assert counts == [1, 2]
    sent = server.asked[0].json
    assert sent["temperature"] == 0
    assert any("List every element" in str(part) for part in sent["messages"][-1]["content"])


def test_one_thing_is_found(served: Callable, qtbot: QtBot):
    _, reader = served(delta(content=f"[{SAVE}]"), delta("stop"), DONE)
    with qtbot.waitSignal(reader.found, timeout=10_000) as heard:
        reader.find(picture(), "Save")
    assert isinstance(told(heard), Search) and told(heard).matches[0].label == "Save"


def test_a_second_look_is_told_element_by_element(served: Callable, qtbot: QtBot):
    _, reader = served(delta(content=f"[{SAVE}]"), delta("stop"), DONE)
    seen: list[tuple[int, int]] = []
    lists: list[Reading] = []
    reader.checking.connect(lambda done, total: seen.append((done, total)))
    reader.listed.connect(lists.append)
    with qtbot.waitSignal(reader.read, timeout=10_000):
        reader.list_elements(picture())
    assert seen == [(0, 1), (1, 1)] and [len(r.elements[0].evidence) for r in lists] == [0, 1]


def test_a_screen_in_words(served: Callable, qtbot: QtBot):
    server, reader = served(delta(content="A form."), delta("stop"), DONE)
    with qtbot.waitSignal(reader.said, timeout=10_000) as heard:
        reader.describe(picture())
    assert told(heard).text == "A form."
    with qtbot.waitSignal(reader.said, timeout=10_000):
        reader.explain(picture(), "Why is it grey?")
    assert "Why is it grey?" in str(server.asked[1].json["messages"])
    with qtbot.waitSignal(reader.said, timeout=10_000) as heard:
        reader.steps(picture(), "save")
    assert told(heard).steps == () and told(heard).unread[0].reason == "not JSON"
    assert server.asked[2].json["response_format"]["type"] == "json_schema"


def test_what_the_platform_says_is_heard(tmp_path: Path, served: Callable, qtbot: QtBot):
    _, plain = served(delta(content=f"[{SAVE}]"), delta("stop"), DONE)
    tree = [Witnessed("AXButton", ("Save",), pixel_box(0, 0, 100, 50))]
    reader = ScreenReader(plain._thread._ask._client, tmp_path, tree=lambda picture: tree)
    with qtbot.waitSignal(reader.read, timeout=10_000) as heard:
        reader.list_elements(picture())
    first = told(heard).elements[0].evidence[0]
    assert (first.witness, first.verdict) == ("accessibility tree", "confirmed")
    reader.close()


def test_it_can_be_cancelled_and_asked_again(served: Callable, qtbot: QtBot):
    _, reader = served(delta(content="["), SILENCE)
    with qtbot.waitSignal(reader.cancelled, timeout=10_000):
        reader.list_elements(picture())
        reader.cancel()
    assert not reader.is_busy
    ends: list[str] = []
    reader.cancelled.connect(lambda: ends.append("cancelled"))
    reader.list_elements(picture())
    reader.find(picture(), "Save")
    assert ends == ["cancelled"] and reader.is_busy


def test_a_failure_is_told(served: Callable, qtbot: QtBot):
    _, reader = served(chunk(error={"message": "no memory left"}), DONE)
    with qtbot.waitSignal(reader.failed, timeout=10_000) as heard:
        reader.list_elements(picture())
    assert "no memory left" in told(heard)


def test_the_checkpoints_own_wording(tmp_path: Path, served: Callable, qtbot: QtBot):
    assert "List every element" in wording_of(tmp_path).list == wording_of(None).list
    (tmp_path / "prompts.json").write_text('{"list": "All!", "find": "{words}?"}')
    assert wording_of(tmp_path).list == "All!"
    (tmp_path / "prompts.json").write_text("{")
    _, reader = served()
    reader.use(tmp_path)
    with qtbot.waitSignal(reader.failed) as heard:
        reader.list_elements(picture())
    assert "prompts.json" in told(heard) and not reader.is_busy
