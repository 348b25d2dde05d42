"""Gated DeltaNet: linear attention that forgets (alpha) and corrects (beta) what it remembers.

One head keeps a matrix S that maps keys to values. At each token it first decays, then replaces
what it would have answered to the key k by what it should answer, v:

    S_t = alpha_t S_{t-1} (I - beta_t k_t k_t^T) + beta_t v_t k_t^T        o_t = S_t q_t

`recurrent_rule` is that sentence, one token at a time: the definition. `chunked_rule` computes
the same for a chunk of tokens at once with the WY form of the delta rule, so that a prompt costs
matrix products instead of one step per token. On a Mac's GPU MLX's fused kernel replaces both.

Sources: Yang et al., Gated Delta Networks (arXiv 2412.06464), sections 3.1-3.3; Yang et al.,
Parallelizing Linear Transformers with the Delta Rule (arXiv 2406.06484); transformers
`modeling_qwen3_5.py` (Qwen3_5GatedDeltaNet), whose mathematics this follows.

Shapes: B batch, L tokens, Hk/Hv key/value heads, Dk/Dv their widths, C channels of the
convolution (2 Hk Dk + Hv Dv). All of the rule is in float32.
"""

from collections.abc import Sequence
from typing import Protocol

import mlx.core as mx
from mlx import nn

from mlx_model.config import TextConfig
from mlx_model.net.norm import GatedRMSNorm, l2_normalize

CHUNK = 32  # tokens per triangular system; measured on a CPU: 32 is as fast as 16, 64 slower
SEGMENT = 16 * CHUNK  # tokens laid out at once, so that memory does not grow with the prompt

# (Hk, Hv) for which MLX 0.32.4 has a fused Metal kernel, at Dk = Dv = 128 and without a mask;
# elsewhere mx.fast.gated_delta_update unrolls one graph node per token (ml-explore/mlx#4020).
FUSED_HEADS = {(24, 24), (32, 32), (16, 32), (16, 48), (16, 16), (16, 64)}


class DeltaCache(Protocol):
    """What a Gated DeltaNet layer remembers between calls; None before the first."""

    conv: mx.array | None  # (B, kernel - 1, C): the last inputs of the convolution
    state: mx.array | None  # (B, Hv, Dv, Dk) float32
    trail: list[tuple[mx.array, mx.array]] | None  # if wanted: both, after every token


