"""The verdict on a model: the engine's own sums, and the numbers on known machines."""

import pytest

from app.models.catalogue import Offer, load_catalogue
from app.models.fit import CHUNK, PATCHES, PATCHES_WITH_SCORES, context_bytes, verdict
from app.models.machine import machine_of, this_machine
from app.places import RESOURCES
from mlx_model.config import ModelConfig, load_config
from mlx_model.runtime.needs import Shape

NANO = load_config(RESOURCES / "models" / "kestrel-nano")
OFFERS = {offer.id: offer for offer in load_catalogue()}
CONFIGS = {"nano": NANO, **{name: OFFERS[name].config for name in ("qwen3.5-0.8b", "qwen3.5-9b")}}
GIB = 1 << 30


class Prompt:
    """A conversation of so many tokens with one picture of a screen in it."""

    def __init__(self, tokens: int, patches: int) -> None:
        self.ids = range(tokens)
        grid = (1, 32, patches // 32)
        picture = type("Visual", (), {"patches": range(patches), "grid": grid})
        self.visuals = (picture(),)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())
@pytest.mark.parametrize("bits", [None, 4, 8])
@pytest.mark.parametrize(("fused", "patches"), [(True, PATCHES), (False, PATCHES_WITH_SCORES)])
def test_the_sums_are_the_engines(config: ModelConfig, bits: int | None, fused: bool, patches: int):
    """What is said before a download is what the engine admits requests by."""
    shape = Shape(config, 2, bits, drafts=True, fused_attention=fused)
    for tokens in (300, 8192):
        said = context_bytes(config, tokens, fused=fused, kv_bits=bits)
        prompt = Prompt(tokens, patches)
        assert said == shape.request_bytes(prompt, 0, CHUNK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("memory", "offer", "kind"),
    [
        (8, "qwen3.5-2b-4bit", "fits"),
        (8, "qwen3.5-4b-4bit", "tight"),
        (8, "qwen3.5-9b-4bit", "wont_fit"),
        (16, "qwen3.5-4b-4bit", "fits"),
        (16, "qwen3.5-9b-4bit", "fits"),
        (16, "qwen3.5-9b-8bit", "wont_fit"),
        (32, "qwen3.5-9b-8bit", "fits"),
    ],
)
def test_verdicts(memory: int, offer: str, kind: str):
    found = OFFERS[offer]
    said = verdict(found.config, found.bytes, machine_of(memory * GIB, is_metal=True), 32768)
    assert said.kind == kind
    assert said.needed == said.weights + said.context
    assert said.weights == found.bytes


def test_a_longer_context_needs_more():
    offer, machine = OFFERS["qwen3.5-4b-4bit"], machine_of(8 * GIB, is_metal=True)
    short, long = (verdict(offer.config, offer.bytes, machine, n) for n in (4096, 131072))
    assert long.context - short.context >= (131072 - 4096) * 32 * 1024
    assert (short.kind, long.kind) == ("fits", "wont_fit")


def test_no_context_is_longer_than_the_model_knows():
    machine = machine_of(16 * GIB, is_metal=True)
    assert verdict(NANO, 1, machine, 10**6).tokens == NANO.text.max_position_embeddings


def test_memory_that_the_user_allows():
    assert machine_of(16 * GIB, is_metal=True, limit=3 * GIB).usable == 3 * GIB
    assert machine_of(16 * GIB, is_metal=True, limit=99 * GIB).usable == 16 * GIB
    here = this_machine()
    assert 0 < here.usable < here.total


def test_four_sizes_of_both_kinds():
    kinds = {(offer.name.removesuffix(" Base"), offer.kind) for offer in OFFERS.values()}
    sizes = ("0.8B", "2B", "4B", "9B")
    assert kinds == {(f"Qwen3.5 {s}", k) for s in sizes for k in ("instruct", "base")}
    assert len(OFFERS) == len(load_catalogue())


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
def test_each_offer_is_whole(offer: Offer):
    assert [source.host for source in offer.sources] == ["huggingface", "modelscope"]
    assert offer.licence == "Apache-2.0"
    assert offer.config.vision is not None
    assert 0.5e9 < offer.bytes < 20e9
