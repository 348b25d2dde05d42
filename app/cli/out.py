"""The picture with boxes drawn on it, written where the user wants it."""

import os
from collections.abc import Sequence
from pathlib import Path

from app.chat.message import ImagePart
from app.cli.refusal import Refusal
from app.reading.geometry import PixelBox

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def check_out(out: Path, picture: Path) -> None:
    """Refuse before the model has worked for nothing.

    Raises:
        Refusal: it would overwrite the picture, cannot be written, or is of no known format.
    """
    if out.suffix.lower() not in FORMATS:
        raise Refusal(f"{out} has no ending of a picture; end it in .png, .jpg or .webp")
    if out.is_dir():
        raise Refusal(f"{out} is a folder; name a file in it")
    if out.exists() and picture.exists() and out.samefile(picture):
        raise Refusal(f"{out} is the picture itself; choose another name for --out")
    if not out.parent.is_dir():
        raise Refusal(f"the folder {out.parent} does not exist; make it first")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise Refusal(f"{out} cannot be written; check the permissions or choose another place")


def write_boxed(
    picture: ImagePart,
    boxes: Sequence[PixelBox],
    out: Path,
    numbers: Sequence[int] | None = None,
) -> int:
    """Draw the boxes, write the file whole or not at all; by what factor it was enlarged.

    They are numbered from 1, or as `numbers` tells.
    """
    from app.reading.boxes import draw_boxes, scale  # imports PIL, which --help does without
    from mlx_model.inputs.images import open_image, to_rgb

    upright = to_rgb(open_image(picture.source, picture.name), picture.name)
    drawn = draw_boxes(upright, boxes, numbers)
    partial = out.with_name(f".{out.name}.partial")
    try:
        drawn.save(partial, FORMATS[out.suffix.lower()])
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise Refusal(f"{out} cannot be written ({reason}); choose another place") from error
    return scale(upright.size)
