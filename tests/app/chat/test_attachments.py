"""What was shown is kept once, whole, and as long as somebody uses it."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.chat.attachments import suffix_of
from app.chat.conversation import Draft
from app.chat.message import ImagePart
from app.chat.store import Store, StoreError
from tests.app.chat.conftest import Talk


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "attachments").iterdir())


def make_old(folder: Path) -> None:
    long_ago = time.time() - 2 * 86_400
    for file in kept(folder):
        os.utime(file, (long_ago, long_ago))


def test_each_content_is_kept_once(store: Store, folder: Path, tmp_path: Path):
    one, two = tmp_path / "one.PNG", tmp_path / "two.png"
    one.write_bytes(b"same")
    two.write_bytes(b"same")
    files = {store.keep_file(one), store.keep_file(two), store.keep_file(b"same", "x.png")}
    assert list(files) == kept(folder)
    assert store.keep_file(kept(folder)[0]) == kept(folder)[0]


def test_a_truncated_copy_is_made_good(store: Store):
    file = store.keep_file(b"whole", "a.png")
    assert isinstance(file, Path)
    file.write_bytes(b"wh")
    store.keep_file(b"whole", "a.png")
    assert file.read_bytes() == b"whole"


def test_threads_keep_the_same_file_at_once(store: Store, folder: Path, tmp_path: Path):
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(3 << 20))
    with ThreadPoolExecutor(8) as threads:
        files = set(threads.map(lambda _: store.keep_file(clip), range(16)))
    assert list(files) == kept(folder)
    assert kept(folder)[0].read_bytes() == clip.read_bytes()


def test_only_what_nobody_uses_is_swept(store: Store, folder: Path, talk: Talk):
    store.keep_draft("", Draft(parts=(ImagePart(b"in a draft"),)))
    store.keep_file(b"never sent")
    make_old(folder)
    store.keep_file(b"about to be sent")
    assert len(kept(folder)) == 4
    Store.open(folder).close()
    assert {file.read_bytes() for file in kept(folder)} == {
        b"\x89PNG fake",
        b"in a draft",
        b"about to be sent",
    }


def test_what_is_kept_again_counts_as_new(store: Store, folder: Path):
    store.keep_file(b"once more")
    make_old(folder)
    store.keep_file(b"once more")
    Store.open(folder).close()
    assert len(kept(folder)) == 1


def test_a_full_disk_leaves_nothing_behind(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film")
    monkeypatch.setattr("app.chat.disk.os.fsync", full)
    for source in (clip, b"picture"):
        with pytest.raises(StoreError, match="disk is full") as error:
            store.keep_file(source, "a.mp4")
        assert error.value.kind == "full"
    assert kept(folder) == []


def test_a_file_that_is_not_there(store: Store, tmp_path: Path):
    with pytest.raises(StoreError, match=r"gone\.png is not there any more"):
        store.keep_file(tmp_path / "gone.png")


def test_what_is_no_file_is_not_read(store: Store, folder: Path, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.png")
    for source in (tmp_path / "pipe.png", tmp_path):
        with pytest.raises(StoreError, match="is not a file"):
            store.keep_file(source)
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.PNG", ".png"),
        ("a.tar.gz", ".gz"),
        ("a", ""),
        ("a.p/../x", ""),
        ("a.ünï", ""),
        ("a.part", ""),
        ("a." + "x" * 40, ""),
    ],
)
def test_suffixes_are_harmless(name: str, suffix: str):
    assert suffix_of(name) == suffix
