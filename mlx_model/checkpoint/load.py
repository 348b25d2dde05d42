"""A checkpoint folder to a network that is ready to run.

`mx.load` is lazy: it reads a header, and each tensor's bytes only when the tensor is evaluated,
straight from the file into the array's own buffer. So tensors are taken one at a time, brought to
the network's layout and precision, evaluated and put in place, largest first: at any moment there
is at most one tensor in two forms, and by the time little room is left only small ones remain.
"""

from collections.abc import Iterable
from pathlib import Path

import mlx.core as mx

from mlx_model.checkpoint.names import Change
from mlx_model.checkpoint.plan import Plan, Step, read_plan
from mlx_model.net.model import Model

# The decay of Gated DeltaNet: exp and softplus of these are in float32 whatever the rest is.
ALWAYS_FLOAT32 = (".A_log", ".dt_bias")

DTYPES = {"F32": mx.float32, "F16": mx.float16, "BF16": mx.bfloat16}


def load_model(folder: Path, *, dtype: mx.Dtype | None = None) -> Model:
    """Build the network and fill it from a checkpoint of any supported layout.

    Args:
        folder: with config.json and safetensors, in Hugging Face's layout or MLX's.
        dtype: of the floating-point weights. None takes what the checkpoint stores on a GPU, and
            float32 on a CPU, where bfloat16 products are many times slower. Quantized weights
            stay packed; their scales and biases follow `dtype`.

    Everything is read when this returns. Load and run in one and the same thread.

    Raises:
        ConfigError, CheckpointError: the message says what is wrong and what to do.
    """
    assert dtype is None or mx.issubdtype(dtype, mx.floating), f"no precision: {dtype}"
    plan = read_plan(folder)
    model = plan.empty_model()
    model.load_weights(read_parameters(plan, dtype or default_dtype(plan)))
    return model


def default_dtype(plan: Plan) -> mx.Dtype:
    """float32 on a CPU, otherwise as stored."""
    on_cpu = mx.default_device().type == mx.DeviceType.cpu
    return mx.float32 if on_cpu else DTYPES.get(plan.precision, mx.bfloat16)


def open_files(paths: Iterable[Path]) -> dict[Path, dict[str, mx.array]]:
    """The tensors of each file by name, none of them read yet."""
    files: dict[Path, dict[str, mx.array]] = {}
    for path in paths:
        arrays = mx.load(str(path))
        assert isinstance(arrays, dict), "a safetensors file loads as a dictionary"
        files[path] = arrays
    return files


def read_parameters(plan: Plan, dtype: mx.Dtype) -> list[tuple[str, mx.array]]:
    """All parameters by name, evaluated."""
    files = open_files({step.path for step in plan.steps})
    parameters: list[tuple[str, mx.array]] = []
    for step in sorted(plan.steps, key=lambda step: step.tensor.size, reverse=True):
        stored = files[step.path].pop(step.tensor.name)
        named = place(step, stored, dtype)
        mx.eval([array for _, array in named])
        parameters += named
        del stored
        mx.clear_cache()  # or the buffer of the other precision would be kept for reuse
    return parameters


def place(step: Step, stored: mx.array, dtype: mx.Dtype | None) -> list[tuple[str, mx.array]]:
    """One stored tensor as the parameters it becomes; dtype None leaves the precision."""
    parts = change(stored, step.placement.change)
    names = step.placement.parameters
    return [(name, _cast(name, part, dtype)) for name, part in zip(names, parts, strict=True)]


def change(stored: mx.array, how: Change) -> list[mx.array]:
    """Bring a stored tensor into the network's layout."""
    match how:
        case "none":
            return [stored]
        case "add_one":  # in float32: near zero, bfloat16 has digits that 1 + w would drop
            return [stored.astype(mx.float32) + 1]
        case "taps_before_channel":  # (C, 1, K) -> (C, K, 1)
            return [mx.contiguous(stored.swapaxes(1, 2))]
        case "channels_last":  # (O, C, T, P, P) -> (O, T, P, P, C)
            return [mx.contiguous(stored.moveaxis(1, -1))]
        case "halve":  # contiguous: views would keep the whole alive and be copied at every use
            return [mx.contiguous(half) for half in mx.split(stored, 2, axis=-2)]


def _cast(name: str, array: mx.array, dtype: mx.Dtype | None) -> mx.array:
    if dtype is None or not mx.issubdtype(array.dtype, mx.floating):
        return array
    return array.astype(mx.float32 if name.endswith(ALWAYS_FLOAT32) else dtype)
