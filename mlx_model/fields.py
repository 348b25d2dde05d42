"""Typed access to the JSON files of a checkpoint, with errors that name the file and the field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlx_model.errors import ConfigError

Json = Mapping[str, Any]  # Any: what a foreign file holds is unknown until its fields are read


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object, or raise ConfigError naming the file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path.parent} has no {path.name}: is it a checkpoint folder, fully downloaded?"
        ) from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as JSON ({error}): download it again.") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{path} holds no JSON object: download it again.")
    return value


@dataclass(frozen=True)
class Fields:
    """The required fields of one JSON object; `place` names it in errors."""

    raw: Json
    place: str

    def number(self, name: str) -> float:
        """A positive number."""
        value = self.raw.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise ConfigError(f"{self.place}.{name} must be a positive number, found {value!r}.")
        return float(value)

    def integer(self, name: str) -> int:
        """A positive whole number."""
        value = self.number(name)
        if value != int(value):
            raise ConfigError(f"{self.place}.{name} must be a whole number, found {value}.")
        return int(value)

    def section(self, name: str) -> Json:
        """A nested object."""
        value = self.raw.get(name)
        if not isinstance(value, Mapping):
            raise ConfigError(f"{self.place} has no object {name}: download the checkpoint again.")
        return value
