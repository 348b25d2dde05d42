"""What the decoder remembers of the tokens before: one cache for each layer.

Attention layers keep keys and values of every token, in full precision or quantized in groups;
Gated DeltaNet layers keep a window of the convolution and one matrix a head, however long the
text. Keys and values can be cut back to any length. A DeltaNet state cannot: whoever wants to
return to a point must hold the states of that point.

Reference: mlx-lm `models/cache.py` for growing by steps, its `models/base.py` for attention over
quantized keys. Shapes: B batch, H query heads, K key-value heads, L new tokens, T all tokens,
Dh width of a head.
"""

from collections.abc import Sequence
from typing import TypeAlias

import mlx.core as mx

from mlx_model.errors import RequestError
from mlx_model.net.attention import causal_attention
from mlx_model.net.model import Model

STEP = 256  # tokens by which the arrays of keys and values grow
FEW = 8  # up to so many queries at once, keys are multiplied as they are, quantized


class TokenArrays:
    """Arrays (B, K, T, *) side by side that grow along T by whole steps.

    A token is written into place, not appended by a copy: MLX does that where nothing else holds
    the array, which is so when its readers have been evaluated.
    """

    def __init__(self, kinds: int) -> None:
        self.kinds = kinds  # arrays side by side
        self.length = 0
        self._arrays: list[mx.array] = []
        self._reserved = 0

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self._arrays)

    @property
    def arrays(self) -> list[mx.array]:
        """The tokens so far, without the room left for more."""
        return [array[:, :, : self.length] for array in self._arrays]

    def reserve(self, length: int) -> None:
        """Make room for `length` tokens when next they grow."""
        self._reserved = length

    def append(self, news: Sequence[mx.array]) -> list[mx.array]:
        """Write arrays (B, K, L, *) behind the others and give back all of them."""
        start, end = self.length, self.length + news[0].shape[2]
        if not self._arrays or end > self._arrays[0].shape[2]:
            self._grow(news, end)
        for array, new in zip(self._arrays, news, strict=True):
            array[:, :, start:end] = new
        self.length = end
        return self.arrays

    def stretch(self, start: int, end: int) -> list[mx.array]:
        """The tokens start..end."""
        assert end <= self.length, f"{end} of {self.length} tokens were asked for"
        return [array[:, :, start:end] for array in self._arrays]

    def restore(self, arrays: Sequence[mx.array]) -> None:
        """Take these tokens for those seen so far."""
        self._arrays = list(arrays)
        self.length = arrays[0].shape[2] if arrays else 0

    def trim(self, length: int) -> None:
        """Forget all but the first `length` tokens."""
        assert length <= self.length, f"cannot trim {self.length} tokens to {length}"
        self.length = length

    def _grow(self, news: Sequence[mx.array], length: int) -> None:
        room = -(-max(length, self._reserved) // STEP) * STEP - self.length
        kept = self.arrays or [new[:, :, :0] for new in news]
        grown = []
        for old, new in zip(kept, news, strict=True):
            B, K, _, width = new.shape
            grown.append(mx.concatenate([old, mx.zeros((B, K, room, width), new.dtype)], axis=2))
        self._arrays = grown


class KeyValues:
    """Keys and values of an attention layer in the precision they come in."""

    def __init__(self) -> None:
        self.tokens = TokenArrays(2)

    def attend(
        self, queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
    ) -> mx.array:
        """Append keys and values (B, K, L, Dh); attend causally from queries (B, H, L, Dh)."""
        keys, values = self.tokens.append([keys, values])
        return causal_attention(queries, keys, values, scale=scale)


class QuantizedKeyValues:
    """Keys and values of an attention layer in `bits` bits and a scale and bias for each group."""

    def __init__(self, bits: int, group_size: int) -> None:
        self.tokens = TokenArrays(6)  # packed, scales and biases of keys, the same of values
        self._bits = bits
        self._group = group_size

    def attend(
        self, queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
    ) -> mx.array:
        """Append keys and values (B, K, L, Dh); attend causally from queries (B, H, L, Dh).

        A prefill's chunk unpacks the layer's keys and values once and leaves the rest to the
        fused kernel; a decoded token multiplies them as they lie, which reads far fewer bytes.
        """
        packed = self.tokens.append([*self._pack(keys), *self._pack(values)])
        if queries.shape[2] > FEW:
            keys, values = self._unpack(packed[:3]), self._unpack(packed[3:])
            return causal_attention(queries, keys, values, scale=scale)
        return self._attend_packed(queries * scale, packed)

    def _attend_packed(self, queries: mx.array, packed: list[mx.array]) -> mx.array:
        B, H, L, Dh = queries.shape
        K, T = packed[0].shape[1:3]
        grouped = queries.reshape(B, K, H // K * L, Dh)  # the queries that share keys, as rows
        scores = self._multiply(grouped, packed[:3], transpose=True)  # (B, K, H/K L, T)
        if L > 1:
            seen = mx.arange(T) <= mx.arange(T - L, T)[:, None]  # (L, T)
            rows = scores.reshape(B, K, -1, L, T)
            scores = mx.where(seen, rows, -mx.inf).reshape(scores.shape)
        weights = mx.softmax(scores, axis=-1, precise=True)
        return self._multiply(weights, packed[3:], transpose=False).reshape(B, H, L, Dh)

    def _pack(self, x: mx.array) -> list[mx.array]:
        return list(mx.quantize(x, self._group, self._bits))

    def _unpack(self, packed: list[mx.array]) -> mx.array:
        values, scales, biases = packed
        return mx.dequantize(values, scales, biases, self._group, self._bits)

    def _multiply(self, x: mx.array, packed: list[mx.array], *, transpose: bool) -> mx.array:
        values, scales, biases = packed
        return mx.quantized_matmul(x, values, scales, biases, transpose, self._group, self._bits)


class DeltaState:
    """What a Gated DeltaNet layer remembers; None before the first token."""

    def __init__(self) -> None:
        self.conv: mx.array | None = None  # (B, kernel - 1, C)
        self.state: mx.array | None = None  # (B, Hv, Dv, Dk) float32
        self.trail: list[tuple[mx.array, mx.array]] | None = None

    @property
    def arrays(self) -> list[mx.array]:
        return [array for array in (self.conv, self.state) if array is not None]


Cache: TypeAlias = list[KeyValues | QuantizedKeyValues | DeltaState]


def make_cache(model: Model, kv_bits: int | None = None) -> Cache:
    """An empty cache for `model`; `kv_bits` (4 or 8) packs the keys and values.

    Raises:
        RequestError: this checkpoint's keys cannot be packed into so many bits.
    """
    group = _group_size(model.config.text.head_dim, kv_bits)
    cache: Cache = []
    for kind in model.config.text.layer_types:
        if kind == "linear_attention":
            cache.append(DeltaState())
        elif kv_bits is None:
            cache.append(KeyValues())
        else:
            cache.append(QuantizedKeyValues(kv_bits, group))
    return cache


def _group_size(head_dim: int, kv_bits: int | None) -> int:
    if kv_bits not in (None, 4, 8):
        raise RequestError(f"The cache can be kept in 4 or 8 bits or in full, not in {kv_bits}.")
    sizes = [size for size in (64, 32) if head_dim % size == 0]
    if kv_bits is not None and not sizes:
        raise RequestError(
            f"Heads of width {head_dim} cannot be quantized in groups of 32: leave kv_bits out."
        )
    return sizes[0] if sizes else 0


def recurrent_arrays(cache: Cache) -> list[mx.array]:
    """The arrays that no output depends on until the next call; evaluate them with each chunk."""
    return [array for layer in cache if isinstance(layer, DeltaState) for array in layer.arrays]


def token_layers(cache: Cache) -> list[TokenArrays]:
    """What grows with every token, layer by layer."""
    return [layer.tokens for layer in cache if not isinstance(layer, DeltaState)]


def cache_nbytes(cache: Cache) -> int:
    """Bytes held, with the room left for more tokens."""
    tokens = (tokens.nbytes for tokens in token_layers(cache))
    return sum(tokens) + sum(array.nbytes for array in recurrent_arrays(cache))


def reserve(cache: Cache, length: int) -> None:
    """Let keys and values make room for `length` tokens at once."""
    for tokens in token_layers(cache):
        tokens.reserve(length)


def restore_states(cache: Cache, states: Sequence[mx.array]) -> None:
    """Put back what `recurrent_arrays` gave at some point."""
    pairs = iter(states)
    for layer in cache:
        if isinstance(layer, DeltaState):
            layer.conv, layer.state = next(pairs), next(pairs)


def follow(cache: Cache) -> None:
    """From now on remember the states after every token, until `keep_first`."""
    for layer in cache:
        if isinstance(layer, DeltaState):
            layer.trail = []


def keep_first(cache: Cache, tokens: int, length: int) -> None:
    """Of the tokens since `follow`, keep the first few: `length` in all are left.

    Exact: a state is put back as it was after that token, keys and values are cut.
    """
    for layer in cache:
        if isinstance(layer, DeltaState):
            assert layer.trail is not None
            layer.conv, layer.state = layer.trail[tokens - 1]
            layer.trail = None
        else:
            layer.tokens.trim(length)
