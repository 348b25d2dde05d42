"""The whole network at tiny size: shapes, types, batches, caches, copies, threads."""

import copy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mlx.utils import tree_flatten

# MLX gathers experts on a CPU in float32 only.
CASES = [
    *(("dense", dtype) for dtype in (mx.float32, mx.float16, mx.bfloat16)),
    ("moe", mx.float32),
]


def text(batch, length, seed=0):
    """Ids (B, L) and their positions (3, B, L)."""
    ids = mx.array(np.random.default_rng(seed).integers(0, 60, (batch, length)))
    return ids, mx.broadcast_to(mx.arange(length), (3, batch, length))


def run(model, ids, positions, cache=None):
    return model.logits(model.hidden(model.embed(ids), positions, cache))


def in_pieces(model, ids, positions, lengths, cache):
    found, start = [], 0
    for length in lengths:
        piece = slice(start, start + length)
        found.append(run(model, ids[:, piece], positions[..., piece], cache))
        start += length
    return mx.concatenate(found, axis=1)


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize(("variant", "dtype"), CASES, ids=str)
def test_shapes_and_types(tiny, make_cache, variant, batch, dtype):
    model = tiny(variant)
    model.set_dtype(dtype)
    ids, positions = text(batch, 20)
    cache = make_cache(model.config)
    hidden = model.hidden(model.embed(ids), positions, cache)
    logits = model.logits(hidden)
    assert (hidden.shape, hidden.dtype) == ((batch, 20, 32), dtype)
    assert (logits.shape, logits.dtype) == ((batch, 20, 64), dtype)
    assert np.isfinite(np.array(logits.astype(mx.float32))).all()
    delta = cache[0]
    assert (delta.state.shape, delta.state.dtype) == ((batch, 4, 16, 8), mx.float32)
    assert (delta.conv.shape, delta.conv.dtype) == ((batch, 3, 96), dtype)


def test_rows_of_a_batch_do_not_meet(tiny, assert_close):
    model = tiny("dense")
    ids, positions = text(2, 40)
    both = run(model, ids, positions)
    for row in (0, 1):
        alone = run(model, ids[row : row + 1], positions[:, row : row + 1])
        assert_close(both[row : row + 1], alone)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_any_split_of_the_prompt_is_one_pass(tiny, make_cache, assert_close, lengths, seed):
    model = tiny("dense")
    ids, positions = text(1, sum(lengths), seed)
    found = in_pieces(model, ids, positions, lengths, make_cache(model.config))
    # hypothesis looks for the worst of many prompts; the goldens hold the tighter bound
    assert_close(found, run(model, ids, positions), 3e-5)


@pytest.mark.parametrize("variant", ["dense", "moe", "yarn"])
def test_token_by_token_is_one_pass(tiny, make_cache, assert_close, variant):
    model = tiny(variant)
    ids, positions = text(2, 12)
    found = in_pieces(model, ids, positions, [1] * 12, make_cache(model.config))
    assert_close(found, run(model, ids, positions))


def test_layer_types_are_honoured(tiny):
    kinds = ["full_attention", "linear_attention", "linear_attention", "full_attention"]
    layers = tiny("dense", layer_types=kinds).model.language_model.layers
    assert ["self_attn" in layer for layer in layers] == [True, False, False, True]


def test_tied_and_untied_heads(tiny, assert_close):
    tied, untied = tiny("dense"), tiny("moe")
    assert "lm_head" not in tied and "lm_head" in untied
    hidden = mx.ones((1, 1, 32))
    table = tied.model.language_model.embed_tokens.weight
    assert_close(tied.logits(hidden), hidden @ table.T, 1e-6)
    assert_close(untied.logits(hidden), hidden @ untied.lm_head.weight.T, 1e-6)


def test_text_only_has_no_tower(tiny):
    with pytest.raises(AssertionError, match="no vision tower"):
        model = tiny("dense")
        del model.model.visual
        model.see(mx.zeros((4, 96)), [(1, 2, 2)])


def test_a_copy_shares_nothing(tiny, assert_close):
    model = tiny("dense")
    ids, positions = text(1, 8)
    before = run(model, ids, positions)
    other = copy.deepcopy(model)
    norm = other.model.language_model.norm
    norm.weight = norm.weight * 2
    assert_close(run(other, ids, positions), 2 * np.array(before))
    assert_close(run(model, ids, positions), before, 0)


def test_a_copied_cache_goes_its_own_way(tiny, make_cache, assert_close):
    model = tiny("dense")
    ids, positions = text(1, 30)
    cache = make_cache(model.config)
    run(model, ids[:, :20], positions[..., :20], cache)
    branch = copy.deepcopy(cache)
    run(model, ids[:, :10], positions[..., 20:], branch)
    found = run(model, ids[:, 20:], positions[..., 20:], cache)
    assert_close(found, run(model, ids, positions)[:, 20:])


def test_the_mtp_head_in_pieces(tiny, make_cache, assert_close):
    model = tiny("dense")
    ids, positions = text(1, 13)
    embedded = model.embed(ids)
    hidden = model.hidden(embedded, positions)
    pairs = embedded[:, 1:], hidden[:, :-1], positions[..., :-1]
    whole = model.mtp(*pairs)
    cache = [make_cache(model.config)[3]]
    first = model.mtp(
        *(x[:, :, :5] if x.ndim == 3 and x is pairs[2] else x[:, :5] for x in pairs), cache
    )
    assert_close(first, whole[:, :5])


def test_everything_works_in_another_thread(tiny, assert_close):
    """MLX's streams belong to threads: what one thread builds lazily no other can evaluate."""

    def work():
        ids, positions = text(1, 8)
        model = tiny("dense")
        seen = model.see(mx.ones((4, 96)), [(1, 2, 2)])
        return np.array(run(model, ids, positions)), np.array(seen)

    with ThreadPoolExecutor(1) as threads:
        found = threads.submit(work).result()
    for ours, theirs in zip(found, work(), strict=True):
        assert_close(ours, theirs, 0)


def test_importing_makes_no_arrays():
    """A module-level array would belong to the importing thread."""
    code = (
        "import gc, mlx.core as mx, mlx_model.net.model\n"
        "print([x for x in gc.get_objects() if isinstance(x, mx.array)])\n"
        "import mlx_model.net, sys\n"
        "print([n for m in list(sys.modules) if m.startswith('mlx_model')"
        " for n, v in vars(sys.modules[m]).items() if isinstance(v, mx.array)])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["[]", "[]"]


def test_every_parameter_matters(tiny):
    """None is built and then forgotten: each moves the logits, the pictures or the draft."""
    model = tiny("dense")
    ids, positions = text(1, 10)
    patches = mx.array(np.random.default_rng(0).uniform(-1, 1, (16, 96)).astype(np.float32))

    def everything(parameters):
        model.update(parameters)
        embedded = model.embed(ids)
        hidden = model.hidden(embedded, positions)
        draft = model.mtp(embedded[:, 1:], hidden[:, :-1], positions[..., :-1])
        outputs = (model.logits(hidden), draft, model.see(patches, [(1, 4, 4)]))
        return sum(mx.sin(output).sum() for output in outputs)

    gradients = tree_flatten(mx.grad(everything)(model.parameters()))
    still = [name for name, gradient in gradients if not np.abs(np.array(gradient)).max()]
    assert len(gradients) > 80 and not still
