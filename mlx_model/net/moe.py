"""Sparse mixture of experts with one shared expert, in place of the dense feed-forward.

Each token goes to the k experts its router likes best, weighted by the router's probabilities
made to sum to one, and always through the shared expert, weighted by a sigmoid of its own.

Reference: transformers `modeling_qwen3_5_moe.py` (Qwen3_5MoeSparseMoeBlock).
Shapes: N tokens, E experts, k chosen, D hidden, F width of an expert.
"""

import mlx.core as mx
from mlx import nn

from mlx_model.config import MoeConfig
from mlx_model.net.mlp import MLP


class SparseMoe(nn.Module):
    """(B, L, D) -> (B, L, D)."""

    def __init__(self, hidden_size: int, config: MoeConfig) -> None:
        super().__init__()
        self.chosen = config.num_experts_per_tok
        self.gate = nn.Linear(hidden_size, config.num_experts, bias=False)
        self.switch_mlp = Experts(hidden_size, config.intermediate_size, config.num_experts)
        self.shared_expert = MLP(hidden_size, config.shared_expert_intermediate_size)
        self.shared_expert_gate = nn.Linear(hidden_size, 1, bias=False)

    def __call__(self, x: mx.array) -> mx.array:
        tokens = x.reshape(-1, x.shape[-1])  # (N, D)
        scores = mx.softmax(self.gate(tokens).astype(mx.float32), axis=-1, precise=True)
        experts = mx.argpartition(-scores, self.chosen - 1, axis=-1)[:, : self.chosen]
        weights = mx.take_along_axis(scores, experts, axis=-1)
        weights = (weights / weights.sum(axis=-1, keepdims=True)).astype(x.dtype)
        routed = (self.switch_mlp(tokens, experts) * weights[..., None]).sum(axis=1)
        shared = mx.sigmoid(self.shared_expert_gate(tokens)) * self.shared_expert(tokens)
        return (routed + shared).reshape(x.shape)


class Experts(nn.Module):
    """All experts' feed-forwards, stacked. Tokens (N, D), experts (N, k) -> (N, k, D)."""

    def __init__(self, hidden_size: int, intermediate_size: int, experts: int) -> None:
        super().__init__()
        self.gate_proj = ExpertLinear(hidden_size, intermediate_size, experts)
        self.up_proj = ExpertLinear(hidden_size, intermediate_size, experts)
        self.down_proj = ExpertLinear(intermediate_size, hidden_size, experts)

    def __call__(self, tokens: mx.array, experts: mx.array) -> mx.array:
        # Sorted by expert, each expert's weights are read once for all of its tokens.
        flat = experts.flatten()
        order = mx.argsort(flat)
        rows, chosen = tokens[order // experts.shape[1]][:, None], flat[order]
        hidden = nn.silu(self.gate_proj(rows, chosen)) * self.up_proj(rows, chosen)
        out = self.down_proj(hidden, chosen)[:, 0]
        return out[mx.argsort(order)].reshape(*experts.shape, -1)


class ExpertLinear(nn.Module):
    """One linear map per expert. x (M, 1, in), experts (M,) in rising order -> (M, 1, out)."""

    def __init__(self, input_dims: int, output_dims: int, experts: int) -> None:
        super().__init__()
        self.weight = mx.zeros((experts, output_dims, input_dims))

    def __call__(self, x: mx.array, experts: mx.array) -> mx.array:
        weight = self.weight.swapaxes(-1, -2)
        return mx.gather_mm(x, weight, rhs_indices=experts, sorted_indices=True)

    def to_quantized(
        self, group_size: int | None = None, bits: int | None = None, mode: str = "affine"
    ) -> "QuantizedExpertLinear":
        """The hook by which `mlx.nn.quantize` replaces this layer."""
        return QuantizedExpertLinear(self.weight, group_size or 64, bits or 4, mode)


class QuantizedExpertLinear(nn.Module):
    """`ExpertLinear` with quantized weights, laid out as MLX's own quantized layers."""

    def __init__(self, weight: mx.array, group_size: int, bits: int, mode: str) -> None:
        super().__init__()
        self.group_size, self.bits, self.mode = group_size, bits, mode
        self.weight, self.scales, *biases = mx.quantize(weight, group_size, bits, mode=mode)
        self.biases = biases[0] if biases else None
        self.freeze()

    def __call__(self, x: mx.array, experts: mx.array) -> mx.array:
        return mx.gather_qmm(
            x,
            self.weight,
            self.scales,
            self.biases,
            rhs_indices=experts,
            transpose=True,
            group_size=self.group_size,
            bits=self.bits,
            mode=self.mode,
            sorted_indices=True,
        )
