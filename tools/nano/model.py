"""The network that is trained: transformers' own class, a start fit for training, and the MTP head.

The library's initialisation is made for loading. Here: fan-in scaled normals, embeddings of 0.05,
`dt_bias` as the authors of Gated DeltaNet set it. The tower is run by `see`, which is the class's
forward for pictures of equal size, as one batch and with the doubled still frame folded.
"""

# pyright: reportMissingImports=false

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip (before transformers)
from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration
from transformers.models.qwen3_5.modeling_qwen3_5 import (
    Qwen3_5DecoderLayer,
    Qwen3_5RMSNorm,
    apply_rotary_pos_emb_vision,
)
from transformers.vision_utils import (
    get_vision_interpolation_indices_and_weights,
    get_vision_position_ids,
)

from tools.nano.shape import Shape
from tools.nano.targets import ALPHABET, DIGITS, END, MOST_ELEMENTS, SLOTS
from tools.nano.world import ROLES, STATES

TextConfig = Any
Tower = Any  # the class's vision model, whose parts torch's types do not know


Rotary = tuple[Tensor, Tensor]


class Mtp(nn.Module):
    """Multi-token prediction: from the hidden state at t and the token t+1, the token t+2.

    The order in the concatenation (embedding first) is that of the released checkpoints. The masks
    are spelt out: eager attention without one looks at the future, and what it finds there is the
    token that it is asked for.
    """

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        width, eps = config.hidden_size, config.rms_norm_eps
        whole = config.layer_types.index("full_attention")
        self.fc = nn.Linear(2 * width, width, bias=False)
        self.pre_fc_norm_embedding = Qwen3_5RMSNorm(width, eps=eps)
        self.pre_fc_norm_hidden = Qwen3_5RMSNorm(width, eps=eps)
        self.layers = nn.ModuleList([Qwen3_5DecoderLayer(config, whole)])
        self.norm = Qwen3_5RMSNorm(width, eps=eps)

    def forward(self, embedded: Tensor, hidden: Tensor, rotary: Rotary) -> Tensor:
        """The states of the first drafts; place t sees the pairs up to t."""
        pairs = self._paired(embedded, hidden)
        return self._through(pairs, rotary, _until(pairs.shape[1], pairs))

    def again(
        self, embedded: Tensor, hidden: Tensor, first: Tensor, rotary: Rotary, later: Rotary
    ) -> Tensor:
        """The states of the second drafts: `first`, the head's own states, stand for `hidden`.

        embedded: B L+1 D, from the token t+1 on; rotary and later: of t and of t+1. Place t sees
        the true pairs up to t, then its own second pair, as when drafts are made one by one.
        """
        true = self._paired(embedded[:, :-1], hidden)
        pairs = torch.cat([true, self._paired(embedded[:, 1:], first)], dim=1)
        length = true.shape[1]
        causal, closed = _until(length, pairs), pairs.new_full((length, length), float("-inf"))
        own = closed.clone().fill_diagonal_(0.0)
        mask = torch.cat([torch.cat([causal, closed], 1), torch.cat([causal, own], 1)])
        turns = tuple(torch.cat(two, dim=1) for two in zip(rotary, later, strict=True))
        return self._through(pairs, (turns[0], turns[1]), mask)[:, length:]

    def _paired(self, embedded: Tensor, hidden: Tensor) -> Tensor:
        both = (self.pre_fc_norm_embedding(embedded), self.pre_fc_norm_hidden(hidden))
        return self.fc(torch.cat(both, dim=-1))

    def _through(self, pairs: Tensor, rotary: Rotary, mask: Tensor) -> Tensor:
        layer = self.layers[0]
        return self.norm(layer(pairs, position_embeddings=rotary, attention_mask=mask[None, None]))


def _until(length: int, like: Tensor) -> Tensor:
    """What is added to attention's scores so that place t sees none after t (L L)."""
    return like.new_full((length, length), float("-inf")).triu(1)


