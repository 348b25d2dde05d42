"""What a file is, by its first bytes; its name is asked only where those do not tell."""

import codecs
from pathlib import PurePath
from typing import Literal, TypeAlias

HEAD = 4096  # bytes that tell
Kind: TypeAlias = Literal["image", "video", "text"]
Foreign: TypeAlias = Literal[
    "pdf", "office", "heic", "raw", "audio", "archive", "photoshop", "unknown"
]

_STILLS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",  # ICO
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_FILM_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_FILMS = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"FLV",
    b"OggS",
    b"0&\xb2u\x8ef\xcf\x11",  # ASF: wmv
    b"\x00\x00\x01\xba",  # MPEG programme stream
    b"\x00\x00\x01\xb3",  # MPEG video
)
_SOUNDS = (b"ID3", b"fLaC", b"FORM", b"caff", b"#!AMR", b"MThd", b"\xff\xfb", b"\xff\xf3")
_RAW = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"IIU\x00", b"FOVb")
_RAW_NAMES = {".cr2", ".nef", ".arw", ".dng", ".pef", ".srw", ".3fr", ".iiq"}
_OFFICE_NAMES = {
    *(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".pages", ".numbers", ".key"),
    *(".docm", ".xlsm", ".pptm", ".epub"),
}
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"xar!")
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0", b"{\\rtf")


def kind_of(head: bytes, name: str) -> Kind | Foreign:
    """Of a file with such a beginning. Nothing is decoded: it may still be damaged."""
    suffix = PurePath(name).suffix.lower()
    foreign = _foreign(head, suffix)
    if foreign is not None:
        return foreign
    if _is_still(head):
        return "image"
    if _is_film(head):
        return "video"
    return "text" if is_text(head) else "unknown"


def is_text(head: bytes) -> bool:
    """Whether a file that begins so can be one of UTF-8 or UTF-16; the head may be cut short."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
    try:
        words = decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter.isspace() or letter == "\x1b" for letter in words)


def _foreign(head: bytes, suffix: str) -> Foreign | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLD_OFFICE) or (head[:2] == b"PK" and suffix in _OFFICE_NAMES):
        return "office"
    if brand in _HEIC:
        return "heic"
    if head.startswith(_RAW) or brand == b"crx " or suffix in _RAW_NAMES:
        return "raw"
    if _is_sound(head, brand):
        return "audio"
    if head.startswith(_ARCHIVES):
        return "archive"
    return "photoshop" if head.startswith(b"8BPS") else None


def _is_sound(head: bytes, brand: bytes) -> bool:
    wave = head[:4] == b"RIFF" and head[8:12] == b"WAVE"
    in_ogg = head[:4] == b"OggS" and (b"OpusHead" in head[:128] or b"\x01vorbis" in head[:128])
    return head.startswith(_SOUNDS) or wave or brand in (b"M4A ", b"M4B ") or in_ogg


def _is_still(head: bytes) -> bool:
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    avif = head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis")
    portable = head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()
    return head.startswith(_STILLS) or webp or avif or (portable and len(head) > 2)


def _is_film(head: bytes) -> bool:
    transport = head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G"
    riff = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return head[4:8] in _FILM_ATOMS or head.startswith(_FILMS) or riff or transport
