"""The gated delta rule over whole sequences, made for training: few large operations.

It is transformers' `torch_chunk_gated_delta_rule` in another order. There, each chunk reads the
state, corrects what it writes by what the state holds, and writes: four products in a Python loop,
each put into a slice, which autograd pays for with a copy of the whole. Here what a chunk does to
the state is one affine map, S' = M S + N, made for all chunks at once, and the loop is left with
one product a chunk.
"""

# pyright: reportMissingImports=false

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

Context = Any  # what autograd hands from forward to backward, with what is put on it
CHUNK = 32
EPSILON = 1e-6


def _chunks(x: Tensor, size: int) -> Tensor:
    """B L H D, or B L H, to B H N C D, or B H N C; the end filled with zeros."""
    batch, length, heads = x.shape[:3]
    short = -length % size
    if short:
        x = torch.cat([x, x.new_zeros(batch, short, *x.shape[2:])], 1)
    x = x.unflatten(1, (-1, size))
    return x.permute(0, 3, 1, 2, *range(4, x.ndim)).contiguous()


def delta_rule(
    q: Tensor, k: Tensor, v: Tensor, decay: Tensor, beta: Tensor, size: int = CHUNK
) -> Tensor:
    """What each place reads from the state (B L H Dv), which begins empty; all in fp32.

    q, k: B L H Dk before their normalisation, v: B L H Dv; decay (a logarithm, <= 0), beta: B L H.
    Zeros at the end neither write nor forget, so a sequence may be filled up to whole chunks.
    """
    length, width = q.shape[1], q.shape[-1]
    # Of length one, q then by the root of the width; over `width`, since `unit` takes the mean.
    q, k = unit(q, EPSILON / width) / width, unit(k, EPSILON / width) * width**-0.5
    q, k, v = (_chunks(x, size) for x in (q, k, v))
    beta, until = _chunks(beta, size)[..., None], _chunks(decay, size).cumsum(-1)
    late = torch.ones(size, size, dtype=torch.bool, device=q.device).triu(1)
    between = (until[..., :, None] - until[..., None, :]).masked_fill(late, float("-inf")).exp()
    kept = until.exp()[..., None]  # of the state at the chunk's begin, at each place
    k_beta = k * beta
    # Inside a chunk each place corrects what the places before it wrote: a triangular system,
    # of which only what is under the diagonal is read.
    own = (k_beta @ k.transpose(-1, -2)) * between
    written = torch.cat([v * beta, k_beta * kept], -1)
    solved = torch.linalg.solve_triangular(own, written, upper=False, unitriangular=True)
    wanted, known = solved.split([v.shape[-1], width], -1)  # write `wanted` - `known` @ state
    near = (q @ k.transpose(-1, -2)) * between
    to_end = (k * (until[..., -1:] - until).exp()[..., None]).transpose(-1, -2)
    written_by_end = to_end @ solved
    gain, loss = written_by_end.split([v.shape[-1], width], -1)  # Dk Dv and Dk Dk
    states = _states(until[..., -1].exp(), loss, gain)
    read = (q * kept) @ states + near @ (wanted - known @ states)
    return read.permute(0, 2, 3, 1, 4).flatten(1, 2)[:, :length]


def _states(kept: Tensor, loss: Tensor, gain: Tensor) -> Tensor:
    """The state before each chunk (B H N Dk Dv): S' = kept S - loss S + gain."""
    eye = torch.eye(loss.shape[-1], dtype=loss.dtype, device=loss.device)
    maps = (kept[..., None, None] * eye - loss).flatten(0, 1).unbind(1)
    gains = gain.flatten(0, 1).unbind(1)
    states = [torch.zeros_like(gains[0])]
    for each, more in zip(maps[:-1], gains[:-1], strict=True):
        states.append(torch.baddbmm(more, each, states[-1]))
    return torch.stack(states, 1).unflatten(0, gain.shape[:2])


class _Convolved(torch.autograd.Function):
    """SiLU of each channel's causal convolution, with sums made in place: it is bound by memory."""

    @staticmethod
    def forward(ctx: Context, x: Tensor, weight: Tensor) -> Tensor:
        taps = weight.unbind(1)[::-1]  # now, one place ago, ...
        out = x * taps[0]
        for ago, tap in enumerate(taps[1:], 1):
            out[:, ago:].addcmul_(x[:, :-ago], tap)
        ctx.save_for_backward(x, weight, out)
        return F.silu(out)

    @staticmethod
    def backward(ctx: Context, *grads: Tensor) -> tuple[Tensor, Tensor]:
        x, weight, out = ctx.saved_tensors
        grad = torch.ops.aten.silu_backward(grads[0], out)
        taps = weight.unbind(1)[::-1]
        back, product = grad * taps[0], grad * x
        sums = [product.sum((0, 1))]
        for ago, tap in enumerate(taps[1:], 1):
            back[:, :-ago].addcmul_(grad[:, ago:], tap)
            torch.mul(grad[:, ago:], x[:, :-ago], out=product[:, ago:])
            sums.append(product[:, ago:].sum((0, 1)))
        return back, torch.stack(sums[::-1], 1)


def convolved(x: Tensor, weight: Tensor) -> Tensor:
    """SiLU of each channel's causal convolution: x B L C, weight C 1 K as of nn.Conv1d."""
    return _Convolved.apply(x, weight.squeeze(1))


class _Unit(torch.autograd.Function):
    """x divided by the root of its mean square over the last axis."""

    @staticmethod
    def forward(ctx: Context, x: Tensor, epsilon: float) -> Tensor:
        inverse = ((x * x).mean(-1, keepdim=True) + epsilon).rsqrt_()
        out = x * inverse
        ctx.save_for_backward(out, inverse)
        return out

    @staticmethod
    def backward(ctx: Context, *grads: Tensor) -> tuple[Tensor, None]:
        out, inverse = ctx.saved_tensors
        along = (grads[0] * out).mean(-1, keepdim=True)
        return torch.addcmul(grads[0], out, along, value=-1).mul_(inverse), None


def unit(x: Tensor, epsilon: float) -> Tensor:
    """x at a mean square of one over its last axis."""
    return _Unit.apply(x, epsilon)
