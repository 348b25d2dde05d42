"""What a file is, by its first bytes."""

import pytest

from app.chat.kinds import HEAD, is_text, kind_of

OGG = b"OggS\x00\x02" + b"\x00" * 20


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.txt", "image"),
        (b"\xff\xd8\xff\xe0", "a", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.avi", "image"),
        (b"\x00\x00\x00\x1cftypavif", "a", "image"),
        (b"P6\n30 20\n255\n", "a", "image"),
        (b"\x00\x00\x00\x18ftypisom", "a.jpg", "video"),
        (b"\x00\x00\x00\x14ftypqt  ", "a", "video"),
        (b"\x1aE\xdf\xa3", "a", "video"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "a", "video"),
        (OGG + b"\x80theora", "a.ogv", "video"),
        (OGG + b"OpusHead", "a.ogg", "audio"),
        (b"\x00\x00\x00\x18ftypM4A ", "a", "audio"),
        (b"\x00\x00\x00\x18ftypheic", "a.jpg", "heic"),
        (b"\x00\x00\x00\x18ftypcrx ", "a", "raw"),
        (b"II*\x00\x08\x00", "a.nef", "raw"),
        (b"II*\x00\x08\x00", "a.tif", "image"),
        (b"PK\x03\x04", "a.xlsx", "office"),
        (b"PK\x03\x04", "a.jar", "archive"),
        (b"\n\n%PDF-1.4", "a", "pdf"),
        (b"P.S. we said so", "a", "text"),
        (b"<svg xmlns=", "a.svg", "text"),
        (b"\x00\x01\x02", "a.txt", "unknown"),
    ],
)
def test_kinds(head: bytes, name: str, kind: str):
    assert kind_of(head, name) == kind


def test_a_head_may_end_within_a_letter():
    words = ("a" + "ü" * HEAD).encode()
    assert is_text(words[:HEAD])
    assert not is_text(b"\xfcber alles")
    assert is_text("Größe".encode("utf-16")[:-1])
