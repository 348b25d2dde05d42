"""Films and papers: their truth, and what training is fed is what the port and the class see."""

# pyright: reportMissingImports=false

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from tokenizers import Tokenizer  # noqa: E402

from app.places import PROMPTS  # noqa: E402
from app.reading.prompts import load_wording  # noqa: E402
from app.reading.video.moments import moments_of  # noqa: E402
from app.reading.video.prompts import VideoPrompts  # noqa: E402
from app.reading.video.replies import entries_of  # noqa: E402
from mlx_model import Message, Processor, TextPart, VideoPart  # noqa: E402
from mlx_model.config import load_config  # noqa: E402
from tools.nano import export, film_lessons, film_questions, train  # noqa: E402
from tools.nano.batches import Batches, Recipe, positions  # noqa: E402
from tools.nano.conversation import rendered  # noqa: E402
from tools.nano.films import FRAMES, NAMES, SIZES, Film, film  # noqa: E402
from tools.nano.losses import total  # noqa: E402
from tools.nano.model import see  # noqa: E402
from tools.nano.questions import Turn  # noqa: E402
from tools.nano.shape import Shape  # noqa: E402
from tools.nano.vocabulary import build, number  # noqa: E402
from tools.nano.world import NARROW  # noqa: E402

TINY = Shape(32, 2, 2, 32, 32, 1, 1, 32, 4, heads=8, kv_heads=4)


@pytest.fixture
def tokenizer() -> Tokenizer:
    return build(NARROW)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "SHAPE", TINY)
    monkeypatch.setattr(export, "SHAPE", TINY)
    torch.manual_seed(0)


def of_rate(rate: int, frames: int) -> Film:
    seeds = (film(SIZES[2], frames, seed, "held-out") for seed in range(200))
    return next(one for one in seeds if one.rate == rate)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize(("rate", "frames"), [(2, 4), (5, 7), (24, 6), (30, 8)])
def test_a_film_is_what_the_port_makes_of_its_file(
    tmp_path: Path, tokenizer: Tokenizer, rate: int, frames: int
) -> None:
    shown, folder = of_rate(rate, frames), tmp_path / "nano"
    export.export(train.new_nano()[0], tokenizer, folder)
    processor = Processor.load(folder, load_config(folder))
    shown.save(tmp_path / "film.mov")
    question = "How many shapes are there?"
    parts = (VideoPart(tmp_path / "film.mov"), TextPart(question))
    prompt = processor.prompt([Message("user", parts)])

    rows, columns = shown.size[1] // 16, shown.size[0] // 16
    stamps = film_lessons.stamps(shown)
    ids = rendered(tokenizer, [Turn("", question, "")], rows * columns, stamps=stamps).ids[:-2]
    assert prompt.ids.tolist() == ids
    video = number(tokenizer, "<|video_pad|>")
    assert np.array_equal(prompt.positions, positions(ids, video, rows, columns))
    assert prompt.receipts[0].times == pytest.approx(shown.times)
    cut = film_lessons.patches(shown.shown()[None])[0].astype(np.float32) / 127.5 - 1
    assert prompt.visuals[0].patches == pytest.approx(cut, abs=1e-6)


@pytest.mark.usefixtures("tiny")
def test_the_batched_tower_is_the_class_own_forward_for_films(tokenizer: Tokenizer) -> None:
    nano, _ = train.new_nano()
    batch = Batches(Recipe((NARROW,), SIZES, 2, 3, films=1.0), tokenizer, 1)[0]
    tower, values = nano.net.model.visual, batch["patches"].float() / 127.5 - 1
    pairs = values.view(*values.shape[:2], 3, 2, 256)
    assert not torch.equal(pairs[:, :, :, 0], pairs[:, :, :, 1])
    with torch.no_grad():
        cells = see(tower, batch["patches"], batch["grid"])[2].flatten(0, 1)
        wanted = tower(values.flatten(0, 1), batch["grid"].repeat(2, 1)).pooler_output
    torch.testing.assert_close(cells, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.usefixtures("tiny")
def test_a_batch_of_films_or_papers_teaches_all(tokenizer: Tokenizer) -> None:
    plain = Recipe((NARROW,), SIZES, 1, 4, lists=0, alone=0, budget=100)
    for recipe in (replace(plain, films=1.0), replace(plain, papers=1.0)):
        nano, tokens = train.new_nano()
        batches = Batches(recipe, tokenizer, 6)
        batch = next(b for b in (batches[n] for n in range(6)) if (b["about"] >= 0).any())
        loss, report = total(nano, batch, tokens, 1.0, 1.0)
        loss.backward()
        assert torch.isfinite(loss), report


def test_labels_name_shapes_where_they_stand() -> None:
    shown = of_rate(2, 6)
    told = film_lessons.lessons(shown)
    order = told.order.reshape(3, shown.size[1] // 16, shown.size[0] // 16)
    for thing in shown.things:
        for frame in range(thing.seen[0], thing.seen[1] + 1):
            box = next(b for t, b in shown.boxes(shown.times[frame]) if t is thing)
            x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
            assert NAMES[order[frame // 2, y // 16, x // 16] - 1] in {t.name for t in shown.things}
    assert {NAMES[n - 1] for n in order[order > 0]} == {t.name for t in shown.things}


def test_the_app_reads_when_a_shape_is_seen() -> None:
    for seed in range(40):
        shown = film(SIZES[seed % 4], FRAMES[seed % 5], seed)
        turn = film_questions.find(shown, random.Random(seed))
        if turn is None:
            continue
        read = moments_of(entries_of(turn.answer), shown.start, shown.end)
        assert not read.unread
        assert len(read.found) == len(turn.about)
        for moment, name in zip(read.found, turn.about, strict=True):
            thing = next(t for t in shown.things if t.number == name)
            assert moment.start == pytest.approx(shown.times[thing.seen[0]], abs=0.051)
            assert moment.verdict != "contradicted"


def test_the_app_asks_about_films_in_nanos_words() -> None:
    own = Path(export.HERE / "prompts.json")
    assert load_wording(VideoPrompts, PROMPTS, own).film_find == film_questions.WORDING["film_find"]
