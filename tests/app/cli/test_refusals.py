"""Everything a user can get wrong: one line that says what is wrong and what to do, exit code 2."""

import json
import os
import shutil
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from PIL import Image

from tests.fixtures.scripted_ask import ScriptedAsk

NANO = Path("resources/models/kestrel-nano")


def test_a_missing_file(kestrel):
    assert kestrel("ask", "?", "nowhere.png").refusal() == (
        "kestrel: nowhere.png does not exist; check the path"
    )


def test_a_folder(kestrel, tmp_path: Path):
    assert "is a folder; name a file" in kestrel("read", tmp_path).refusal()


@pytest.mark.parametrize("content", [b"just words\n", "Größe\n".encode()])
def test_a_text_is_no_screen(kestrel, tmp_path: Path, content: bytes):
    path = tmp_path / "notes.png"
    path.write_bytes(content)
    assert "notes.png is a text; give a picture" in kestrel("read", path).refusal()


def test_a_pdf(kestrel, tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(b"%PDF-1.7\n\xff\xfe")
    assert "a.png is a PDF; kestrel extract reads it" in kestrel("ask", "?", path).refusal()


def test_an_office_document(kestrel, tmp_path: Path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "a")
    assert "a.docx is an office document" in kestrel("ask", "?", path).refusal()


def test_bytes_that_are_nothing(kestrel, tmp_path: Path):
    path = tmp_path / "noise.png"
    path.write_bytes(bytes(range(256)) * 4)
    assert "noise.png is not an image that can be read" in kestrel("read", path).refusal()


def test_an_empty_file(kestrel, tmp_path: Path):
    path = tmp_path / "empty.png"
    path.touch()
    assert "empty.png is empty" in kestrel("ask", "?", path).refusal()


@pytest.mark.parametrize("name", ["shot.png", "shot.jpg"])
@pytest.mark.parametrize("command", ["ask", "read"])
def test_a_truncated_picture(kestrel, tmp_path: Path, command: str, name: str):
    path = tmp_path / name
    noise = np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:-4000])
    words = ["?", path] if command == "ask" else [path]
    assert f"{name} is damaged or cut short" in kestrel(command, *words).refusal()


def test_a_bomb_of_400_megapixels(kestrel, tmp_path: Path):
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
    )
    assert "above the limit of 100 megapixels" in kestrel("read", path).refusal()


def test_a_video_is_no_screen(kestrel, tmp_path: Path):
    path = tmp_path / "clip.png"
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(20))
    assert "is a video; give a picture" in kestrel("read", path).refusal()


@pytest.mark.parametrize("question", ["", "  \n"])
def test_an_empty_question(kestrel, question: str):
    assert "the question is empty" in kestrel("ask", question).refusal()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--temperature", "-1"], "temperature must be"),
        (["--temperature", "nan"], "temperature must be"),
        (["--seed", "-1"], "seed must be"),
        (["--max-tokens", "0"], "--max-tokens"),
        (["--max-tokens", "many"], "--max-tokens"),
        (["--colour"], "--colour"),
    ],
)
def test_options_that_make_no_sense(kestrel, options, words):
    assert words in kestrel("ask", "hi", *options).refusal()


def test_commands_that_do_not_exist_and_arguments_that_lack(kestrel):
    assert "see kestrel --help" in kestrel("look").refusal()
    assert "see kestrel find --help" in kestrel("find", "a.png").refusal()


