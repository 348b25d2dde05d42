"""Text tracks inside a film: subtitles that came with it."""

from collections.abc import Iterator
from pathlib import Path

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import AssSubtitle

from app.reading.video.subtitles import MOST, Cue, Subtitles, plain

# The decoder writes complaints past Python to the terminal.
av.logging.set_level(av.logging.PANIC)
_OPTIONS = {"protocol_whitelist": "file"}  # a playlist names other files: none of them is opened
_SHOWN = 3.0  # seconds, where a track does not say how long a cue is shown


def embedded_subtitles(path: Path) -> Subtitles:
    """The cues of the first track of text; none where a film has only pictures of text, or none."""
    try:
        with av.open(str(path.resolve()), options=_OPTIONS) as container:
            return _read(container)
    except (FFmpegError, ValueError, OSError):
        return Subtitles()  # whoever shows the film says what is wrong with it


def _read(container: InputContainer) -> Subtitles:
    problem = ""
    for track in container.streams.subtitles:
        container.seek(0)
        cues = sorted(_cues(container, track), key=lambda cue: cue.start)
        name = f"the film's own track {track.index}"
        if cues:
            told = f"{name} ({track.language})" if track.language else name
            return Subtitles(tuple(cues), source=plain(told))
        problem = f"{name} has no text that can be read: it may be pictures"
    return Subtitles(problem=problem)


def _cues(container: InputContainer, track: SubtitleStream) -> Iterator[Cue]:
    begins = _beginning(container)
    count = 0
    for packet in container.demux(track):
        if packet.pts is None or packet.time_base is None or count >= MOST:
            continue
        words = _words(track, packet)
        if words:
            count += 1
            start = float(packet.pts * packet.time_base) - begins
            shown = float(packet.duration * packet.time_base) if packet.duration else _SHOWN
            yield Cue(max(start, 0.0), max(start + shown, 0.0), words)


def _words(track: SubtitleStream, packet: Packet) -> str:
    try:
        texts = [part for part in track.decode(packet) if isinstance(part, AssSubtitle)]
    except FFmpegError:
        return ""
    return plain(" ".join(part.dialogue.decode("utf-8", errors="replace") for part in texts))


def _beginning(container: InputContainer) -> float:
    """Where the pictures begin: a film's own clock need not start at zero."""
    for stream in container.streams.video:
        if stream.start_time is not None and stream.time_base is not None:
            return float(stream.start_time * stream.time_base)
    return 0.0
