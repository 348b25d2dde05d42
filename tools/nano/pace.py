"""What makes training quick on a GPU: fewer bits, copies that nobody waits for, and its measure.

On a CPU nothing of this changes anything.
"""

# pyright: reportMissingImports=false

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import torch

from tools.nano.batches import Batch

PRECISIONS = ("float32", "tf32", "bfloat16")


def forward(device: str, precision: str) -> AbstractContextManager[None]:
    """What the forward runs in. Weights stay in float32, and so does the gated delta rule."""
    kind = torch.device(device).type
    return torch.autocast(kind, torch.bfloat16, enabled=precision == "bfloat16")


def allow(precision: str) -> None:
    """Let products of float32 matrices be made of TF32 where it is wished."""
    torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")


def on_cuda(device: str) -> bool:
    return torch.device(device).type == "cuda"


def fused(device: str) -> bool | None:
    """How AdamW is asked for: all of a step as one kernel, or as the class likes it."""
    return True if on_cuda(device) else None


def moved(optimizer: dict[str, Any], device: str) -> dict[str, Any]:
    """An optimizer's saved state as this device wants it, wherever it was saved."""
    groups = [group | {"fused": fused(device)} for group in optimizer["param_groups"]]
    return optimizer | {"param_groups": groups}


def on_cpu(value: Any) -> Any:  # noqa: ANN401  # a state is tensors in any order
    """The same with every tensor in the computer's own memory, so that any machine can read it."""
    if isinstance(value, torch.Tensor):
        return value.cpu()
    if isinstance(value, dict):
        return {key: on_cpu(inner) for key, inner in value.items()}
    return [on_cpu(inner) for inner in value] if isinstance(value, list) else value


class Feed:
    """Batches on the device, and how long training waited for them.

    Attributes:
        waited: seconds in which no batch was there, since it was last told.
        screens: how many were given out since then.
    """

    def __init__(
        self, batches: Iterable[Batch], device: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.batches, self.device, self.clock = batches, device, clock
        self.waited, self.screens, self.since = 0.0, 0, clock()

    def __iter__(self) -> Iterator[Batch]:
        coming = iter(self.batches)
        while True:
            asked = self.clock()
            batch = next(coming, None)
            self.waited += self.clock() - asked
            if batch is None:
                return
            self.screens += len(batch["patches"])
            yield {n: value.to(self.device, non_blocking=True) for n, value in batch.items()}

    def told(self) -> dict[str, float]:
        """Screens a second, and the share of time spent waiting, since it was last asked."""
        now = self.clock()
        passed = max(now - self.since, 1e-9)
        told = {"screens_s": self.screens / passed, "wait": self.waited / passed}
        self.waited, self.screens, self.since = 0.0, 0, now
        return told
