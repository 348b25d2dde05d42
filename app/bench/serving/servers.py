"""The servers that are measured: how each is started, where it listens, how it is asked to think.

mlx-vlm keeps nothing between requests by default; APC_ENABLED=1 switches its prefix cache on (read
in mlx_vlm/apc.py and server/runtime_config.py of 0.7.10). mlx-lm's cache is always on.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.bench.beside_torch import beside_torch

Json = dict[str, Any]  # Any: JSON to be sent


@dataclass(frozen=True)
class Place:
    """What a server gets: a checkpoint, a port, and a folder of its own for everything else."""

    model: Path
    port: int
    folder: Path

    @property
    def socket(self) -> Path:
        return self.folder / "engine" / "socket"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"


@dataclass(frozen=True)
class Server:
    """One kind of server, as it is started and spoken to."""

    name: str
    package: str
    command: Callable[[Place], list[str]]
    sees: bool = True
    by_socket: bool = False
    environment: Callable[[Place], Mapping[str, str]] = lambda _: {}
    extras: Mapping[str, Any] = field(default_factory=dict)  # in each request

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None

    def model_name(self, place: Place) -> str:
        """What a request calls the checkpoint, so that nothing else is loaded."""
        return str(place.model) if self.package == "mlx_vlm" else MODEL_NAMES[self.package]


MODEL_NAMES = {"app": "default", "mlx_lm": "default_model"}


def _kestrel(place: Place) -> list[str]:
    command = [sys.executable, "-m", "app", "--engine", "--socket", str(place.socket)]
    return [*command, "--model", str(place.model), "--snapshots", str(place.snapshots)]


def _by_port(*start: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        address = ["--host", "127.0.0.1", "--port", str(place.port)]
        return [sys.executable, *start, "--model", str(place.model), *address]

    return command


def _vlm_cache(place: Place) -> Mapping[str, str]:
    return {"APC_ENABLED": "1", "MLX_VLM_CACHE_HOME": str(place.folder)}


# A peer has no loop guard, and a random network's answers must not end at different places.
KESTREL = Server("kestrel", "app", _kestrel, by_socket=True, extras={"loop_guard": False})
MLX_VLM = Server("mlx-vlm", "mlx_vlm", _by_port("-c", beside_torch("mlx_vlm.server")))
MLX_VLM_CACHE = Server(
    "mlx-vlm, prefix cache",
    "mlx_vlm",
    _by_port("-c", beside_torch("mlx_vlm.server")),
    environment=_vlm_cache,
)
MLX_LM = Server("mlx-lm", "mlx_lm", _by_port("-m", "mlx_lm", "server"), sees=False)
SERVERS = (KESTREL, MLX_VLM, MLX_VLM_CACHE, MLX_LM)


def request(
    server: Server, place: Place, messages: list[Json], *, think: bool, max_tokens: int
) -> Json:
    """The body that asks a server; greedy, streamed, with usage, the same for all but for names."""
    switch: Json = {"chat_template_kwargs": {"enable_thinking": think}}
    if server.package == "mlx_vlm":  # it ignores the template's arguments
        switch = {"enable_thinking": think}
    return {
        "model": server.model_name(place),
        "messages": messages,
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": max_tokens,
        **switch,
        **server.extras,
    }
