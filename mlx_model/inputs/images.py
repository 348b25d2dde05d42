"""Any picture file to RGB, as the reference sees it, and colour-true.

Equal to transformers' PIL image processor (what AutoProcessor picks without torchvision): EXIF
rotation, transparency on white, `convert("RGB")`, bicubic by PIL. Three departures, each where
the reference shows the model something a person does not see: 16-bit and float pixels are scaled
instead of clipped; an embedded colour profile other than sRGB (macOS captures carry the
display's) is converted to sRGB; transparency goes on white for files too, not for pixels only.
"""

import io
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import error as StructError

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from mlx_model.errors import MediaError

MAX_PIXELS = 100_000_000  # read from the header, before anything is decoded
MAX_BYTES = 1 << 30  # 100 megapixels of four 16-bit channels are less
ANIMATED = ("GIF", "WEBP", "PNG", "AVIF")  # a second frame is time; in TIFF or MPO it is not
_ORIENTATION = 0x0112  # EXIF; 5 to 8 turn the picture on its side
# PIL's decoders raise whatever their parsing stumbles over, and log it to the terminal besides.
_DAMAGE = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, RuntimeError),
    *(StructError, zlib.error),
)
logging.getLogger("PIL").addHandler(logging.NullHandler())
_HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")

Source = Path | bytes | Image.Image


def open_image(source: Source, name: str) -> Image.Image:
    """Open and check a picture's header; its pixels stay undecoded until they are needed.

    Raises:
        MediaError: missing, empty, no picture, or too large.
    """
    if isinstance(source, Image.Image):
        image = source
    else:
        content = _content(source, name)
        try:
            with warnings.catch_warnings():
                # PIL warns from 89 megapixels on; the check below speaks for it.
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                image = Image.open(io.BytesIO(content))
        except Image.DecompressionBombError as error:
            raise MediaError(_too_large(name, "more than 178 megapixels")) from error
        except UnidentifiedImageError as error:
            raise MediaError(_not_an_image(name, content)) from error
        except _DAMAGE as error:
            raise MediaError(f"{name} is damaged ({error}): export or save it again.") from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise MediaError(_too_large(name, f"{width} x {height} pixels"))
    if not width or not height:
        raise MediaError(f"{name} has no pixels: choose another picture.")
    return image


def is_animated(image: Image.Image, name: str = "The picture") -> bool:
    """Whether the picture's frames follow each other in time."""
    with decoding(name):
        return image.format in ANIMATED and getattr(image, "n_frames", 1) > 1


def shown_size(image: Image.Image, name: str = "The picture") -> tuple[int, int]:
    """(width, height) after EXIF rotation, from the header."""
    width, height = image.size
    return (height, width) if _orientation(image, name) >= 5 else (width, height)


def to_rgb(image: Image.Image, name: str) -> Image.Image:
    """Decode, turn upright, put on white, and bring to sRGB.

    White, because a transparent picture is mostly made for a light page, and since the reference
    does so: black letters on a transparent ground would vanish on black.

    Raises:
        MediaError: the file is cut short or damaged.
    """
    with decoding(name):
        image.load()
        image = ImageOps.exif_transpose(image)
        profile = image.info.get("icc_profile")
        if image.mode == "CMYK":
            converted = _to_srgb(image, profile)
            return converted if converted is not None else image.convert("RGB")
        flat = _on_white(_to_bytes(image))
        if image.mode in ("RGB", "RGBA", "RGBX", "P", "PA"):
            return _to_srgb(flat, profile) or flat
        return flat


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """What PIL raises on damaged files, as MediaError."""
    try:
        yield
    except _DAMAGE as error:
        raise MediaError(
            f"{name} is damaged or cut short ({error}): copy or download it again."
        ) from error


def _content(source: Path | bytes, name: str) -> bytes:
    content = source if isinstance(source, bytes) else _file_content(source)
    if not content:
        raise MediaError(f"{name} is empty: copy or download it again.")
    return content


def _file_content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise MediaError(f"{path} is a folder: name a file in it.")
        if path.exists() and not path.is_file():  # a device may never end
            raise MediaError(f"{path} is no ordinary file: copy it to one.")
        if path.stat().st_size > MAX_BYTES:
            raise MediaError(
                f"{path} is above {MAX_BYTES >> 30} GiB, too large for a picture: make it smaller."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MediaError(f"{path} does not exist: check the path.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{path} cannot be read ({reason}): check its permissions.") from error


def _orientation(image: Image.Image, name: str) -> int:
    with decoding(name):
        value = image.getexif().get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _to_bytes(image: Image.Image) -> Image.Image:
    """Modes of more than 8 bits per channel, scaled to bytes; others unchanged."""
    if image.mode.startswith("I;16") or image.mode == "I":
        values = np.asarray(image.convert("I"), np.float64)
        if image.mode == "I" and values.max() <= 255:
            return Image.fromarray(values.clip(0, 255).astype(np.uint8))
        return Image.fromarray((values.clip(0, 65535) / 257 + 0.5).astype(np.uint8))
    if image.mode == "F":
        return Image.fromarray(_stretched(np.asarray(image, np.float64)))
    return image


def _stretched(values: np.ndarray) -> np.ndarray:
    """Float pixels have no agreed range: 0 to 1 and 0 to 255 are kept, others stretched."""
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        values = values * 255
    elif low < 0 or high > 255:
        values = (values - low) * (255 / (high - low))
    return (values + 0.5).clip(0, 255).astype(np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands() and image.info.get("transparency") is None:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image).convert("RGB")


def _to_srgb(image: Image.Image, profile: object) -> Image.Image | None:
    """None where there is no profile, where it is sRGB already, or where it is unusable.

    A profile that LittleCMS refuses tells nothing about the colours: sRGB is then the best guess,
    as in every browser.
    """
    if not isinstance(profile, bytes) or not profile:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return None
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return converted


def _too_large(name: str, size: str) -> str:
    limit = MAX_PIXELS // 1_000_000
    return f"{name} has {size}, above the limit of {limit} megapixels: make it smaller or cut it."


def _not_an_image(name: str, content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return f"{name} is a HEIC photo, which cannot be read here: export it as JPEG or PNG."
    return f"{name} is not an image that can be read: choose a PNG, JPEG, WebP, GIF or TIFF file."
