"""Pictures and clips of a request: `data:` URLs, and `file:` URLs where the access allows them.

Nothing is fetched: what a request asks for must come with it or lie on this machine.
"""

import base64
import binascii
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.engine.api.access import Access
from app.engine.api.messages import ImageUrl, VideoUrl
from app.engine.api.refusal import Refused
from mlx_model.inputs.message import ImagePart, VideoPart

LOW_DETAIL = 256  # visual tokens: 512 x 512 pixels in patches of 32, as OpenAI's "low" sees them
_ENDINGS = {"video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}


class Scratch:
    """Clips that came as data, each in a file of mode 0600, until `clear`."""

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._files = folder, []

    def keep(self, content: bytes, ending: str) -> Path:
        """A new file that holds `content`.

        Raises:
            Refused: there is no room for it.
        """
        try:
            number, name = tempfile.mkstemp(ending, "kestrel-clip-", self._folder)
            self._files.append(Path(name))
            with os.fdopen(number, "wb") as file:
                file.write(content)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Refused(
                507, f"The clip cannot be put aside ({reason}): make room on the disk."
            ) from error
        return Path(name)

    def clear(self) -> None:
        """Delete them; may be called from any thread, and twice."""
        while self._files:
            self._files.pop().unlink(missing_ok=True)


def image_part(image: ImageUrl, access: Access, place: str) -> ImagePart:
    """A picture as the engine takes it; its bytes are looked at there.

    Raises:
        Refused: a URL that cannot be taken.
    """
    limits = [image.max_tokens] if image.max_tokens else []
    limits += [LOW_DETAIL] if image.detail == "low" else []
    limit = min(limits, default=None)
    if image.url[:5].lower() == "data:":
        source = _content(image.url, "image", place)[1]
        return ImagePart(source, image.name or "", limit)
    path = _file(image.url, access, place)
    return ImagePart(path, image.name or path.name, limit)


def video_part(video: VideoUrl, access: Access, scratch: Scratch, place: str) -> VideoPart:
    """A clip as the engine takes it, which is always a file.

    Raises:
        Refused: a URL that cannot be taken, or a stretch of no length.
    """
    start = video.start or 0.0
    if video.end is not None and video.end <= start:
        raise _refused(place, "its end must come after its start", "invalid_value")
    name = video.name or ""
    if video.url[:5].lower() == "data:":
        kind, content = _content(video.url, "video", place)
        path = scratch.keep(content, _ENDINGS.get(kind, ""))
        name = name or "video"  # not that of the scratch file
    else:
        path = _file(video.url, access, place)
        name = name or path.name
    return VideoPart(path, name, video.fps, start, video.end, video.max_frames, video.max_tokens)


def _content(url: str, wanted: str, place: str) -> tuple[str, bytes]:
    """The media type and the bytes of a data: URL."""
    head, comma, payload = url[5:].partition(",")
    kind, *settings = head.lower().split(";")
    if not comma or settings[-1:] != ["base64"]:
        raise _refused(place, "a data: URL must be data:TYPE;base64,CONTENT")
    # A moving picture may be sent as a clip, and its type then still says image.
    if kind.split("/")[0] not in (wanted, "image") and kind != "application/octet-stream":
        raise _refused(place, f"its type {kind[:40]!r} is none of {wanted}/*")
    try:
        content = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused(place, f"its base64 is damaged ({error})") from error
    if not content:
        raise _refused(place, "its content is empty")
    return kind, content


def _file(url: str, access: Access, place: str) -> Path:
    parts = _split(url, place)
    if parts.scheme != "file":
        raise _refused(place, _no_scheme(parts.scheme))
    if not access.local:
        raise _refused(place, "file: URLs are taken on the Unix socket only; send a data: URL")
    if parts.netloc not in ("", "localhost") or parts.query or parts.fragment:
        raise _refused(
            place, "a file: URL must be file:///absolute/path, with %3F for ? and the like"
        )
    name = unquote(parts.path, errors="surrogateescape")
    if not name.startswith("/") or "\0" in name:
        raise _refused(place, "a file: URL must name an absolute path")
    return _allowed(Path(name), access, place)


def _split(url: str, place: str):  # noqa: ANN202  # urllib's own type
    try:
        return urlsplit(url)
    except ValueError as error:
        raise _refused(place, f"it is no URL ({error})") from error


def _allowed(path: Path, access: Access, place: str) -> Path:
    """The file behind all symbolic links, if it lies where files may be taken from.

    Whether a forbidden file exists is not told.
    """
    try:
        real = path.resolve()
        if not any(real.is_relative_to(root) for root in access.files):
            raise _refused(
                place, f"{path.name} lies outside the folders that are open", code="file"
            )
        mode = real.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise _refused(place, f"{path.name} cannot be read ({reason})", code="file") from error
    if not stat.S_ISREG(mode):  # a pipe or a device could keep the engine waiting for ever
        raise _refused(place, f"{path.name} is no regular file", code="file")
    return real


def _no_scheme(scheme: str) -> str:
    if scheme in ("http", "https"):
        return "nothing is fetched from the network; send the content as a data: URL"
    return "its URL must begin with data: (or file: on the Unix socket)"


def _refused(place: str, reason: str, code: str = "invalid_url") -> Refused:
    return Refused(400, f"{place} cannot be taken: {reason}.", param=place, code=code)
