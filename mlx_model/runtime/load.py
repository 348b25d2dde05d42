"""A checkpoint folder to everything that generation needs."""

from pathlib import Path

import mlx.core as mx

from mlx_model.checkpoint.load import load_model
from mlx_model.inputs.gallery import Gallery
from mlx_model.inputs.processor import Processor
from mlx_model.net.model import Model


def load(
    folder: Path | str, *, dtype: mx.Dtype | None = None, gallery: Gallery | None = None
) -> tuple[Model, Processor]:
    """Load a checkpoint. Do it in the thread that will generate: MLX's streams belong to one.

    Args:
        folder: where config.json, the weights and the tokenizer lie.
        dtype: None takes the weights as stored on a GPU, float32 on a CPU.
        gallery: where decoded attachments are kept; None decodes them for every prompt.

    Raises:
        ConfigError, CheckpointError: what is missing or wrong, by name.
    """
    folder = Path(folder)
    model = load_model(folder, dtype=dtype)
    return model, Processor.load(folder, model.config, gallery)
