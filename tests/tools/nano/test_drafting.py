"""The MTP head: it sees no future, learns alone, and comes back from where it was exported to."""

# pyright: reportMissingImports=false

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from torch import Tensor  # noqa: E402

from tools.nano import export, train  # noqa: E402
from tools.nano.batches import Batches, Recipe  # noqa: E402
from tools.nano.curriculum import Rates, Stage  # noqa: E402
from tools.nano.model import Mtp, Nano  # noqa: E402
from tools.nano.restore import WEIGHTS, restore  # noqa: E402
from tools.nano.shape import Shape  # noqa: E402
from tools.nano.vocabulary import build  # noqa: E402
from tools.nano.world import NARROW  # noqa: E402

pytestmark = pytest.mark.reference
TINY = Shape(32, 2, 2, 32, 32, 1, 1, 32, 4)
PLACES = 9


@pytest.fixture
def nano(monkeypatch: pytest.MonkeyPatch) -> Nano:
    monkeypatch.setattr(train, "SHAPE", TINY)
    monkeypatch.setattr(export, "SHAPE", TINY)
    torch.manual_seed(0)
    return train.new_nano()[0]


def turns(nano: Nano, first: int) -> tuple:
    """Rotary of PLACES text positions from `first` on."""
    spots = torch.arange(first, first + PLACES).expand(3, 1, PLACES)
    return nano.net.model.language_model.rotary_emb(torch.zeros(1, PLACES, 32), spots)


def second_states(nano: Nano, embedded: Tensor, hidden: Tensor) -> Tensor:
    """embedded 1 PLACES+1 D, hidden 1 PLACES D."""
    first = nano.mtp(embedded[:, :-1], hidden, turns(nano, 0))
    return nano.mtp.again(embedded, hidden, first, turns(nano, 0), turns(nano, 1))


@torch.no_grad()
def test_no_draft_sees_a_later_token(nano: Nano) -> None:
    embedded, hidden = torch.randn(1, PLACES + 1, 32), torch.randn(1, PLACES, 32)
    later, later_hidden = embedded.clone(), hidden.clone()
    later[:, 6] += 1
    later_hidden[:, 6] += 1
    first = nano.mtp(embedded[:, :-1], hidden, turns(nano, 0))
    moved = nano.mtp(later[:, :-1], later_hidden, turns(nano, 0))
    assert torch.equal(first[:, :6], moved[:, :6])
    assert not torch.allclose(first[:, 6:], moved[:, 6:], atol=1e-2)
    second = second_states(nano, embedded, hidden)
    moved = second_states(nano, later, later_hidden)
    assert torch.equal(second[:, :5], moved[:, :5])  # place 5 is given the embedding 6
    assert not torch.allclose(second[:, 5], moved[:, 5], atol=1e-2)


@torch.no_grad()
def test_second_drafts_are_those_made_one_by_one(nano: Nano) -> None:
    """As when decoding: after the true pairs up to t comes one that holds the head's own state."""
    embedded, hidden = torch.randn(1, PLACES + 1, 32), torch.randn(1, PLACES, 32)
    first = nano.mtp(embedded[:, :-1], hidden, turns(nano, 0))
    second = second_states(nano, embedded, hidden)
    for place in range(PLACES - 1):
        seen = place + 1
        given = torch.cat([hidden[:, :seen], first[:, place : place + 1]], dim=1)
        rotary = tuple(part[:, : seen + 1] for part in turns(nano, 0))
        alone = nano.mtp(embedded[:, : seen + 1], given, rotary)[:, -1]
        torch.testing.assert_close(second[:, place], alone, rtol=1e-4, atol=1e-5)


def test_alone_the_head_learns_and_nothing_else_moves(nano: Nano, tmp_path: Path) -> None:
    folder = tmp_path / "nano"
    export.export(nano, build(NARROW), folder)
    restore(nano, folder)
    before = {name: value.clone() for name, value in nano.state_dict().items()}
    stage = Stage("draft", Recipe((NARROW,), ((256, 128),), 2, 3, qt=0.0), 2, Rates(), only="mtp")
    train.freeze(nano, stage)
    optimizer = train.optimizer_of(nano, stage.rates)
    batches = Batches(stage.recipe, build(NARROW), stage.steps)
    for step in range(stage.steps):
        train.learn(nano, optimizer, stage, step, batches[step], torch.zeros(1))
    moved = {n for n, value in nano.state_dict().items() if not torch.equal(value, before[n])}
    assert moved == {f"mtp.{name}" for name, _ in nano.mtp.named_parameters()}


def test_a_new_head_leaves_all_else_byte_for_byte(nano: Nano, tmp_path: Path) -> None:
    folder = tmp_path / "nano"
    export.export(nano, build(NARROW), folder)
    restore(nano, folder)
    old = (folder / WEIGHTS).read_bytes()
    assert isinstance(nano.mtp, Mtp)
    with torch.no_grad():
        nano.mtp.fc.weight.zero_()
    export.export_head(nano, folder)
    new = (folder / WEIGHTS).read_bytes()
    changed = [place for place in range(len(old)) if old[place] != new[place]]
    assert len(new) == len(old) and changed
    assert changed[-1] - changed[0] < nano.mtp.fc.weight.numel() * 2  # bfloat16


def test_a_head_of_other_weights_is_refused(nano: Nano, tmp_path: Path) -> None:
    folder = tmp_path / "nano"
    export.export(nano, build(NARROW), folder)
    old = (folder / WEIGHTS).read_bytes()
    with torch.no_grad():
        nano.net.model.language_model.norm.weight.add_(1.0)
    with pytest.raises(ValueError, match="beside the MTP head"):
        export.export_head(nano, folder)
    assert (folder / WEIGHTS).read_bytes() == old
