"""Read an exported checkpoint back, to train on from it.

The names and the norms (stored as what is added to one) are those of transformers' own classes,
so nothing is turned. Throw-away heads were never exported; they stay as they are.
"""

# pyright: reportMissingImports=false

from pathlib import Path

from safetensors.torch import load_file

from tools.nano.model import Nano

HEAD, WEIGHTS = "mtp.", "model.safetensors"


def restore(nano: Nano, folder: Path) -> None:
    """Fill network and MTP head; a missing or unknown name is an error of torch's."""
    named = {name: value.float() for name, value in load_file(folder / WEIGHTS).items()}
    head = {name.removeprefix(HEAD): named.pop(name) for name in [*named] if name.startswith(HEAD)}
    nano.mtp.load_state_dict(head)
    named["lm_head.weight"] = named["model.language_model.embed_tokens.weight"]  # tied
    nano.net.load_state_dict(named)
