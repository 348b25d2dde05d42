"""Subtitles beside a film (.srt, .vtt): what is said, and when.

They are read as players read them: whatever has a line of times is a cue, whatever else stands in
the file is passed over. Files come in any encoding, with damaged cues and with markup, which is
taken out; the words are data and nothing else.
"""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.reading.folders.names import shown_name
from app.reading.verdict import Evidence

ENDINGS = (".srt", ".vtt")
LARGEST = 8 << 20  # bytes: a film of three hours has a hundredth of it
MOST = 20_000  # cues
LONGEST = 500  # letters of a cue
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s|$)")
_MARKUP = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|<[^<>]{0,200}>|\{[\\~][^{}]{0,200}\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_QUOTED = re.compile('["“„«]([^"“”„«»]{3,200})["”“»]')
_WORD = re.compile(r"\w+")
NEAR = 5.0  # seconds by which a quotation may miss its cue


@dataclass(frozen=True)
class Cue:
    """What is said from `start` to `end`, in seconds of the film, as one line."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Subtitles:
    """In the order of their times. `damaged` cues could not be read."""

    cues: tuple[Cue, ...] = ()
    damaged: int = 0
    source: str = ""  # for people: the file, or the track of the film
    problem: str = ""  # why there are none, where there might have been


def beside(film: Path) -> Path | None:
    """The subtitles named as a film: .srt before .vtt, `film.en.srt` after `film.srt`."""
    try:
        files = (path for path in film.parent.iterdir() if path.suffix.lower() in ENDINGS)
        names = sorted(path for path in files if path.is_file())  # a pipe would never end
    except OSError:
        return None
    for ending in ENDINGS:
        alike = [path for path in names if path.suffix.lower() == ending]
        same = [path for path in alike if path.stem == film.stem]
        spoken = [path for path in alike if path.stem.startswith(f"{film.stem}.")]
        if same or spoken:
            return (same or spoken)[0]
    return None


def read_subtitles(path: Path) -> Subtitles:
    """The cues of a file; none, with the reason, where it has none that can be read."""
    name = shown_name(path.name)
    try:
        if path.stat().st_size > LARGEST:
            return Subtitles(source=name, problem="too large to be subtitles")
        content = path.read_bytes()
    except OSError as error:
        return Subtitles(source=name, problem=error.strerror or str(error))
    cues, damaged = parsed(_decoded(content))
    problem = "" if cues else "no cue in it can be read"
    return Subtitles(tuple(cues), damaged, name, problem)


def parsed(text: str) -> tuple[list[Cue], int]:
    """The cues of a file's text, and how many were damaged."""
    cues: list[Cue] = []
    damaged = 0
    for times, lines in _blocks(text.splitlines()):
        start, end = (_seconds(times[at : at + 4]) for at in (0, 4))
        words = plain(" ".join(lines))
        if end < start or not words:
            damaged += 1
        elif len(cues) < MOST:
            cues.append(Cue(start, end, words))
    return sorted(cues, key=lambda cue: (cue.start, cue.end)), damaged


def plain(text: str) -> str:
    """Words of a cue without markup and control characters, as one line."""
    bare = _MARKUP.sub("", text.replace(r"\N", " ").replace(r"\n", " "))
    return " ".join(_CONTROL.sub(" ", html.unescape(bare)).split())[:LONGEST]


def cues_between(cues: Sequence[Cue], start: float, end: float) -> list[Cue]:
    """Those that are shown at any time from `start` to `end`."""
    return [cue for cue in cues if cue.start < end and cue.end > start]


def said_where(cues: Sequence[Cue], words: str) -> list[Cue]:
    """Every cue that has these words in this order, also where they run on into the next cue."""
    wanted = _normal(words)
    if not wanted.strip():
        return []
    found = [cue for cue in cues if wanted in _normal(cue.text)]
    for cue, following in zip(cues, cues[1:], strict=False):
        both = Cue(cue.start, following.end, f"{cue.text} {following.text}")
        alone = wanted in _normal(cue.text) or wanted in _normal(following.text)
        if wanted in _normal(both.text) and not alone:
            found.append(both)
    return sorted(found, key=lambda cue: cue.start)


def quotations_heard(text: str, cues: Sequence[Cue], start: float, end: float) -> Evidence | None:
    """Whether what a text quotes is said around its time; None where nothing is quoted."""
    quoted = [found[1] for found in _QUOTED.finditer(text)]
    if not quoted or not cues:
        return None
    near = cues_between(cues, start - NEAR, end + NEAR)
    missing = [words for words in quoted if not said_where(near, words)]
    if not missing:
        return Evidence("subtitles", "confirmed", near[0].text)
    return Evidence("subtitles", "unconfirmed", f"not said around there: {missing[0]}")


def _normal(text: str) -> str:
    """Words alone, each between spaces, so that `art` is not found in `party`."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _blocks(lines: Sequence[str]) -> Iterator[tuple[Sequence[str | None], list[str]]]:
    """A line of times, and the lines below it up to an empty one or the next cue's number."""
    times: Sequence[str | None] | None = None
    words: list[str] = []
    for at, line in enumerate(lines):
        if found := _TIMES.match(line):
            if times is not None:
                yield times, words
            times, words = found.groups(), []
        elif not line.strip():
            if times is not None:
                yield times, words
            times = None
        elif times is not None and not _numbers_next(lines, at):
            words.append(line)
    if times is not None:
        yield times, words


def _numbers_next(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the number of a cue that follows without an empty line before it."""
    return lines[at].strip().isdigit() and bool(at + 1 < len(lines) and _TIMES.match(lines[at + 1]))


def _seconds(pieces: Sequence[str | None]) -> float:
    hours, minutes, seconds, part = (piece or "0" for piece in pieces)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(part) / 10 ** len(part)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else what Windows wrote for decades, in which any byte is read."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
