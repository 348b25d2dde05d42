"""How quantized modules are packed, as `quantization` in config.json tells it.

mlx-lm and mlx-vlm write one default (`bits`, `group_size`, `mode`) and beside it overrides by
module path: a dictionary of the same fields, true for the default, false for full precision. The
paths may be MLX's or Hugging Face's. A module counts as quantized when the files hold its scales;
its bits are always what the configuration says, never what shapes suggest.

References: mlx-lm `utils.py`, mlx-vlm `utils.py` (`load_model`, `quantize_model`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlx_model.checkpoint.names import MTP, module_path
from mlx_model.errors import CheckpointError
from mlx_model.fields import Fields, Json

SCALES = ".scales"
MODES = ("affine", "mxfp4", "nvfp4", "mxfp8")
BITS = (2, 3, 4, 5, 6, 8)

# A grafted MTP head may be packed otherwise than the body; MTPLX's checkpoints say so here.
DRAFT_HEAD_FIELD = "mtplx_mtp_quantization"


@dataclass(frozen=True)
class Packing:
    """The arguments of `mx.quantize`: `group_size` values share a scale."""

    bits: int
    group_size: int
    mode: str = "affine"


def packings(raw: Json, parameters: Iterable[str]) -> dict[str, Packing]:
    """The packing of every module whose scales are among `parameters`; `raw` is config.json.

    Raises:
        CheckpointError: there are scales, but the configuration denies or omits them.
    """
    modules = [name.removesuffix(SCALES) for name in parameters if name.endswith(SCALES)]
    body = raw.get("quantization", raw.get("quantization_config"))
    head = raw.get(DRAFT_HEAD_FIELD, body)
    tables = {True: _Table.read(head), False: _Table.read(body)}
    return {module: tables[module.startswith(MTP)].packing(module) for module in modules}


@dataclass(frozen=True)
class _Table:
    default: Packing | None
    overrides: Mapping[str, Packing | None]  # None: full precision

    @staticmethod
    def read(section: object) -> "_Table":
        if not isinstance(section, Mapping):
            return _Table(None, {})
        default = _packing(section, "quantization")
        overrides: dict[str, Packing | None] = {}
        for path, value in section.items():
            module = module_path(path)
            if module is not None and isinstance(value, Mapping):
                overrides[module] = _packing(value, f"quantization.{path}")
            elif module is not None:
                overrides[module] = default if value else None
        return _Table(default, overrides)

    def packing(self, module: str) -> Packing:
        found = self.overrides.get(module, self.default)
        if found is None:
            raise CheckpointError(
                f"{module} is stored quantized, but config.json has no quantization for it: "
                "download config.json again, or convert the checkpoint anew."
            )
        return found


def _packing(section: Json, place: str) -> Packing:
    """An override without a mode is affine whatever the default's mode is, as MLX takes it."""
    fields = Fields(section, place)
    mode = str(section.get("mode", "affine"))
    found = Packing(fields.integer("bits"), fields.integer("group_size"), mode)
    if found.mode not in MODES or found.bits not in BITS:
        raise CheckpointError(
            f"{place} has mode {found.mode!r} with {found.bits} bits, which MLX does not know: "
            "choose another checkpoint."
        )
    return found
