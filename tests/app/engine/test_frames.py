"""The real engine shows the frames of a clip beside its model thread."""

import threading
from collections.abc import Callable
from pathlib import Path

from app.engine.engine import LocalEngine
from mlx_model.errors import KestrelError, MediaError, RequestError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.strip import Strip
from tests.fixtures.films import write_film


def shown(engine: LocalEngine, part: VideoPart, cancelled: bool = False) -> Strip | KestrelError:
    heard: list[Strip | KestrelError] = []
    ready = threading.Event()

    def hear(told: Strip | KestrelError) -> None:
        heard.append(told)
        ready.set()

    engine.frames(part, 64, lambda: cancelled, hear)
    assert ready.wait(60)
    return heard[0]


def test_frames(start: Callable[..., LocalEngine], tmp_path: Path):
    engine = start()
    film = write_film(tmp_path / "a.mp4", 50)
    strip = shown(engine, VideoPart(film, "a.mp4", max_frames=1))
    assert isinstance(strip, Strip)
    assert strip.receipt.times == (0.0,)
    assert isinstance(shown(engine, VideoPart(tmp_path / "no.mp4")), MediaError)
    assert isinstance(shown(engine, VideoPart(film), cancelled=True), RequestError)
