"""Qwen3.5 in MLX: a library one can use alone.

    from mlx_model import Message, TextPart, generate, load

    model, processor = load(Path("Qwen3.5-0.8B"))
    prompt = processor.prompt([Message("user", (TextPart("Hello"),))])
    for event in generate(model, processor, prompt):
        ...

One thread loads the model and runs it. Importing this package imports nothing heavy: each name is
fetched from its room when it is first used (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlx_model.config import ModelConfig as ModelConfig
    from mlx_model.errors import CheckpointError as CheckpointError
    from mlx_model.errors import ConfigError as ConfigError
    from mlx_model.errors import KestrelError as KestrelError
    from mlx_model.errors import MediaError as MediaError
    from mlx_model.errors import PromptError as PromptError
    from mlx_model.errors import RequestError as RequestError
    from mlx_model.inputs.message import ImagePart as ImagePart
    from mlx_model.inputs.message import Message as Message
    from mlx_model.inputs.message import TextPart as TextPart
    from mlx_model.inputs.message import VideoPart as VideoPart
    from mlx_model.inputs.processor import Processor as Processor
    from mlx_model.inputs.processor import Prompt as Prompt
    from mlx_model.inputs.receipt import Receipt as Receipt
    from mlx_model.net.model import Model as Model
    from mlx_model.runtime.events import End as End
    from mlx_model.runtime.events import Event as Event
    from mlx_model.runtime.events import Prefill as Prefill
    from mlx_model.runtime.events import Text as Text
    from mlx_model.runtime.events import Thinking as Thinking
    from mlx_model.runtime.events import Timings as Timings
    from mlx_model.runtime.events import Usage as Usage
    from mlx_model.runtime.generate import generate as generate
    from mlx_model.runtime.load import load as load
    from mlx_model.runtime.sampling import Sampling as Sampling
    from mlx_model.runtime.snapshots.store import Snapshots as Snapshots

_ROOMS = {
    "config": ("ModelConfig",),
    "errors": (
        "CheckpointError",
        "ConfigError",
        "KestrelError",
        "MediaError",
        "PromptError",
        "RequestError",
    ),
    "inputs.message": ("ImagePart", "Message", "TextPart", "VideoPart"),
    "inputs.processor": ("Processor", "Prompt"),
    "inputs.receipt": ("Receipt",),
    "net.model": ("Model",),
    "runtime.events": ("End", "Event", "Prefill", "Text", "Thinking", "Timings", "Usage"),
    "runtime.generate": ("generate",),
    "runtime.load": ("load",),
    "runtime.sampling": ("Sampling",),
    "runtime.snapshots.store": ("Snapshots",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_ROOM_OF)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'mlx_model' has no attribute {name!r}")
    return getattr(import_module(f"mlx_model.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
