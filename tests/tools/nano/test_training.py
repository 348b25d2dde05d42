"""Training: what is fed is what the port and transformers see; a stopped run goes on exactly."""

# pyright: reportMissingImports=false

import json
import random
from argparse import Namespace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from tokenizers import Tokenizer  # noqa: E402

from tools.nano import train  # noqa: E402
from tools.nano.batches import Batches, Recipe, positions  # noqa: E402
from tools.nano.conversation import rendered  # noqa: E402
from tools.nano.curriculum import Rates, Stage  # noqa: E402
from tools.nano.model import see  # noqa: E402
from tools.nano.pace import Feed, moved  # noqa: E402
from tools.nano.questions import Turn  # noqa: E402
from tools.nano.shape import Shape  # noqa: E402
from tools.nano.shards import Stored  # noqa: E402
from tools.nano.vocabulary import build, number  # noqa: E402
from tools.nano.world import NARROW  # noqa: E402

TINY = Shape(32, 2, 2, 32, 32, 1, 1, 32, 4, heads=8, kv_heads=4)
WORLD, SIZES = NARROW, ((256, 128),)


@pytest.fixture
def tokenizer() -> Tokenizer:
    return build(NARROW)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "SHAPE", TINY)
    torch.manual_seed(0)


def run(folder: Path, tokenizer: Tokenizer, stops: list[int]) -> dict:
    """Four steps, saved and loaded again at each of `stops`."""
    stage = Stage("talk", Recipe((WORLD,), SIZES, 2, 3, qt=0.0), 4, Rates(), drafts=1.0)
    nano, tokens = train.new_nano()
    optimizer = train.optimizer_of(nano, stage.rates)
    batches = Batches(stage.recipe, tokenizer, stage.steps)
    for step in range(stage.steps):
        train.learn(nano, optimizer, stage, step, batches[step], tokens)
        if step in stops:
            train.save(folder / "state.pt", nano, optimizer, 0, step + 1)
            state = torch.load(folder / "state.pt", weights_only=True)
            nano, _ = train.new_nano()
            nano.load_state_dict(state["nano"])
            optimizer = train.optimizer_of(nano, stage.rates)
            optimizer.load_state_dict(state["optimizer"])
    return nano.state_dict()


@pytest.mark.usefixtures("tiny")
def test_a_stopped_run_goes_on_bit_by_bit(tmp_path: Path, tokenizer: Tokenizer) -> None:
    whole = run(tmp_path, tokenizer, [])
    torch.manual_seed(0)
    parts = run(tmp_path, tokenizer, [1, 2])
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


