"""The decoder's forward for training: the class's own states, gradients and attention."""

# pyright: reportMissingImports=false

from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from torch import Tensor  # noqa: E402

import tools.parity.torchvision_cpu  # noqa: F401, E402  # isort: skip (before transformers)
from transformers import Qwen3_5Config  # noqa: E402
from transformers.models.qwen3_5.modeling_qwen3_5 import Qwen3_5TextModel  # noqa: E402

from tools.nano.delta import delta_rule  # noqa: E402
from tools.nano.fast import Look, columns, run  # noqa: E402
from tools.nano.model import start  # noqa: E402
from tools.nano.shape import Shape, configuration  # noqa: E402

pytestmark = pytest.mark.reference
TINY = Shape(32, 2, 2, 32, 32, 1, 1, 32, 4)
NAMES = ("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>", "<|endoftext|>")
LENGTH, FIRST, CELLS = 150, 5, 12
Found = tuple[Tensor, dict[str, Tensor]]


def decoder(shape: Shape, groups: int = 1) -> Any:
    """A random decoder whose norms and decays are not the start's, so that all has a say."""
    torch.manual_seed(0)
    told = configuration(shape, {name: n for n, name in enumerate(NAMES)}, 40)
    told["text_config"]["linear_num_value_heads"] *= groups
    model = Qwen3_5TextModel(Qwen3_5Config.from_dict(told).text_config).float()
    model.config._attn_implementation = "eager"
    start(model)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.add_(0.3 * torch.randn_like(parameter))
            if name.endswith("dt_bias"):
                parameter.add_(2)  # so that some states are soon forgotten
    return model


def batch(width: int) -> tuple[Tensor, Tensor, Tensor]:
    """Two sequences with a picture each: embeddings, positions, where the picture is."""
    places = torch.arange(LENGTH).repeat(3, 2, 1)
    places[1:, :, FIRST : FIRST + CELLS] = torch.randint(FIRST, FIRST + 4, (2, 2, CELLS))
    image = torch.zeros(2, LENGTH, dtype=torch.bool)
    image[0, FIRST : FIRST + CELLS] = image[1, FIRST + 2 : FIRST + 2 + CELLS] = True
    return torch.randn(2, LENGTH, width), places, image


def wanted_looks(image: Tensor, heads: int) -> dict[str, Look]:
    """One at the first layer for some heads, two at the last, of places before the last only."""
    there = torch.rand(2, LENGTH) < 0.3
    mine = torch.rand(2, LENGTH, CELLS) < 0.2
    mine[..., 0] = True
    fewer = there[:, :-1], mine[:, :-1], columns(image)
    return {
        "first": Look(0, (1, heads), there, mine, columns(image)),
        "last": Look(-1, (0, heads), *fewer),
        "half": Look(-1, (0, heads // 2), *fewer),
    }


def own(model: Any, embedded: Tensor, places: Tensor, looks: dict[str, Look]) -> Found:
    """The same by the class's forward, out of all weights of attention."""
    out = model(inputs_embeds=embedded, position_ids=places, output_attentions=True)
    shares = {}
    for name, look in looks.items():
        weights = out.attentions[look.layer][:, slice(*look.heads), : look.there.shape[1]]
        picture = torch.stack(
            [w[..., spots] for w, spots in zip(weights, look.columns, strict=True)]
        )
        shares[name] = (picture * look.mine[:, None]).sum(-1).transpose(1, 2)[look.there]
    return out.last_hidden_state, shares


def learnt(forward: Callable[..., Found], model: Any, x: Tensor, *rest: Any) -> dict[str, Tensor]:
    """States, shares, and the gradients of a loss that needs all of them."""
    x = x.clone().requires_grad_()
    model.zero_grad()
    states, shares = forward(model, x, *rest)
    torch.manual_seed(1)
    loss = (states * torch.randn_like(states)).mean()
    loss = loss - sum((share + 1e-4).log().mean() for share in shares.values())
    loss.backward()
    told = {n: p.grad for n, p in model.named_parameters() if p.grad is not None}
    return {"states": states, "x": x.grad, **shares, **told}


@pytest.mark.parametrize(
    ("shape", "groups"), [(TINY, 1), (TINY, 2), (Shape(), 1)], ids=["tiny", "grouped", "nano"]
)
def test_states_shares_and_gradients_are_the_class_own(shape: Shape, groups: int) -> None:
    model = decoder(shape, groups)
    x, places, image = batch(shape.hidden)
    looks = wanted_looks(image, model.config.num_attention_heads)
    found = learnt(run, model, x, places, looks)
    wanted = learnt(own, model, x, places, looks)
    assert found.keys() == wanted.keys()
    learning = {name for name, _ in model.named_parameters()} - {"embed_tokens.weight"}
    assert learning <= found.keys()
    for name, value in wanted.items():
        near = 1e-5 * float(value.detach().abs().max().clamp(min=1e-3))
        torch.testing.assert_close(
            found[name], value, rtol=1e-3, atol=near, msg=lambda told, n=name: f"{n}: {told}"
        )


@torch.no_grad()
def test_what_fills_a_sequence_up_changes_nothing_before_it() -> None:
    model = decoder(TINY)
    x, places, _ = batch(TINY.hidden)
    short, _ = run(model, x[:1, :70], places[:, :1, :70])
    filled = x.clone()
    filled[0, 70:] = 9
    torch.testing.assert_close(run(model, filled, places)[0][:1, :70], short)


@torch.no_grad()
def test_in_halves_the_states_are_near() -> None:
    model = decoder(TINY)
    x, places, image = batch(TINY.hidden)
    looks = wanted_looks(image, 4)
    whole, shares = run(model, x, places, looks)
    with torch.autocast("cpu", torch.bfloat16):
        half, half_shares = run(model, x, places, looks)
    assert float((half.float() - whole).abs().mean() / whole.abs().mean()) < 0.02
    for name, share in shares.items():
        torch.testing.assert_close(half_shares[name], share, rtol=0.1, atol=0.02)


@torch.no_grad()
@pytest.mark.parametrize("size", [16, 32, 64])
def test_the_size_of_chunks_does_not_matter(size: int) -> None:
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 2, 100, 3, 8).unbind(0)
    decay, beta = -torch.rand(2, 100, 3) * 4, torch.rand(2, 100, 3)
    state, steps = torch.zeros(2, 3, 8, 8), []
    for t in range(100):
        key, query = (x[:, t] / (x[:, t].square().sum(-1, True) + 1e-6).sqrt() for x in (k, q))
        state = state * decay[:, t, :, None, None].exp()
        more = (v[:, t] - torch.einsum("bhk,bhkv->bhv", key, state)) * beta[:, t, :, None]
        state = state + key[..., None] * more[..., None, :]
        steps.append(torch.einsum("bhk,bhkv->bhv", query, state) * 8**-0.5)
    found = delta_rule(q, k, v, decay, beta, size)
    torch.testing.assert_close(found, torch.stack(steps, 1), rtol=1e-4, atol=1e-5)
