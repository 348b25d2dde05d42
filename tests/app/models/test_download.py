"""Downloads from a host that misbehaves: whole at last, or a reason; never a wrong file."""

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.catalogue import Source
from app.models.download import Download
from app.models.fetching import Fetching
from app.models.manifest import MANIFEST
from app.models.network import NetworkLog
from app.models.wire import Unobtainable
from tests.fixtures.hostile_host import CONTENT, HostileHost, sha256
from tests.fixtures.told_progress import Told

WEIGHTS = "model.safetensors"
SIZE = len(CONTENT[WEIGHTS])
Start = Callable[..., tuple[Download, Told]]


def assert_whole(target: Path) -> None:
    found = {path.name: path.read_bytes() for path in target.iterdir() if path.name != MANIFEST}
    assert found == CONTENT
    assert not (target.parent / ".tiny.part").exists()


def test_all_files_and_no_others(download: Start, target: Path):
    _, told = download()
    end = told.end()
    assert end.phase == "done"
    assert end.done == end.total == sum(len(content) for content in CONTENT.values())
    assert_whole(target)


def test_nothing_is_there_before_all_is(download: Start, target: Path, host: HostileHost):
    host.does[WEIGHTS] = ["stalls"]
    one, told = download()
    told.until(SIZE // 2)
    assert not target.exists()
    host.released.set()
    assert told.end().phase == "done"
    assert one.target == target
    assert_whole(target)


@pytest.mark.parametrize(
    "does",
    [
        ["drops"],
        ["drops", "drops", "drops"],
        ["drops at once", "drops at once"],
        ["corrupts"],
        ["drops", "corrupts"],
        ["says too much"],
        ["says too little"],
        ["sends too much"],
        ["drops", "ignores ranges"],
        ["drops", "416"],
        ["drops", "changes its etag"],
        ["drops", "sends another part"],
        ["busy", "busy"],
        ["drops", "busy", "drops", "corrupts", "drops"],
    ],
    ids=", ".join,
)
def test_a_host_that_misbehaves(does: list[str], download: Start, host: HostileHost, target: Path):
    host.does[WEIGHTS] = list(does)
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)
    assert host.does[WEIGHTS] == []
    assert len(told.ends) == 1


def test_what_has_arrived_is_not_sent_again(download: Start, host: HostileHost):
    host.does[WEIGHTS] = ["drops"]
    _, told = download()
    told.end()
    first, second = host.ranges(WEIGHTS)
    assert first == ""
    assert int(second.removeprefix("bytes=").removesuffix("-")) > SIZE // 4
    assert host.asked[-2][1].get("if-range") == '"one"' or any(
        headers.get("if-range") == '"one"' for _, headers in host.asked
    )


def test_a_silent_host_is_asked_again(download: Start, host: HostileHost, target: Path):
    host.does[WEIGHTS] = ["stalls"]
    _, told = download(silence_s=0.3)
    assert told.end().phase == "done"
    assert any(p.phase == "waiting" and "silent" in p.reason for p in told.all)
    assert_whole(target)


def test_it_gives_up_with_the_reason(download: Start, host: HostileHost, target: Path):
    host.does[WEIGHTS] = ["corrupts"] * 9
    one, told = download()
    end = told.end()
    assert end.phase == "failed"
    assert "not what the host names" in end.reason
    assert not target.exists()
    host.does.clear()
    one.resume()
    assert told.end(2).phase == "done"
    assert_whole(target)


def test_a_host_that_brings_nothing(download: Start, host: HostileHost):
    host.does[WEIGHTS] = ["drops at once"] * 9
    _, told = download()
    assert told.end().phase == "failed"
    assert len(host.ranges(WEIGHTS)) == 6


def test_the_second_source(download: Start, host: HostileHost, target: Path):
    host.refuses = {"/api/models/"}
    _, told = download(Source("huggingface", "some/tiny"), Source("modelscope", "some/tiny"))
    assert told.end().phase == "done"
    assert_whole(target)
    assert any("/models/some/tiny/resolve/master/" in path for path, _ in host.asked)


def test_every_source_refuses(download: Start, host: HostileHost):
    host.refuses = {"/api/"}
    _, told = download(Source("huggingface", "some/tiny"), Source("modelscope", "some/tiny"))
    end = told.end()
    assert end.phase == "failed"
    assert "huggingface" in end.reason and "modelscope" in end.reason


def test_a_host_is_named_once(download: Start, monkeypatch: pytest.MonkeyPatch):
    async def gone(*_: object) -> None:
        raise Unobtainable("huggingface.co cannot be reached")

    monkeypatch.setattr(Fetching, "_from", gone)
    _, told = download(Source("huggingface", "some/tiny"))
    assert told.end().reason == "huggingface.co cannot be reached"


