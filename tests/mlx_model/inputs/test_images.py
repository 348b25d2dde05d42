import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from mlx_model.errors import MediaError
from mlx_model.inputs.images import is_animated, open_image, shown_size, to_rgb
from tests.fixtures.pictures import pattern, rgb, write_animation


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(to_rgb(image, "picture"))


def png(image: Image.Image, **settings) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **settings)
    return file.getvalue()


def display_profile() -> bytes:
    """A profile whose red and green are swapped against sRGB's, as no screen is."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"!XYZ").replace(b"gXYZ", b"rXYZ").replace(b"!XYZ", b"gXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "Mine".encode("utf-16-be"))


def test_transparency_goes_on_white():
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert (pixels(clear) == 255).all()
    half = Image.new("LA", (4, 4), (0, 128))
    assert abs(int(pixels(half)[0, 0, 0]) - 127) <= 1
    palette = rgb(8, 8).convert("P")
    palette.info["transparency"] = palette.getpixel((3, 3))
    assert (pixels(palette)[3, 3] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = open_image(png(rgb(30, 20), exif=exif), "photo")
    size = (30, 20) if orientation < 5 else (20, 30)
    assert shown_size(image) == size
    assert to_rgb(image, "photo").size == size
    upright = pixels(image)[0, 0]
    corner = {1: (0, 0), 3: (-1, -1), 6: (-1, 0), 8: (0, -1)}.get(orientation)
    if corner:
        assert (upright == pattern(30, 20)[corner]).all()


def test_sixteen_bits_are_scaled_not_clipped():
    deep = Image.fromarray(np.array([[0, 257, 32896, 65535]], np.uint16))
    for image in (deep, open_image(png(deep), "deep")):
        assert pixels(image)[0, :, 1].tolist() == [0, 1, 128, 255]


def test_wide_integers_below_256_are_kept():
    assert pixels(Image.fromarray(np.array([[0, 7, 255]], np.int32)))[0, :, 0].tolist() == [
        0,
        7,
        255,
    ]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.0, 100.0, 255.0], [0, 100, 255]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([float("nan"), 0.0, 1000.0], [0, 0, 255]),
    ],
)
def test_float_pixels(values, wanted):
    image = Image.fromarray(np.array([values], np.float32))
    assert pixels(image)[0, :, 0].tolist() == wanted


def test_display_profile_is_converted():
    red = Image.new("RGB", (4, 4), (200, 30, 30))
    profiled = open_image(png(red, icc_profile=display_profile()), "capture")
    seen = pixels(profiled)[0, 0].astype(int)
    assert seen[1] > 150 and seen[0] < 100, "the profile's red is green"


def test_srgb_and_broken_profiles_change_nothing():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all"):
        image = open_image(png(rgb(20, 10), icc_profile=profile), "picture")
        assert (pixels(image) == pattern(20, 10)).all()


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_animated(tmp_path, suffix):
    path = write_animation(tmp_path / f"a.{suffix}", 3, (20, 20), 100)
    assert is_animated(open_image(path, "a"))


def test_pages_are_not_frames(tmp_path):
    rgb(20, 20).save(tmp_path / "a.tiff", save_all=True, append_images=[rgb(20, 20, 1)])
    assert not is_animated(open_image(tmp_path / "a.tiff", "a"))
    assert not is_animated(open_image(png(rgb(20, 20)), "a"))


def test_sources(tmp_path):
    rgb(9, 9).save(tmp_path / "a.bmp")
    for source in (tmp_path / "a.bmp", (tmp_path / "a.bmp").read_bytes(), rgb(9, 9)):
        assert (pixels(open_image(source, "a")) == pattern(9, 9)).all()


def test_bombs_are_refused_by_their_header():
    small = png(Image.new("1", (8, 8)))
    for side, message in ((10_001, "10001 x 10001"), (60_000, "megapixels")):
        header = side.to_bytes(4, "big") * 2
        start = small.index(b"IHDR") + 4
        body = small[start - 4 : start] + header + small[start + 8 : start + 13]
        bomb = small[: start - 4] + body + crc(body) + small[start + 17 :]
        with pytest.raises(MediaError, match=message):
            open_image(bomb, "bomb")


def crc(body: bytes) -> bytes:
    import zlib

    return zlib.crc32(body).to_bytes(4, "big")


@pytest.mark.parametrize("suffix", ["png", "jpeg", "gif", "webp", "tiff", "bmp"])
def test_truncated(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)).save(path)
    content = path.read_bytes()
    for share in (0.05, 0.5, 0.9):
        with pytest.raises(MediaError, match="a.pic"):
            to_rgb(open_image(content[: int(len(content) * share)], "a.pic"), "a.pic")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"hello, I am a letter", "not an image"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.pic"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"\0\0\0\x14ftypavif\0\0\0\0avif" + b"\0" * 40, "a.pic"),
    ],
)
def test_no_image(content, message):
    with pytest.raises(MediaError, match=message):
        to_rgb(open_image(content, "a.pic"), "a.pic")


def test_no_file(tmp_path):
    with pytest.raises(MediaError, match="does not exist"):
        open_image(tmp_path / "none.png", "none.png")
    with pytest.raises(MediaError, match="is a folder"):
        open_image(tmp_path, "folder")
    with pytest.raises(MediaError, match="no ordinary file"):
        open_image(Path("/dev/null"), "device")


def test_a_film_taken_for_a_picture_is_not_read_whole(tmp_path):
    huge = tmp_path / "film.mp4"
    with huge.open("wb") as file:
        file.truncate(5 << 30)  # sparse: takes no room
    with pytest.raises(MediaError, match="above 1 GiB"):
        open_image(huge, "film.mp4")


def test_every_byte_cut_off_is_an_error_of_the_family():
    content = png(rgb(12, 9), exif=Image.Exif())
    for length in range(len(content) - 25):  # what follows the pixels holds none
        with pytest.raises(MediaError):
            to_rgb(open_image(content[:length], "cut"), "cut")
