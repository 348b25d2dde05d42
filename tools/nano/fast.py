"""The decoder's forward for training: transformers' weights, the same numbers, less work.

The class itself takes a reference form of the gated delta rule, and gives attention's weights only
in eager mode, where they are all made and kept. The lessons of looking need few of them: for some
rows, how much falls on some cells of the picture. So attention goes through the fused function, and
only those rows are made a second time.
"""

# pyright: reportMissingImports=false

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip (before transformers)
from transformers.models.qwen3_5.modeling_qwen3_5 import apply_rotary_pos_emb

from tools.nano.delta import Context, convolved, delta_rule, unit

Module = Any  # parts of the class's model, whose types torch does not know
Rotary = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Look:
    """Which attention is asked for: how much of it falls on which cells of the picture.

    layer counts those of full attention, from 0, or from -1 at the end; heads: from, until; there:
    B Q, which of the first Q places look; mine: B Q M, which cells are right for each; columns:
    B M, the cells' places in the sequence.
    """

    layer: int
    heads: tuple[int, int]
    there: Tensor
    mine: Tensor
    columns: Tensor


def columns(image: Tensor) -> Tensor:
    """Places of the picture's cells (B M) from where they are (B L); each row has M of them."""
    return image.nonzero()[:, 1].view(len(image), -1)


def run(
    decoder: Module, embedded: Tensor, positions: Tensor, looks: Mapping[str, Look] | None = None
) -> tuple[Tensor, dict[str, Tensor]]:
    """Final states (B L D, after the norm), and the shares that `looks` asks for.

    embedded: B L D, filled up at the right if at all; positions: 3 B L. A share (T heads, in
    [0, 1]) has one row for each true place of `there`, in the order of `x[there]`.
    """
    full = [n for n, layer in enumerate(decoder.layers) if hasattr(layer, "self_attn")]
    at = {name: full[look.layer] for name, look in (looks or {}).items()}
    rotary = decoder.rotary_emb(embedded, positions)
    states, shares = embedded, {}
    for n, layer in enumerate(decoder.layers):
        normed = _normed(layer.input_layernorm, states)
        if n in full:
            asked = {name: look for name, look in (looks or {}).items() if at[name] == n}
            mixed, found = _attend(layer.self_attn, normed, rotary, asked)
            shares |= found
        else:
            mixed = _remember(layer.linear_attn, normed)
        states = states + mixed
        states = states + layer.mlp(_normed(layer.post_attention_layernorm, states))
    return _normed(decoder.norm, states), shares


def _attend(
    part: Module, x: Tensor, rotary: Rotary, looks: Mapping[str, Look]
) -> tuple[Tensor, dict[str, Tensor]]:
    """Gated full attention (B L D), and the shares asked for."""
    q, gate = part.q_proj(x).unflatten(-1, (-1, 2 * part.head_dim)).chunk(2, -1)
    q = _normed(part.q_norm, q).transpose(1, 2)
    k = _normed(part.k_norm, part.k_proj(x).unflatten(-1, (-1, part.head_dim))).transpose(1, 2)
    v = part.v_proj(x).unflatten(-1, (-1, part.head_dim)).transpose(1, 2)
    q, k = apply_rotary_pos_emb(q, k, *rotary)
    k, v = (x.repeat_interleave(part.num_key_value_groups, 1) for x in (k, v))
    mixed = F.scaled_dot_product_attention(q, k, v.to(q.dtype), is_causal=True, scale=part.scaling)
    out = part.o_proj((mixed.transpose(1, 2) * gate.sigmoid()).flatten(2))
    return out, {name: _share(q, k, part.scaling, look) for name, look in looks.items()}


def _share(q: Tensor, k: Tensor, scale: float, look: Look) -> Tensor:
    """How much of each looking place's attention falls on its cells (T heads); q, k: B H L D."""
    q, k = (x[:, slice(*look.heads)] for x in (q, k))
    most = int(look.there.sum(1).max())
    rows = (~look.there).byte().argsort(dim=1, stable=True)[:, :most]  # B R: true places first
    real = look.there.gather(1, rows)
    picked = q.gather(2, rows[:, None, :, None].expand(-1, q.shape[1], -1, q.shape[-1]))
    places = torch.arange(k.shape[2], device=k.device)
    later = (places > rows[..., None])[:, None]  # B 1 R L
    scores = ((picked * scale) @ k.transpose(-1, -2)).float()
    cells = look.columns.shape[1]
    mine = look.mine.gather(1, rows[..., None].expand(-1, -1, cells))  # B R M
    right = torch.zeros_like(later[:, 0], dtype=scores.dtype)
    right.scatter_(2, look.columns[:, None].expand_as(mine), mine.to(right.dtype))
    return _Falling.apply(scores, later, right[:, None]).transpose(1, 2)[real]


class _Falling(torch.autograd.Function):
    """The part of a causal softmax that falls on the places that are right (1, else 0)."""

    @staticmethod
    def forward(ctx: Context, scores: Tensor, later: Tensor, right: Tensor) -> Tensor:
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        share = (weights * right).sum(-1)
        ctx.save_for_backward(weights, right, share)
        return share

    @staticmethod
    def backward(ctx: Context, *grads: Tensor) -> tuple[Tensor, None, None]:
        weights, right, share = ctx.saved_tensors
        slope = (right - share[..., None]).mul_(weights)
        return slope.mul_(grads[0][..., None]), None, None


def _remember(part: Module, x: Tensor) -> Tensor:
    """The gated delta net (B L D)."""
    heads, groups = part.num_v_heads, part.num_v_heads // part.num_k_heads
    mixed = convolved(part.in_proj_qkv(x).float(), part.conv1d.weight)
    q, k, v = mixed.split([part.key_dim, part.key_dim, part.value_dim], -1)
    z, beta, decay = part.in_proj_z(x), part.in_proj_b(x).sigmoid(), part.in_proj_a(x)
    with torch.autocast(x.device.type, enabled=False):
        q, k = (y.unflatten(-1, (-1, part.head_k_dim)) for y in (q, k))
        if groups > 1:
            q, k = (y.repeat_interleave(groups, 2) for y in (q, k))
        v = v.unflatten(-1, (heads, -1))
        decay = -part.A_log.float().exp() * F.softplus(decay.float() + part.dt_bias)
        read = delta_rule(q, k, v, decay, beta.float())
    weighed = part.norm.weight * unit(read, part.norm.variance_epsilon)
    return part.out_proj((weighed * F.silu(z.float()).unflatten(-1, (heads, -1))).flatten(2))


def _normed(norm: Module, x: Tensor) -> Tensor:
    """The family's norm, whose weight is told from one."""
    return (unit(x.float(), norm.eps) * (1 + norm.weight)).to(x.dtype)