@pytest.mark.usefixtures("tiny")
def test_the_batched_tower_is_the_class_own_forward(tokenizer: Tokenizer) -> None:
    nano, _ = train.new_nano()
    batch = Batches(Recipe((WORLD,), SIZES, 2, 0, qt=0.0), tokenizer, 1)[0]
    tower = nano.net.model.visual
    still = (batch["patches"].float() / 127.5 - 1).view(-1, 3, 1, 256)
    frames = still.expand(-1, 3, 2, 256).reshape(len(still), -1)
    grids = torch.tensor([[1, 8, 16]] * 2)
    with torch.no_grad():
        cells = see(tower, batch["patches"], batch["grid"])[2].flatten(0, 1)
        wanted = tower(frames, grids).pooler_output
    torch.testing.assert_close(cells, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.usefixtures("tiny")
def test_positions_are_the_class_own(tokenizer: Tokenizer) -> None:
    nano, _ = train.new_nano()
    image = number(tokenizer, "<|image_pad|>")
    ids = rendered(tokenizer, [Turn("", "Hello", "Hello")], 128).ids
    kinds = (torch.tensor([ids]) == image).int()
    grid = torch.tensor([[1, 8, 16]])
    wanted, _ = nano.net.model.get_rope_index(
        torch.tensor([ids]), image_grid_thw=grid, mm_token_type_ids=kinds
    )
    assert torch.equal(torch.from_numpy(positions(ids, image, 8, 16)), wanted[:, 0])


def test_only_answers_and_their_end_are_learnt(tokenizer: Tokenizer) -> None:
    turns = [Turn("", "Is there?", "Yes"), Turn("", "Where?", "[]")]
    tokens = rendered(tokenizer, turns, 4, random.Random(0))
    learnt = [i for i, is_learnt in zip(tokens.ids, tokens.learnt, strict=True) if is_learnt]
    assert tokenizer.decode(learnt, skip_special_tokens=False) == "Yes<|im_end|>[]<|im_end|>"


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("turns", [0, 3])
def test_a_step_in_bfloat16_is_nearly_the_step_in_float32(tokenizer: Tokenizer, turns: int) -> None:
    stage = Stage("talk", Recipe((WORLD,), SIZES, 2, turns, qt=0.0), 4, Rates(), drafts=1.0)
    batch, losses = Batches(stage.recipe, tokenizer, 1)[0], []
    for precision in ("float32", "bfloat16"):
        torch.manual_seed(0)
        nano, tokens = train.new_nano()
        optimizer = train.optimizer_of(nano, stage.rates)
        report = train.learn(nano, optimizer, stage, 0, batch, tokens, precision)
        assert all(parameter.dtype == torch.float32 for parameter in nano.parameters())
        losses.append(float(report["loss"]))
    assert losses[0] != losses[1] and losses[0] == pytest.approx(losses[1], rel=0.02)


@pytest.mark.usefixtures("tiny")
def test_a_state_of_a_gpu_goes_on_here(tmp_path: Path) -> None:
    nano, _ = train.new_nano()
    optimizer = train.optimizer_of(nano, Rates())
    optimizer.param_groups[0]["fused"] = True
    train.save(tmp_path / "state.pt", nano, optimizer, 0, 1)
    state = torch.load(tmp_path / "state.pt", weights_only=True)
    optimizer.load_state_dict(moved(state["optimizer"], "cpu"))
    assert [group["fused"] for group in optimizer.param_groups] == [None] * len(
        optimizer.param_groups
    )


@pytest.mark.usefixtures("tiny")
def test_an_exported_checkpoint_gains_heads_and_nothing_else_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe((WORLD,), SIZES, 2, 0, qt=0.0)
    stage = Stage("heads", recipe, 12, Rates(vision=2e-2), only="heads", warm=1)
    monkeypatch.setattr(train, "heads", lambda: stage)
    options = {"device": "cpu", "precision": "float32", "workers": 1, "gallery": None}
    options |= {"times": 1, "part": 1.0, "no_qt": False, "shards": None, "ranks": 1}
    nano, tokens = train.new_nano()
    before = {name: value.clone() for name, value in nano.state_dict().items()}
    train.regain(nano, tokens, Namespace(folder=tmp_path, **options), 0)
    moved = {n for n, value in nano.state_dict().items() if not torch.equal(value, before[n])}
    assert moved and all(name.startswith("heads.") for name in moved)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert log[-1]["loss"] < log[0]["loss"]


def test_a_feed_tells_what_was_waited_for() -> None:
    times = iter([0.0, 1.0, 4.0, 5.0, 5.0, 6.0, 6.0, 10.0])  # begin; asked, given; ...; told
    fed = Feed([{"patches": torch.zeros(3, 1)}] * 2, "cpu", lambda: next(times))
    assert [len(batch["patches"]) for batch in fed] == [3, 3]
    assert fed.told() == {"screens_s": 0.6, "wait": 0.3}
    assert (fed.screens, fed.waited) == (0, 0.0)


def test_without_qt_its_share_comes_out_of_the_gallery() -> None:
    stage = Stage("see", Recipe((WORLD,), SIZES, 2, 0, qt=0.4, web=0.3), 4, Rates())
    fitted = train.fitted(stage, Namespace(times=8, no_qt=True, part=0.5))
    assert (fitted.steps, fitted.recipe.batch, fitted.recipe.qt) == (2, 16, 0.0)
    assert fitted.recipe.web == pytest.approx(0.3 + 0.7 * 0.4)
    assert train.fitted(stage, Namespace(times=1, no_qt=False, part=1.0)) == stage


def test_a_stored_batch_is_the_fresh_one(tmp_path: Path) -> None:
    stage = Stage("talk", Recipe((WORLD,), SIZES, 2, 3, qt=0.0), 2, Rates())
    stored = Stored(stage, tmp_path)
    stored.store(1)
    assert (tmp_path / f"{stored.mark}-000001.npz").exists()
    assert len(list(tmp_path.iterdir())) == 1
    fresh, read = stored.fresh[1], stored[1]
    assert fresh.keys() == read.keys()
    assert all(torch.equal(fresh[name], read[name]) for name in fresh)