class Heads(nn.Module):
    """Throw-away heads that teach the tower; never exported."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        codes = len(ALPHABET) + 1
        self.letters = nn.Linear(shape.vision_hidden, SLOTS * codes)
        self.words = nn.Linear(shape.hidden, shape.hidden)  # in the space of the tokens
        sizes = {
            "spelling": SLOTS * codes,
            "role": len(ROLES) + 1,
            "state": len(STATES),
            "digits": 4 * DIGITS * (END + 1),
            "order": MOST_ELEMENTS,
            "order_in_role": MOST_ELEMENTS,
            "following": 2,
        }
        self.cell = nn.ModuleDict({name: nn.Linear(shape.hidden, n) for name, n in sizes.items()})


class Nano(nn.Module):
    """Everything that is trained: network, MTP head, throw-away heads."""

    def __init__(self, shape: Shape, config: dict[str, Any]) -> None:
        super().__init__()
        whole: Any = Qwen3_5ForConditionalGeneration(Qwen3_5Config.from_dict(config)).float()
        self.net = whole
        self.net.config.text_config._attn_implementation = "eager"  # its weights are taught
        self.mtp = Mtp(self.net.config.text_config)
        self.heads = Heads(shape)
        for part in (self.net, self.mtp, self.heads):
            start(part)
        start_looks(self.net.model.visual)


LOOKS = (  # rows down, columns right, for the heads of the first blocks
    ((0, -1), (0, 1), (0, -2), (0, 2), (-1, 0), (1, 0)),
    ((0, -1), (0, 1), (0, -2), (0, 2), (0, -3), (0, 3)),
    ((0, -2), (0, 2), (0, -4), (0, 4)),
)
EARLY = 1  # the block after which single letters are asked


@torch.no_grad()
def start(part: nn.Module) -> None:
    """Set all weights of a part for training from nothing."""
    for module in part.modules():
        if isinstance(module, nn.Linear | nn.Conv3d):
            fan_in = module.weight[0].numel()
            module.weight.normal_(0, fan_in**-0.5)
            if module.bias is not None:
                module.bias.zero_()
        elif isinstance(module, nn.Embedding):
            module.weight.normal_(0, 0.05)
    for name, parameter in part.named_parameters():
        if name.endswith("dt_bias"):
            low, high = math.log(1e-3), math.log(1e-1)
            dt = torch.exp(torch.empty_like(parameter).uniform_(low, high))
            parameter.copy_(dt + torch.log(-torch.expm1(-dt)))


@torch.no_grad()
def start_patches(tower: Tower, sample: Tensor) -> None:
    """Let the patch embedding begin as the whitened principal components of a sample of patches.

    Neighbouring pixels are nearly equal, which makes raw pixels a slow thing to learn from.
    """
    pixels = sample.double() / 127.5 - 1
    mean = pixels.mean(0)
    spread, axes = torch.linalg.eigh((pixels - mean).T @ (pixels - mean) / len(pixels))
    conv = tower.patch_embed.proj
    strongest = torch.arange(len(spread) - 1, len(spread) - 1 - conv.out_channels, -1)
    kept = spread[strongest]
    rows = (axes[:, strongest] / (kept + 0.1 * kept.mean()).sqrt()).T
    conv.bias.copy_(-(rows @ mean).float())
    still = rows.float().view(conv.out_channels, conv.in_channels, *conv.kernel_size[1:])
    conv.weight.copy_(still.unsqueeze(2).expand_as(conv.weight) / conv.kernel_size[0])
    tower.pos_embed.weight.copy_(0.05 * torch.randn_like(tower.pos_embed.weight))
    tower.pos_embed.weight.add_(waves(tower.num_grid_per_side, conv.out_channels))
    weakest = conv.out_channels // 4  # components that carry least of the picture
    codes = torch.randn(2, tower.num_grid_per_side, weakest) * 0.8
    tower.pos_embed.weight[:, -weakest:] += (codes[0][:, None] + codes[1][None]).flatten(0, 1)


def waves(side: int, width: int, count: int = 8) -> Tensor:
    """A smooth start for a table of places: each row and column is a chord of waves."""
    along = torch.linspace(0, 1, side)[:, None] * torch.arange(1, count + 1) * math.pi
    chord = torch.cat([along.sin(), along.cos()], dim=1)  # side 2*count
    mix = torch.randn(2, 2 * count, width) * 0.1
    return ((chord @ mix[0])[:, None] + (chord @ mix[1])[None]).flatten(0, 1)


@torch.no_grad()
def start_looks(tower: Tower, sharpness: float = 5.3) -> None:
    """Let heads of the first blocks begin by looking at a neighbour: biases that rotary turns.

    A head whose query bias is its key bias turned by an offset attends to that offset.
    """
    rates = tower.rotary_pos_emb.inv_freq[:3]
    for block, looks in zip(tower.blocks, LOOKS, strict=False):
        attn = block.attn
        q_bias, k_bias, _ = attn.qkv.bias.view(3, attn.num_heads, attn.head_dim)
        half, quarter = attn.head_dim // 2, attn.head_dim // 4
        for head, (down, right) in enumerate(looks[: attn.num_heads]):
            own = slice(head * attn.head_dim, (head + 1) * attn.head_dim)
            attn.qkv.weight[: 2 * attn.dim].view(2, attn.dim, -1)[:, own] *= 0.3
            for axis, offset in ((0, down), (quarter, right)):
                spot = torch.arange(len(rates)) + axis
                k_bias[head, spot] = sharpness
                q_bias[head, spot] = sharpness * torch.cos(offset * rates)
                q_bias[head, spot + half] = sharpness * torch.sin(offset * rates)


def see(tower: Tower, patches: Tensor, grid: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """B N 768 byte patches of equal pictures to early and last states and visual tokens (B M D).

    Of films, whose grid has three sides, B N 1536: a visual frame is as a picture of its own, but
    each patch holds two frames.
    """
    if len(grid) == 3:
        batch, _, numbers = patches.shape
        seen = see(tower, patches.reshape(batch * int(grid[0]), -1, numbers), grid[1:])
        early, states, cells = (part.reshape(batch, -1, part.shape[-1]) for part in seen)
        return early, states, cells
    batch, count, numbers = patches.shape
    grid_thw = torch.tensor([[1, *grid.tolist()]], device=patches.device)
    where, weights = get_vision_interpolation_indices_and_weights(
        grid_thw, tower.num_grid_per_side, "bilinear", True, tower.spatial_merge_size
    )
    place = (tower.pos_embed(where) * weights[:, :, None]).sum(1)
    conv = tower.patch_embed.proj
    weight = conv.weight.flatten(1)
    if numbers < weight.shape[1]:
        weight = conv.weight.sum(2).flatten(1)  # a still is the same frame twice
    states = F.linear(patches.float() / 127.5 - 1, weight, conv.bias) + place
    spots = get_vision_position_ids(grid_thw, tower.spatial_merge_size)
    cos, sin = tower.rotary_pos_emb(states, spots)
    early = states
    for depth, block in enumerate(tower.blocks):
        attn, normed = block.attn, block.norm1(states)
        qkv = attn.qkv(normed).view(batch, count, 3, attn.num_heads, attn.head_dim)
        q, k, v = qkv.unbind(2)
        q, k = apply_rotary_pos_emb_vision(q, k, cos, sin)
        mixed = F.scaled_dot_product_attention(
            q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        )
        states = states + attn.proj(mixed.transpose(1, 2).reshape(batch, count, -1))
        states = states + block.mlp(block.norm2(states))
        early = states if depth == EARLY else early
    cells = tower.merger(states.reshape(batch * count, -1))
    return early, states, cells.view(batch, count // tower.spatial_merge_size**2, -1)
