"""How much memory the engine may use, and how it is shared out.

The weights are there to stay. Of the rest, snapshots and picture features may take what requests
leave, for they can be given up at any time; a request is admitted when what it may need at most
(`mlx_model/runtime/needs.py`) fits beside the requests that run.
"""

import os
import sys
from dataclasses import dataclass

import mlx.core as mx

from mlx_model.errors import ConfigError, RequestError

SHARE = 0.6  # of the machine's memory, where the device does not say what it recommends
SNAPSHOTS = 0.5  # of what the weights leave, at most
FEATURES = 0.1
LEAST = 0.05  # of the limit must be left to answer with
REUSE = 1 << 28  # bytes that MLX may hold back for its next arrays


@dataclass(frozen=True)
class Budget:
    """Bytes. `free` is what the weights leave of the limit."""

    limit: int
    weights: int

    @property
    def free(self) -> int:
        return max(self.limit - self.weights, 0)

    @property
    def snapshots(self) -> int:
        """The most that snapshots may take while nothing else wants it."""
        return int(self.free * SNAPSHOTS)

    @property
    def features(self) -> int:
        """The most that features of pictures may take."""
        return int(self.free * FEATURES)

    def check_weights(self) -> None:
        """Refuse a checkpoint that leaves no room to answer with.

        Raises:
            ConfigError: with the numbers and the remedy.
        """
        if self.free < self.limit * LEAST:
            raise ConfigError(
                f"The weights take {_size(self.weights)} of the {_size(self.limit)} that may be "
                "used: choose a smaller or a quantized checkpoint, or give more with --memory."
            )

    def check(self, needs: int, tokens: int) -> None:
        """Refuse what will never fit.

        Raises:
            RequestError: with the numbers and the remedy.
        """
        if needs > self.free:
            raise RequestError(
                f"This request may need {_size(needs)} for {tokens} tokens, and {_size(self.free)} "
                f"are free beside the weights ({_size(self.limit)} in all, {_size(self.weights)} "
                "of them weights): shorten the conversation, lower max_tokens, start the engine "
                "with --kv-bits 8, or choose a smaller checkpoint."
            )


def machine_limit() -> int:
    """Bytes that this machine can lend without swapping: what Metal recommends, or a share."""
    if mx.metal.is_available():
        return int(mx.device_info()["max_recommended_working_set_size"])
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * SHARE)


def hold_to(limit: int) -> None:
    """Let MLX keep to the limit, and give back what it no longer uses."""
    mx.set_memory_limit(limit)
    mx.set_cache_limit(min(limit // 8, REUSE))


def resident() -> int:
    """Bytes of this process that lie in memory; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _size(nbytes: int) -> str:
    gib = nbytes / (1 << 30)
    return f"{gib:.1f} GiB" if gib >= 1 else f"{nbytes / (1 << 20):.0f} MiB"
