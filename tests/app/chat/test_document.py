"""Documents as words: which bytes are text, and how they are fenced."""

from pathlib import Path

import pytest

from app.chat import document
from app.chat.document import NoDocument, decoded, document_text, read_document
from app.chat.message import DocumentPart


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str):
    assert decoded("Größe 大小\t\n".encode(encoding)) == "Größe 大小\t\n"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\x00b", b"\x89PNG\r\n\x1a\n", b"\xe4"])
def test_what_is_no_text(content: bytes):
    assert decoded(content) is None


def test_a_fence_is_longer_than_any_inside():
    part = DocumentPart(b"a\n`````\nb", "notes.md")
    assert document_text(part) == "notes.md:\n``````md\na\n`````\nb\n``````\n\n"


def test_a_strange_ending_is_left_out():
    assert document_text(DocumentPart(b"a", "x.`")).startswith("x.`:\n```\n")


def test_line_ends():
    assert read_document(DocumentPart(b"a\r\nb\rc")) == "a\nb\nc"


def test_too_large_and_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(document, "LARGEST", 10)
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    for part in (DocumentPart(tmp_path / "a.txt", "a.txt"), DocumentPart(b"x" * 11, "a.txt")):
        with pytest.raises(NoDocument, match="a.txt is larger than .* cut out"):
            read_document(part)
    with pytest.raises(NoDocument, match="cannot be read: No such file"):
        read_document(DocumentPart(tmp_path / "b.txt"))
