"""Films drawn for the tests, opened as a checkpoint sees them that sees little at once."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cli.films import OpenFilm, opened_film
from app.places import PROMPTS
from app.reading.prompts import load_wording
from app.reading.run import Run
from app.reading.video.plan import Limits, Wish, planned
from app.reading.video.prompts import VideoPrompts
from app.reading.video.questions import Watching
from app.reading.video.subtitles import Cue
from tests.fixtures.nano import settings
from tests.fixtures.shown_films import CROSSING, SAVING, Chapters, Watcher

TITLES = ("Morning", "Harbour", "Market", "Evening")
Opened = Callable[..., tuple[OpenFilm, Limits]]
Watched = Callable[..., Watching]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("shown")
    return {
        "crossing": CROSSING.write(folder / "crossing.mp4"),
        "chapters": Chapters(TITLES).write(folder / "chapters.mp4"),
        "saving": SAVING.write(folder / "saving.mp4"),
    }


@pytest.fixture(scope="session")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that tell it: 512 visual tokens of a clip, so that short films fall into parts."""
    folder = tmp_path_factory.mktemp("sight")
    config = settings("config.json")
    config["vision_config"]["spatial_merge_size"] = 2
    config["text_config"]["max_position_embeddings"] = 4096
    (folder / "config.json").write_text(json.dumps(config))
    for name in ("preprocessor_config.json", "video_preprocessor_config.json"):
        size = {"shortest_edge": 4096, "longest_edge": 512 * 2 * 32 * 32}
        seen = {"merge_size": 2, "fps": 2, "max_frames": 32, "size": size}
        (folder / name).write_text(json.dumps(settings(name) | seen))
    return folder


@pytest.fixture
def open_film(films: dict[str, Path], sight: Path) -> Iterator[Opened]:
    with ExitStack() as stack:

        def opened(name: str) -> tuple[OpenFilm, Limits]:
            path = films[name]
            return stack.enter_context(opened_film(path, path.name, sight))

        yield opened


@pytest.fixture
def watch(open_film: Opened, tmp_path: Path) -> Iterator[Watched]:
    """watch("chapters", answers): a plan of the film, asked of a `Watcher`."""
    with ExitStack() as stack:

        def watching(
            name: str,
            ask: Watcher,
            wish: Wish = Wish(),  # noqa: B008  # frozen
            cues: tuple[Cue, ...] = (),
        ) -> Watching:
            film, limits = open_film(name)
            run = stack.enter_context(Run(ask, name, logs=tmp_path / "logs"))
            prompts = load_wording(VideoPrompts, PROMPTS)
            return Watching(run, film, planned(film, limits, wish), prompts, cues)

        yield watching
