"""What is computed before a request starts, against what MLX holds while it runs."""

import gc

import mlx.core as mx
import pytest

from mlx_model.runtime.cache import STEP
from mlx_model.runtime.context import Context
from mlx_model.runtime.events import End
from mlx_model.runtime.generate import generate
from mlx_model.runtime.needs import shape_of


@pytest.mark.parametrize("bits", [None, 4, 8])
@pytest.mark.parametrize("layers", [0, 1], ids=["plain", "with an MTP head"])
def test_caches_are_computed_exactly(build, processor, say, bits, layers):
    model = build(mtp_num_hidden_layers=layers)
    prompt = processor.prompt([say("hello ", (24, 16, 1))])
    shape = shape_of(model, kv_bits=bits, drafts=True)
    context = Context(model, kv_bits=bits, drafts=True)
    context.reserve(len(prompt.ids))
    positions = mx.array(prompt.positions[:, None])
    mx.eval(context.see(model.embed(mx.array(prompt.ids[None])), positions))
    if context.drafter:
        context.drafter.catch_up()
    mx.eval(context.waiting)
    assert context.nbytes == STEP * shape.token_bytes + shape.state_bytes


@pytest.mark.parametrize("parts", [("x" * 480,), ("see ", (48, 40, 1)), ([(32, 32, 1)] * 8, "?")])
@pytest.mark.parametrize("chunk", [64, 512])
def test_no_request_holds_more_than_was_computed(build, processor, say, parts, chunk):
    model = build(max_position_embeddings=2048)
    prompt = processor.prompt([say(*parts)])
    expected = shape_of(model, kv_bits=None, drafts=False).request_bytes(prompt, 32, chunk)
    before, end = 0, None
    for _ in range(2):  # the first run makes what stays: compiled kernels, constants
        gc.collect()
        mx.clear_cache()
        before = mx.get_active_memory()
        mx.reset_peak_memory()
        end = list(generate(model, processor, prompt, max_tokens=32, prefill_chunk=chunk))[-1]
    assert isinstance(end, End) and end.reason in ("stop", "length")
    held = mx.get_peak_memory() - before
    assert held <= expected, f"{held} held, {expected} computed"
    assert expected < 12 * held, f"{held} held, {expected} computed: too careful to be of use"
