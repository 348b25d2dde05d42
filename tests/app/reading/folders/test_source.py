"""One file: its lines, its encoding, or why it is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.folders import source
from app.reading.folders.names import HIDDEN
from app.reading.folders.source import Source, read_source
from app.reading.folders.walking import Found, Skipped, walk
from tests.fixtures.folders import hostile, write


def read(root: Path, name: str, content: str | bytes) -> Source | Skipped:
    write(root, {name: content})
    place = root / name
    return read_source(Found(name, place, place.stat().st_size))


def lines(read: Source | Skipped) -> tuple[str, ...]:
    assert isinstance(read, Source), read
    return read.lines


def test_lines_are_counted_as_editors_do(tmp_path: Path):
    assert lines(read(tmp_path, "a", "one\r\ntwo\rthree\n\nfive")) == (
        "one",
        "two",
        "three",
        "",
        "five",
    )
    assert lines(read(tmp_path, "b", "")) == ()
    assert lines(read(tmp_path, "c", "\n")) == ("",)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("latin-1", "Windows-1252"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, told: str):
    found = read(tmp_path, "a.txt", "Maße für Größe\n".encode(encoding))
    assert isinstance(found, Source)
    assert (found.lines, found.encoding) == (("Maße für Größe",), told)


def test_a_byte_that_windows_does_not_know(tmp_path: Path):
    found = read(tmp_path, "a.txt", b"plain words \x81 and more of them\n")
    assert isinstance(found, Source) and found.encoding == "Latin-1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        (b"%PDF-1.7\n\x00\xff", "a PDF"),
        (b"PK\x03\x04\x00\x00", "an archive"),
        (b"\x00\x01\x02\x03", "no text"),
        (b"one\ntwo \x07 bell\n", "no text: the control character 0x07 stands in line 2"),
        (b"one\ntwo\x00three\n", "no text: the control character 0x00 stands in line 2"),
        ("wide".encode("utf-32"), "no text"),
        (bytes(range(0x80, 0x100)), "no text"),
        ("ohne Marke".encode("utf-16-le"), "no text"),
    ],
)
def test_binaries_are_named(tmp_path: Path, content: bytes, words: str):
    found = read(tmp_path, "a.py", content)
    assert isinstance(found, Skipped) and (found.why, found.words) == ("binary", words)


def test_what_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "LARGEST", 10)
    assert isinstance(read(tmp_path, "a", "x" * 10), Source)
    found = read(tmp_path, "b", "x" * 11)
    assert isinstance(found, Skipped) and found.words == "11 bytes, more than 10"
    grown = read_source(Found("b", tmp_path / "b", 5))
    assert isinstance(grown, Skipped) and grown.words.startswith("grown")


def test_long_lines_are_cut_and_say_so(tmp_path: Path):
    found = read(tmp_path, "a.js", "x" * 5000 + "\nshort\n")
    assert isinstance(found, Source) and found.shortened == 1
    assert found.lines[0].endswith("x … and 3,000 letters more") and found.lines[1] == "short"


def test_a_link_that_came_meanwhile_is_not_followed(tmp_path: Path):
    (tmp_path / "a.py").symlink_to("/etc/hostname")
    found = read_source(Found("a.py", tmp_path / "a.py", 5))
    assert isinstance(found, Skipped) and found.why == "unreadable"


def test_a_file_that_went_meanwhile(tmp_path: Path):
    found = read_source(Found("a.py", tmp_path / "a.py", 5))
    assert isinstance(found, Skipped) and "No such file" in found.words


def test_nothing_hostile_is_left_in_a_line(tmp_path: Path):
    for each in walk(hostile(tmp_path)).found:
        found = read_source(each)
        if isinstance(found, Source):
            assert not any(HIDDEN.search(line) for line in found.lines), found.path


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    found = read(tmp_path_factory.mktemp("any"), "a.bin", content)
    assert isinstance(found, Skipped) or not any(HIDDEN.search(line) for line in found.lines)