# --- checkpoints


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of the bundled checkpoint, to be spoiled."""
    return Path(shutil.copytree(NANO, tmp_path / "copy"))


def test_an_unknown_name_lists_what_there_is(kestrel):
    line = kestrel("ask", "hi", "--model", "gpt-9").refusal()
    assert "'gpt-9'" in line and "kestrel-nano" in line


def test_a_folder_without_a_checkpoint(kestrel, tmp_path: Path):
    assert "has no config.json" in kestrel("ask", "hi", "--model", tmp_path).refusal()


def test_a_broken_configuration(kestrel, checkpoint: Path):
    (checkpoint / "config.json").write_text('{"model_type": ')
    line = kestrel("ask", "hi", "--model", checkpoint).refusal()
    assert "config.json cannot be read as JSON" in line


def test_a_checkpoint_of_another_family(kestrel, checkpoint: Path):
    (checkpoint / "config.json").write_text('{"model_type": "llama"}')
    for command in (["ask", "hi", "--model"], ["models", "inspect"]):
        assert "'llama' is not of the Qwen3.5 family" in kestrel(*command, checkpoint).refusal()


def test_a_missing_tensor(kestrel, checkpoint: Path):
    path = str(checkpoint / "model.safetensors")
    tensors = mx.load(path)
    assert isinstance(tensors, dict)
    missing = next(name for name in tensors if name.endswith("norm.weight"))
    del tensors[missing]
    mx.save_safetensors(path, tensors, {"format": "pt"})
    line = kestrel("ask", "hi", "--model", checkpoint).refusal()
    assert missing.removeprefix("model.language_model.") in line


def test_missing_weights(kestrel, checkpoint: Path):
    (checkpoint / "model.safetensors").unlink()
    kestrel("ask", "hi", "--model", checkpoint).refusal()


def test_a_template_that_raises(kestrel, checkpoint: Path):
    (checkpoint / "chat_template.jinja").write_text("{{ raise_exception('only cats may ask') }}")
    assert "only cats may ask" in kestrel("ask", "hi", "--model", checkpoint).refusal()


def test_broken_generation_settings(kestrel, checkpoint: Path):
    (checkpoint / "generation_config.json").write_text("[")
    assert "generation_config.json" in kestrel("ask", "hi", "--model", checkpoint).refusal()
    settings = {"do_sample": True, "temperature": "warm"}
    (checkpoint / "generation_config.json").write_text(json.dumps(settings))
    assert "temperature" in kestrel("ask", "hi", "--model", checkpoint).refusal()


def test_a_conversion_onto_something(kestrel, tmp_path: Path):
    assert "is there already" in kestrel("models", "convert", "kestrel-nano", tmp_path).refusal()


def test_a_conversion_to_odd_bits(kestrel, tmp_path: Path):
    line = kestrel("models", "convert", "kestrel-nano", tmp_path / "a", "--bits", "7").refusal()
    assert "7 bits is not a choice" in line


# --- where the drawn picture goes


def refused_out(kestrel, shot: Path, out: Path) -> str:
    ask = ScriptedAsk("[]")
    line = kestrel("read", shot, "--out", out, ask=ask).refusal()
    assert not ask.asked, "refused before the model has worked for nothing"
    return line


def test_out_over_the_picture_itself(kestrel, shot: Path, tmp_path: Path):
    before = shot.read_bytes()
    (tmp_path / "link.png").symlink_to(shot)
    for out in (shot, tmp_path / "." / "shot.png", tmp_path / "link.png"):
        assert "is the picture itself" in refused_out(kestrel, shot, out)
    assert shot.read_bytes() == before


def test_out_that_is_no_picture(kestrel, shot: Path, tmp_path: Path):
    assert "end it in .png" in refused_out(kestrel, shot, tmp_path / "boxed.txt")


def test_out_in_no_folder(kestrel, shot: Path, tmp_path: Path):
    assert "does not exist; make it" in refused_out(kestrel, shot, tmp_path / "no" / "a.png")


def test_out_that_is_a_folder(kestrel, shot: Path, tmp_path: Path):
    (tmp_path / "a.png").mkdir()
    assert "is a folder" in refused_out(kestrel, shot, tmp_path / "a.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_out_where_one_may_not_write(kestrel, shot: Path, tmp_path: Path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "cannot be written" in refused_out(kestrel, shot, locked / "a.png")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, even from root")
def test_out_where_writing_fails(kestrel, shot: Path):
    ask = ScriptedAsk('[{"bbox_2d": [1, 1, 9, 9], "label": "a"}]')
    assert "cannot be written" in kestrel("read", shot, "--out", "/proc/a.png", ask=ask).refusal()


def test_a_scan_of_several_pages_is_not_a_screen(kestrel, tmp_path: Path):
    path = tmp_path / "scan.tiff"
    page = Image.new("L", (40, 30))
    page.save(path, save_all=True, append_images=[page])
    assert "several pages; use kestrel extract" in kestrel("read", path).refusal()


def test_an_animated_picture_is_not_a_screen(kestrel, tmp_path: Path):
    path = tmp_path / "moving.gif"
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert "moving.gif is animated; give a still picture" in kestrel("read", path).refusal()


def test_a_question_that_is_no_utf_8(kestrel):
    assert "no UTF-8" in kestrel("ask", "Hi \udcff").refusal()
