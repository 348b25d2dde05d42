"""The models that are known to run, from a file of this program: no host is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from app.places import RESOURCES
from mlx_model.config import ModelConfig, parse_config
from mlx_model.fields import read_json

CATALOGUE = RESOURCES / "catalogue.json"
HostName = Literal["huggingface", "modelscope"]


@dataclass(frozen=True)
class Source:
    """A repository on a host."""

    host: HostName
    repository: str


@dataclass(frozen=True)
class Offer:
    """A model that can be got. `bytes` is close; the host says it exactly when it is asked."""

    id: str  # and the name of its folder
    name: str
    kind: Literal["instruct", "base"]
    quantization: str  # as 4-bit; "full precision"
    about: str
    bytes: int
    licence: str
    sources: tuple[Source, ...]  # the first is asked first
    config: ModelConfig


def load_catalogue(path: Path = CATALOGUE) -> tuple[Offer, ...]:
    """All of them, as the file orders them.

    Raises:
        ConfigError: the file, or a shape in it, is not sound.
    """
    raw = read_json(path)
    shapes = {name: parse_config(shape) for name, shape in raw["shapes"].items()}
    return tuple(_offer(entry, shapes) for entry in raw["models"])


# Any: what json.loads gives
def _offer(entry: Mapping[str, Any], shapes: Mapping[str, ModelConfig]) -> Offer:
    return Offer(
        id=entry["id"],
        name=entry["name"],
        kind=entry["kind"],
        quantization=entry["quantization"],
        about=entry["about"],
        bytes=int(entry["bytes"]),
        licence=entry["licence"],
        sources=tuple(
            Source(cast(HostName, source["host"]), source["repository"])
            for source in entry["sources"]
        ),
        config=shapes[entry["size"]],
    )
