"""The mask on the device is the mask of numpy."""

from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.structured.constraint import mask_of
from mlx_model.runtime.structured.grammar import Grammars, apply_mask

NANO = Path(__file__).parents[4] / "resources/models/kestrel-nano"


@pytest.mark.parametrize(
    ("size", "words"), [(64, 2), (70, 3), (100, 2), (1, 1), (1598, 50), (33, 1)]
)
@pytest.mark.parametrize("dtype", [mx.float32, mx.bfloat16, mx.float16])
def test_as_numpy_does_it(size: int, words: int, dtype: mx.Dtype):
    numbers = np.random.default_rng(size)
    mask = numbers.integers(0, 2**32, words, dtype=np.uint32)
    logits = mx.array(numbers.normal(size=(1, size)).astype(np.float32)).astype(dtype)
    masked = apply_mask(logits, mx.array(mask))
    assert masked.dtype == dtype
    bits = np.unpackbits(mask.view(np.uint8), bitorder="little")[:size].astype(bool)
    bits = np.pad(bits, (0, size - len(bits)))
    expected = np.where(bits, np.array(logits.astype(mx.float32))[0], -np.inf)
    np.testing.assert_array_equal(np.array(masked.astype(mx.float32))[0], expected)


def test_a_mask_of_some_tokens():
    mask = mask_of([0, 31, 32, 95, 96, 1000], 3)
    assert np.flatnonzero(np.unpackbits(mask.view(np.uint8), bitorder="little")).tolist() == [
        0,
        31,
        32,
        95,
    ]


def test_the_tokenizer_is_built_when_it_is_first_needed():
    nano = Tokenizer(NANO)
    grammars = Grammars(nano, len(nano), frozenset({0}))
    assert grammars._built is None
    grammars.json_object(thinking=False)
    built = grammars._built
    grammars.regex("a", thinking=False)
    assert built is not None and grammars._built is built