class GatedDeltaNet(nn.Module):
    """The token mixer of three layers in four. (B, L, D) -> (B, L, D)."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.key_heads = config.linear_num_key_heads
        self.value_heads = config.linear_num_value_heads
        self.key_dim = config.linear_key_head_dim
        self.value_dim = config.linear_value_head_dim
        keys, values = self.key_heads * self.key_dim, self.value_heads * self.value_dim
        hidden = config.hidden_size
        self.in_proj_qkv = nn.Linear(hidden, 2 * keys + values, bias=False)
        self.in_proj_z = nn.Linear(hidden, values, bias=False)
        self.in_proj_b = nn.Linear(hidden, self.value_heads, bias=False)
        self.in_proj_a = nn.Linear(hidden, self.value_heads, bias=False)
        self.conv1d = CausalConv(2 * keys + values, config.linear_conv_kernel_dim)
        self.A_log = mx.zeros(self.value_heads)
        self.dt_bias = mx.ones(self.value_heads)
        self.norm = GatedRMSNorm(self.value_dim, config.rms_norm_eps)
        self.out_proj = nn.Linear(values, hidden, bias=False)

    def __call__(self, x: mx.array, cache: DeltaCache | None) -> mx.array:
        B, L, _ = x.shape
        past, state = (None, None) if cache is None else (cache.conv, cache.state)
        mixed, window = self.conv1d(self.in_proj_qkv(x), past)
        q, k, v = self._heads(mixed)
        beta = mx.sigmoid(self.in_proj_b(x).astype(mx.float32))  # (B, L, Hv)
        step = nn.softplus(self.in_proj_a(x).astype(mx.float32) + self.dt_bias)
        log_alpha = -mx.exp(self.A_log.astype(mx.float32)) * step  # (B, L, Hv), <= 0
        if cache is None or cache.trail is None:
            out, *states = gated_delta_rule(q, k, v, log_alpha, beta, state)
        else:
            out, states = stepwise_rule(q, k, v, log_alpha, beta, state)
        if cache is not None:
            _remember(cache, window, window.shape[1] - L, states)
        z = self.in_proj_z(x).reshape(out.shape)
        return self.out_proj(self.norm(out.astype(x.dtype), z).reshape(B, L, -1))

    def _heads(self, mixed: mx.array) -> tuple[mx.array, mx.array, mx.array]:
        """(B, L, C) -> q, k (B, L, Hk, Dk) of unit length (q also scaled) and v (B, L, Hv, Dv)."""
        B, L, _ = mixed.shape
        keys = self.key_heads * self.key_dim
        q, k, v = mx.split(mixed.astype(mx.float32), [keys, 2 * keys], axis=-1)
        q = l2_normalize(q.reshape(B, L, self.key_heads, self.key_dim)) * self.key_dim**-0.5
        k = l2_normalize(k.reshape(B, L, self.key_heads, self.key_dim))
        return q, k, v.reshape(B, L, self.value_heads, self.value_dim)


class CausalConv(nn.Module):
    """Depthwise convolution over the last `kernel` tokens, then SiLU.

    Written as a sum of shifted products: for four taps that is cheaper than a grouped
    convolution, and decoding is the same code.
    """

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.weight = mx.zeros((channels, kernel, 1))

    def __call__(self, x: mx.array, past: mx.array | None) -> tuple[mx.array, mx.array]:
        """x (B, L, C), past (B, kernel-1, C) -> output (B, L, C), past and x in one array."""
        B, L, C = x.shape
        taps = self.weight.shape[1]
        if past is None:
            past = mx.zeros((B, taps - 1, C), dtype=x.dtype)
        window = mx.concatenate([past, x], axis=1)
        weight = self.weight[:, :, 0].T  # (kernel, C)
        out = window[:, :L] * weight[0]
        for tap in range(1, taps):
            out = out + window[:, tap : tap + L] * weight[tap]
        return nn.silu(out), window


def _remember(cache: DeltaCache, window: mx.array, past: int, states: Sequence[mx.array]) -> None:
    """Note conv and state after the last len(states) tokens; one goes on from the newest."""
    first = window.shape[1] - len(states) + 1
    for end, state in enumerate(states, start=first):
        # contiguous: a view would keep the whole prefill's window alive in the cache
        cache.conv, cache.state = mx.contiguous(window[:, end - past : end]), state
        if cache.trail is not None:
            cache.trail.append((cache.conv, cache.state))


def stepwise_rule(
    q: mx.array,
    k: mx.array,
    v: mx.array,
    log_alpha: mx.array,
    beta: mx.array,
    state: mx.array | None,
) -> tuple[mx.array, list[mx.array]]:
    """The same with the state after every token, for the few tokens of a draft to be checked."""
    B, L, Hk, Dk = k.shape
    Hv, Dv = v.shape[2:]
    if state is None:
        state = mx.zeros((B, Hv, Dv, Dk), dtype=mx.float32)
    if not is_fused(Hk, Hv, Dk, Dv):
        return _token_by_token(*_for_values(q, k, Hv), v, log_alpha, beta, state)
    outputs, states = [], []
    for t in range(L):
        now = slice(t, t + 1)
        out, state = gated_delta_rule(
            q[:, now], k[:, now], v[:, now], log_alpha[:, now], beta[:, now], state
        )
        outputs.append(out)
        states.append(state)
    return mx.concatenate(outputs, axis=1), states


def gated_delta_rule(
    q: mx.array,
    k: mx.array,
    v: mx.array,
    log_alpha: mx.array,
    beta: mx.array,
    state: mx.array | None,
) -> tuple[mx.array, mx.array]:
    """The rule by the fastest means at hand.

    Args:
        q, k: (B, L, Hk, Dk), normalised.  v: (B, L, Hv, Dv).
        log_alpha, beta: (B, L, Hv).  state: (B, Hv, Dv, Dk) or None for zeros.

    Returns:
        Outputs (B, L, Hv, Dv) and the state after the last token, both float32.
    """
    B, L, Hk, Dk = k.shape
    Hv, Dv = v.shape[2:]
    if state is None:
        state = mx.zeros((B, Hv, Dv, Dk), dtype=mx.float32)
    if is_fused(Hk, Hv, Dk, Dv):
        out, state = mx.fast.gated_delta_update(q, k, v, mx.exp(log_alpha), beta, state)
        return out, state
    q, k = _for_values(q, k, Hv)
    rule = recurrent_rule if L < CHUNK // 2 else chunked_rule
    return rule(q, k, v, log_alpha, beta, state)


def is_fused(Hk: int, Hv: int, Dk: int, Dv: int) -> bool:
    """Whether MLX has a fused kernel for these heads on the default device."""
    on_gpu = mx.default_device().type == mx.DeviceType.gpu and mx.metal.is_available()
    return on_gpu and Dk == Dv == 128 and (Hk, Hv) in FUSED_HEADS


def _for_values(q: mx.array, k: mx.array, Hv: int) -> tuple[mx.array, mx.array]:
    """Queries and keys (B, L, Hk, Dk), one for each value head: (B, L, Hv, Dk)."""
    times = Hv // k.shape[2]
    return (q, k) if times == 1 else (mx.repeat(q, times, axis=2), mx.repeat(k, times, axis=2))


def recurrent_rule(
    q: mx.array, k: mx.array, v: mx.array, log_alpha: mx.array, beta: mx.array, state: mx.array
) -> tuple[mx.array, mx.array]:
    """The definition, token by token. q, k: (B, L, Hv, Dk), otherwise as `gated_delta_rule`."""
    out, states = _token_by_token(q, k, v, log_alpha, beta, state)
    return out, states[-1]


def _token_by_token(
    q: mx.array, k: mx.array, v: mx.array, log_alpha: mx.array, beta: mx.array, state: mx.array
) -> tuple[mx.array, list[mx.array]]:
    alpha = mx.exp(log_alpha)[..., None, None]  # (B, L, Hv, 1, 1)
    outputs, states = [], []
    for t in range(k.shape[1]):
        state = state * alpha[:, t]
        key = k[:, t, :, None, :]  # (B, Hv, 1, Dk)
        answer = mx.sum(state * key, axis=-1)  # (B, Hv, Dv): what S says to this key now
        correction = (v[:, t] - answer) * beta[:, t, :, None]
        state = state + correction[..., None] * key
        outputs.append(mx.sum(state * q[:, t, :, None, :], axis=-1))
        states.append(state)
    return mx.stack(outputs, axis=1), states


def chunked_rule(
    q: mx.array, k: mx.array, v: mx.array, log_alpha: mx.array, beta: mx.array, state: mx.array
) -> tuple[mx.array, mx.array]:
    """The same, CHUNK tokens at a time; q, k: (B, L, Hv, Dk), otherwise as `gated_delta_rule`.

    Cost grows linearly with L. Beyond inputs and outputs, memory is that of one SEGMENT.
    """
    state = state.swapaxes(-1, -2)  # (B, Hv, Dk, Dv), so that rows of keys multiply it
    outputs = []
    for start in range(0, k.shape[1], SEGMENT):
        part = slice(start, start + SEGMENT)
        laid_out = [_chunks(x[:, part]) for x in (q, k, v, log_alpha, beta)]
        out, state = _segment(*laid_out, state=state)
        length = k[:, part].shape[1]
        outputs.append(out.reshape(*out.shape[:2], -1, out.shape[-1])[:, :, :length])
    out = outputs[0] if len(outputs) == 1 else mx.concatenate(outputs, axis=2)
    return out.swapaxes(1, 2), state.swapaxes(-1, -2)


def _chunks(x: mx.array) -> mx.array:
    """(B, L, H, ...) -> (B, H, N, CHUNK, ...), padded with zeros.

    A padded token has beta 0 and log_alpha 0: it neither decays nor changes the state.
    """
    B, L, H, *rest = x.shape
    padding = -L % CHUNK
    if padding:
        x = mx.pad(x, [(0, 0), (0, padding)] + [(0, 0)] * (x.ndim - 2))
    return x.reshape(B, -1, CHUNK, H, *rest).moveaxis(3, 1)


def _segment(
    q: mx.array, k: mx.array, v: mx.array, log_alpha: mx.array, beta: mx.array, state: mx.array
) -> tuple[mx.array, mx.array]:
    """Chunks (B, H, N, CHUNK, D) and state (B, H, Dk, Dv) -> outputs like v, the next state.

    Within a chunk, token i's correction depends on the corrections of all j < i:
    (I + A) U = beta V - (beta exp(g) K) S, with A[i, j] = beta_i exp(g_i - g_j) k_i . k_j for
    j < i. Solving for the two right-hand sides apart gives `fresh` and `read`, which need no
    state, so all chunks share those products; only the three lines of the scan are sequential.
    """
    g = mx.cumsum(log_alpha, axis=-1)  # (B, H, N, C): decay since the chunk began, in logs
    lower = mx.tril(mx.ones((CHUNK, CHUNK), dtype=mx.bool_))
    decay = mx.exp(mx.where(lower, g[..., :, None] - g[..., None, :], -mx.inf))
    k_beta = k * beta[..., None]
    k_t = k.swapaxes(-1, -2)
    solve = invert_unit_lower(mx.tril((k_beta @ k_t) * decay, k=-1))
    fresh = solve @ (v * beta[..., None])  # (B, H, N, C, Dv)
    read = solve @ (k_beta * mx.exp(g)[..., None])  # (B, H, N, C, Dk)
    within = (q @ k_t) * decay  # (B, H, N, C, C)
    q_in = q * mx.exp(g)[..., None]
    k_out = (k * mx.exp(g[..., -1:] - g)[..., None]).swapaxes(-1, -2)
    total = mx.exp(g[..., -1])[..., None, None]
    corrections, carried = [], []
    for n in range(q.shape[2]):
        correction = fresh[:, :, n] - read[:, :, n] @ state
        carried.append(q_in[:, :, n] @ state)
        corrections.append(correction)
        state = state * total[:, :, n] + k_out[:, :, n] @ correction
    return mx.stack(carried, axis=2) + within @ mx.stack(corrections, axis=2), state


def invert_unit_lower(a: mx.array) -> mx.array:
    """(I + a)^-1 for strictly lower triangular a (..., C, C), C a power of two.

    Blockwise: the inverse of [[P, 0], [R, Q]] is [[P', 0], [-Q' R P', Q']]. Doubling the block
    from 1 to C takes log2(C) batched products on any device, and unlike a power series it stays
    exact when all keys of a chunk are alike.
    """
    *lead, C, _ = a.shape
    inverse = mx.ones((*lead, C, 1, 1), dtype=a.dtype)
    size = 1
    while size < C:
        pairs = inverse.reshape(*lead, -1, 2, size, size)
        first, second = pairs[..., 0, :, :], pairs[..., 1, :, :]
        starts = range(0, C, 2 * size)
        corner = mx.stack([a[..., s + size : s + 2 * size, s : s + size] for s in starts], axis=-3)
        below = -(second @ corner @ first)
        top = mx.concatenate([first, mx.zeros_like(first)], axis=-1)
        inverse = mx.concatenate([top, mx.concatenate([below, second], axis=-1)], axis=-2)
        size *= 2
    return inverse.reshape(*lead, C, C)
