"""How much a checkpoint takes at once on this machine, computed before it is loaded."""

from app.cli.places import checkpoint_folder
from app.models.fit import CHUNK, ITEMSIZE, POINTS, STEP
from app.models.machine import this_machine
from app.reading.folders.window import Window
from mlx_model.config import load_config
from mlx_model.footprint import chunk_bytes, state_bytes, token_bytes
from mlx_model.inputs.conversation import Conversation
from mlx_model.inputs.tokenizer import Tokenizer


def window_of(model: str) -> Window:
    """Of the model of that name or path, for conversations of words alone.

    Raises:
        Refusal: there is no such model.
        ConfigError: its files are no checkpoint.
    """
    folder = checkpoint_folder(model)
    config, tokenizer = load_config(folder), Tokenizer(folder)
    plain = Conversation(tokenizer.special_tokens).plain
    weights = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    machine = this_machine()

    def needs(tokens: int) -> int:  # as app/engine sums up what it admits
        length = -(-tokens // STEP) * STEP
        kept = length * token_bytes(config.text, ITEMSIZE, None, drafts=True)
        kept += POINTS * state_bytes(config.text, ITEMSIZE)
        chunk = min(CHUNK, tokens)
        return weights + kept + chunk_bytes(config.text, chunk, length, fused=machine.is_metal)

    return Window(
        config.text.max_position_embeddings,
        lambda text: len(tokenizer.encode(plain(text))),
        needs,
        machine.usable,
    )
