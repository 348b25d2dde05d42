"""Films drawn for the tests, opened as a checkpoint sees them that sees little at once."""

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
from tests.fixtures.nano import write_short_sight
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
    return write_short_sight(tmp_path_factory.mktemp("sight"))


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
