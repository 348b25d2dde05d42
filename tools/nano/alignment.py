"""Bring what the tower says of a cell near the tokens of the words in it.

The dense lessons teach linear heads to tell a cell's words in the space of the token embeddings.
Folded into the merger, which ends linearly too, a cell that shows "Save" looks to the decoder much
like the token "Save"; the heads are turned back so that they still read the same.
"""

# pyright: reportMissingImports=false

from typing import Any

import torch

from tools.nano.model import Nano


@torch.no_grad()
def fold(nano: Nano, strength: float = 0.85) -> None:
    """Add the words' head to the merger's output."""
    heads: Any = nano.heads
    last = nano.net.model.visual.merger.linear_fc2
    width = len(last.weight)
    weight, bias = heads.words.weight, heads.words.bias
    turn = torch.eye(width).to(weight).double() + strength * weight.double()
    shift, back = strength * bias.double(), torch.linalg.inv(turn)
    last.bias.copy_(turn @ last.bias.double() + shift)
    last.weight.copy_(turn @ last.weight.double())
    for head in (heads.words, *heads.cell.values()):
        turned = head.weight.double() @ back
        head.bias.copy_(head.bias.double() - turned @ shift)
        head.weight.copy_(turned)
