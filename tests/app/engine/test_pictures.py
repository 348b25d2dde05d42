"""Pictures and clips through the whole engine: seen once, told truly, the same warm as cold."""

import pytest

from app.engine.face import Attached
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.picture import PictureReader
from mlx_model.net.model import Model
from mlx_model.runtime.events import Text
from tests.app.engine.conftest import ACCOUNT, LIST, PRINT, Asked, question, until
from tests.fixtures.films import write_film


@pytest.fixture
def clip(tmp_path) -> VideoPart:
    """Two seconds."""
    return VideoPart(write_film(tmp_path / "film.mp4", 16, rate=8.0))


@pytest.fixture
def seen(monkeypatch) -> list[tuple[int, int, int]]:
    """The grids that the vision tower is given from now on."""
    grids: list[tuple[int, int, int]] = []
    see = Model.see

    def counted(self: Model, patches, news):
        grids.extend(news)
        return see(self, patches, news)

    monkeypatch.setattr(Model, "see", counted)
    return grids


def test_a_clip_and_two_pictures_in_one_question(start, clip, seen):
    order = question(PRINT, clip, ACCOUNT, "What moves?", max_tokens=12)
    engine = start()
    cold = Asked(engine, order)
    assert cold.end().error is None
    attached = cold.events[0]
    assert isinstance(attached, Attached)
    assert [receipt.kind for receipt in attached.receipts] == ["image", "video", "image"]
    assert attached.receipts[1].frames >= 4
    frames = len(seen)
    assert frames >= 4  # each picture, and each visual frame of the clip
    warm = Asked(engine, order)
    assert warm.text == cold.text and warm.count(Text) > 0
    assert warm.end().usage.cached_tokens > 100 and len(seen) == frames


def test_the_same_picture_is_never_encoded_twice(start, seen):
    engine = start()
    Asked(engine, question(PRINT, LIST, max_tokens=4, keep="nothing")).end()
    assert len(seen) == 1
    for n in range(3):  # no prefix is shared, so no snapshot helps
        end = Asked(engine, question(f"{n}, look:", PRINT, LIST, max_tokens=4)).end()
        assert end.usage.cached_tokens < 10
    assert len(seen) == 1
    Asked(engine, question(ACCOUNT, PRINT, LIST, max_tokens=4)).end()
    assert len(seen) == 2


def test_a_picture_is_decoded_once(start, monkeypatch):
    cut: list[str] = []
    see = PictureReader.see

    def counted(self, image, name, *rest):
        cut.append(name)
        return see(self, image, name, *rest)

    monkeypatch.setattr(PictureReader, "see", counted)
    engine = start()
    for n in range(3):
        Asked(engine, question(PRINT, f"{n} {LIST}", max_tokens=4)).end()
    until(lambda: engine.status().running == 0)
    assert cut == ["print.png"]
