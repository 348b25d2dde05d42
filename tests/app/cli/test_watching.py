"""Around a film that is watched: its plan, its names, and the folder of its outcome."""

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.app.cli.conftest import Kestrel
from tests.app.cli.test_watch import SUMMARIZES, TITLES
from tests.fixtures.shown_films import Chapters, Watcher

pytestmark = pytest.mark.usefixtures("bundled_sees_little")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Chapters(TITLES).write(tmp_path_factory.mktemp("film") / "day.mp4")


def test_an_outcome_that_cannot_be_written_is_told_all_the_same(
    kestrel: Kestrel, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.cli.watching._write_pictures", full)
    ask, out = Watcher(SUMMARIZES), tmp_path / "w"
    done = kestrel("watch", film, "--out", out, ask=ask)
    assert done.code == 2 and "0:04 – 0:08  Harbour  confirmed" in done.out
    assert "w cannot be written (No space left on device)" in done.err
    assert "outcome and" not in done.err and list(tmp_path.iterdir()) == []


def test_a_pipe_is_not_waited_for(kestrel: Kestrel, film: Path, tmp_path: Path):
    os.mkfifo(tmp_path / "pf")
    assert "pf is no file" in kestrel("watch", tmp_path / "pf", "--plan").refusal()
    copied = shutil.copy(film, tmp_path / "clip.mp4")
    os.mkfifo(tmp_path / "clip.srt")
    assert kestrel("watch", copied, "--plan").code == 0


def test_names_that_are_no_utf8(kestrel: Kestrel, film: Path, tmp_path: Path):
    odd = tmp_path / "bad\udcff.mp4"
    try:
        shutil.copy(film, odd)
    except OSError:
        pytest.skip("this file system has no such names")
    told = kestrel("watch", odd, "--plan", "--json")
    assert json.loads(told.out)["film"]["name"] == "bad\\xff.mp4"
    assert "bad\\xff.mp4: 0:16 long" in kestrel("watch", odd, "--plan").out
    out = tmp_path / "out\udcff"
    told = kestrel("watch", odd, "--out", out, "--json", ask=Watcher(SUMMARIZES))
    assert json.loads(told.out)["out"].endswith("out\\xff") and (out / "watch.json").exists()


def test_a_plan_of_something_short(kestrel: Kestrel, film: Path, tmp_path: Path):
    frames = [Image.new("RGB", (64, 64), (n * 60, 0, 0)) for n in range(3)]
    moving = tmp_path / "moving.gif"
    frames[0].save(moving, save_all=True, append_images=frames[1:], duration=100)
    plan = kestrel("watch", moving, "--plan").out
    assert " s apart" in plan and "at 2 a second" not in plan
    short = kestrel("watch", film, "--steps", "--plan", "--end", 2, "--json")
    long = kestrel("watch", film, "--steps", "--plan", "--json")
    most = [json.loads(told.out)["plan"]["most_questions"] for told in (short, long)]
    assert most[0] < most[1] < 300
