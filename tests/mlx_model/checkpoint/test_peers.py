"""Both ways with mlx-lm and mlx-vlm as they are installed: their conversions here, ours there."""

# pyright: reportMissingImports=false

import json
import shutil
from types import SimpleNamespace

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.checkpoint.convert import convert
from mlx_model.checkpoint.inspection import inspect
from mlx_model.checkpoint.load import load_model
from mlx_model.checkpoint.packing import Packing

pytestmark = [pytest.mark.reference, pytest.mark.slow]

BOUND = 1e-4


@pytest.fixture(scope="module")
def peers():
    """The peers' converters and models, the maker of tiny checkpoints, random prompts."""
    for package in ("torch", "transformers", "mlx_lm", "mlx_vlm"):
        pytest.importorskip(package)
    from tools.goldens import peers
    from tools.goldens.tiny_checkpoints import Tiny
    from tools.parity import sample

    return SimpleNamespace(tools=peers, Tiny=Tiny, prompts=sample)


@pytest.fixture(scope="module")
def sources(peers, tmp_path_factory):
    """Two checkpoints in Hugging Face's layout, both with vision tower and MTP head."""
    place = tmp_path_factory.mktemp("sources")
    tied = peers.Tiny(seed=30, mtp=True, text=peers.tools.TIED)
    wide = {"hidden_size": 128, "intermediate_size": 256}
    experts = peers.Tiny(seed=31, moe=True, tied=False, mtp=True, text=wide | peers.tools.UNTIED)
    makers = {"dense": tied, "experts": experts}
    return {n: peers.tools.make_source(tiny, place / n) for n, tiny in makers.items()}


@pytest.fixture
def compare(peers, logits, image_logits, assert_close):
    """Our logits of a folder against a peer's, on text and, where it can see, on an image."""

    def check(peer, folder, bound=BOUND):
        model = load_model(folder)
        text = peers.prompts.compose(model.config, (40,), 1)
        assert_close(logits(model, text.ids), peers.tools.logits_by(peer, folder, text), bound)
        if peer == "mlx-vlm" and model.config.vision is not None:
            image = peers.prompts.compose(model.config, peers.prompts.IMAGE, 2)
            (picture,) = image.pictures
            ours = image_logits(model, picture.patches, list(picture.grid), image.ids)
            assert_close(ours, peers.tools.logits_by(peer, folder, image), bound)

    return check


@pytest.mark.parametrize("peer", ["mlx-lm", "mlx-vlm"])
@pytest.mark.parametrize(
    ("source", "bits", "group_size"),
    [("dense", 4, 64), ("dense", 5, 32), ("dense", 8, 32), ("experts", 6, 128), ("experts", 4, 64)],
)
def test_their_conversions_here(sources, peers, compare, tmp_path, peer, source, bits, group_size):
    settings = {"q_bits": bits, "q_group_size": group_size}
    made = peers.tools.convert_by(peer, sources[source], tmp_path / "made", **settings)
    found = inspect(made)
    assert found.vision is (peer == "mlx-vlm") and not found.mtp
    assert Packing(bits, group_size) in dict(found.packings)
    compare(peer, made)


@pytest.mark.parametrize("peer", ["mlx-lm", "mlx-vlm"])
@pytest.mark.parametrize("source", ["dense", "experts"])
@pytest.mark.parametrize(("mode", "bits", "size"), [("mxfp4", 4, 32), ("mxfp8", 8, 32)])
def test_their_other_modes_here(sources, peers, compare, tmp_path, peer, source, mode, bits, size):
    """Embeddings packed so come out in bfloat16, and off a Mac mlx-vlm rounds the rotary angles to
    their precision (with that rounding we agree with it to 5e-7); mlx-lm and we do not."""
    settings = {"q_mode": mode, "q_bits": None, "q_group_size": None}
    made = peers.tools.convert_by(peer, sources[source], tmp_path / "made", **settings)
    assert Packing(bits, size, mode) in dict(inspect(made).packings)
    compare(peer, made, BOUND if peer == "mlx-lm" else 1e-3)


def test_mlx_vlm_on_a_text_export_of_mlx_lm(sources, peers, compare, tmp_path):
    """Its config.json then has an empty vision section."""
    text = tmp_path / "text"
    peers.tools.lm_convert(str(sources["dense"]), str(text))
    for name in ("preprocessor_config.json", "video_preprocessor_config.json"):
        shutil.copy(sources["dense"] / name, text)
    made = peers.tools.convert_by("mlx-vlm", text, tmp_path / "made", q_bits=4, q_group_size=64)
    assert json.loads((made / "config.json").read_text())["vision_config"] == {}
    compare("mlx-vlm", made)


def test_a_vision_tower_quantized_by_mlx_vlm(sources, peers, compare, tmp_path):
    def everything(path, module):
        return {"bits": 8, "group_size": 32} if "vision_tower" in path else True

    settings = {"q_bits": 4, "q_group_size": 64, "quant_predicate": everything}
    made = peers.tools.convert_by("mlx-vlm", sources["dense"], tmp_path / "made", **settings)
    model = load_model(made)
    assert "scales" in model.model.visual.blocks[0].attn.qkv
    compare("mlx-vlm", made)


@pytest.mark.parametrize("peer", ["mlx-lm", "mlx-vlm"])
@pytest.mark.parametrize("source", ["dense", "experts"])
@pytest.mark.parametrize("settings", [{"bits": None}, {"bits": 4}, {"bits": 8, "recipe": "plain"}])
def test_ours_there(sources, compare, tmp_path, peer, source, settings):
    made = convert(sources[source], tmp_path / "made", **settings).folder
    assert inspect(made).mtp
    compare(peer, made)


@pytest.mark.parametrize("source", ["dense", "experts"])
@pytest.mark.parametrize("settings", [{"bits": None}, {"bits": 4}])
def test_our_mtp_head_in_mlx_vlms_drafter(sources, tmp_path, assert_close, source, settings):
    splitter = pytest.importorskip("mlx_vlm.speculative.drafters.qwen3_5_mtp.split")
    made = convert(sources[source], tmp_path / "made", **settings).folder
    drafter = splitter.Qwen3_5MTPSplitter().load(made)
    model = load_model(made)
    rng = np.random.default_rng(3)
    hidden = mx.array(rng.standard_normal((1, 12, model.config.text.hidden_size)).astype("f"))
    next_tokens = model.embed(mx.array(rng.integers(0, 60, (1, 12))))
    theirs = drafter._forward_hidden(next_tokens, hidden, None, mx.arange(12)[None])
    ours = model.mtp(next_tokens, hidden, mx.broadcast_to(mx.arange(12), (3, 1, 12)), None)
    assert_close(np.array(ours), np.array(theirs), BOUND)