def test_another_host_sends_it(download: Start, host: HostileHost, target: Path, log: NetworkLog):
    other = HostileHost()
    host.elsewhere, host.does[WEIGHTS] = (
        other.address.replace("127.0.0.1", "localhost"),
        ["redirect"],
    )
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)
    assert [path for path, _ in other.asked if path.endswith(WEIGHTS)]
    assert "localhost" in {contact.host for contact in log.contacts()}
    other.close()


def test_a_host_that_sends_to_a_file(download: Start, host: HostileHost):
    host.elsewhere, host.does[WEIGHTS] = "file:///etc/passwd?", ["redirect"]
    _, told = download()
    assert "nobody can be trusted" in told.end().reason


@pytest.mark.parametrize("act", ["pause", "cancel"])
def test_it_stops_during_a_silence(act: str, download: Start, host: HostileHost, target: Path):
    host.does[WEIGHTS] = ["stalls"]
    one, told = download(silence_s=60)
    assert host.stalled.wait(10)  # progress tells of the last bytes only with the next ones
    getattr(one, act)()
    end = told.end()
    assert end.phase == {"pause": "paused", "cancel": "cancelled"}[act]
    assert one.part_folder.exists() == (act == "pause")
    assert not target.exists()


def test_paused_and_gone_on_with_by_another_program(
    download: Start, host: HostileHost, target: Path
):
    host.does[WEIGHTS] = ["stalls"]
    one, told = download()
    told.until(SIZE // 2)
    one.pause()
    told.end()
    _, later = download()  # knows nothing of the first
    assert later.end().phase == "done"
    assert_whole(target)
    assert host.ranges(WEIGHTS)[-1].startswith("bytes=5")
    assert len(host.ranges("config.json")) == 1


def test_cancelled_while_it_is_paused(download: Start, host: HostileHost):
    host.does[WEIGHTS] = ["stalls"]
    one, told = download()
    told.until(SIZE // 2)
    one.pause()
    told.end()
    one.cancel()
    assert told.end(2).phase == "cancelled"
    assert not one.part_folder.exists()


def test_a_full_disk_is_noticed_before(
    download: Start, host: HostileHost, monkeypatch: pytest.MonkeyPatch
):
    Usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, 5_000_000))
    _, told = download()
    assert "0.3 GB more, and 0.0 GB are free" in told.end().reason
    assert host.ranges(WEIGHTS) == []


def test_a_repair_gets_only_what_is_damaged(download: Start, host: HostileHost, target: Path):
    download()[1].end()
    weights = target / WEIGHTS
    weights.write_bytes(b"\0" * SIZE)
    (target / "tokenizer.json").unlink()
    asked = len(host.asked)
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)
    names = [path.rsplit("/", 1)[-1] for path, _ in host.asked[asked:]]
    assert WEIGHTS in names and "tokenizer.json" in names and "config.json" not in names


def test_a_repair_of_what_is_sound_asks_nobody(download: Start, host: HostileHost, target: Path):
    download()[1].end()
    asked = len(host.asked)
    _, told = download()
    assert told.end().phase == "done"
    assert len(host.asked) == asked


def test_what_lies_in_the_cache_is_taken(
    download: Start, host: HostileHost, target: Path, tmp_path: Path
):
    blobs = tmp_path / "cache" / "models--some--tiny" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / sha256(CONTENT[WEIGHTS])).write_bytes(CONTENT[WEIGHTS])
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)
    assert host.ranges(WEIGHTS) == []


def test_a_damaged_cache_is_not_taken(
    download: Start, host: HostileHost, target: Path, tmp_path: Path
):
    blobs = tmp_path / "cache" / "models--some--tiny" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / sha256(CONTENT[WEIGHTS])).write_bytes(b"\0" * SIZE)
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)


def test_every_connection_is_noted(download: Start, host: HostileHost, log: NetworkLog):
    download()[1].end()
    contacts = log.contacts()
    assert len(contacts) == len(host.asked) == 5
    assert {contact.purpose for contact in contacts} == {"Getting tiny"}
    assert sum(contact.received for contact in contacts) > SIZE
    assert all(contact.ended for contact in contacts)


def test_a_listing_that_is_none(download: Start, host: HostileHost):
    host.content = {"README.md": b"#"}
    _, told = download()
    assert "holds no checkpoint" in told.end().reason


def test_a_name_that_leads_out_of_the_folder(download: Start, host: HostileHost, target: Path):
    host.content = {**CONTENT, "../evil.json": b"{}", ".hidden.json": b"{}"}
    _, told = download()
    assert told.end().phase == "done"
    assert_whole(target)
