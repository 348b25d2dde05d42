"""A full-precision checkpoint to one in MLX's layout, quantized or not, that mlx-vlm loads too.

The tensors stream: one is read, changed, packed and written before the next. What is written is a
new folder, complete or not there at all. The MTP head keeps its `mtp.` names beside the rest:
mlx-lm and mlx-vlm pass over these when they load the model, and mlx-vlm's drafter reads them.

References: mlx-lm `utils.py` (`save_model`, `save_config`), mlx-vlm `convert.py`,
`speculative/drafters/mtp_split.py`.
"""

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx

from mlx_model.checkpoint.load import open_files, place
from mlx_model.checkpoint.names import MARKS, mlx_name
from mlx_model.checkpoint.packing import Packing
from mlx_model.checkpoint.plan import Plan, Step, read_plan
from mlx_model.checkpoint.quantize import Choice, Recipe, RecipeName, choose, overrides
from mlx_model.checkpoint.save import ShardFile, Slot, file_names, write_index
from mlx_model.errors import CheckpointError, RequestError

MARKER = "kestrel"  # our own mark, in config.json and in the files' metadata
FILE_SIZE = 5 << 30  # bytes, as mlx-lm and mlx-vlm split
COPIED = {".json", ".jsonl", ".jinja", ".txt", ".model", ".tiktoken", ".md"}


@dataclass(frozen=True)
class Progress:
    """How far a conversion is. Sizes are bytes of the result."""

    done: int
    total: int
    name: str  # of the tensor just written


@dataclass(frozen=True)
class Conversion:
    """What was written. `whole` names modules that the recipe left at full precision,
    `indivisible` those that stayed so because the group size does not divide their width."""

    folder: Path
    size: int  # bytes of all tensors
    whole: tuple[str, ...] = ()
    indivisible: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Job:
    """One stored tensor and what is written of it."""

    step: Step
    slots: tuple[Slot, ...]

    @property
    def size(self) -> int:
        return sum(slot.size for slot in self.slots)


def convert(
    source: Path,
    target: Path,
    *,
    bits: int | None = 4,
    group_size: int = 64,
    recipe: RecipeName = "protect",
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Conversion:
    """Convert the checkpoint in `source` into the new folder `target`; bits None keeps precision.

    Raises:
        RequestError: bits, group size or recipe are no choice, or the group size fits nothing.
        CheckpointError: the source cannot be used or is quantized already, the target is there,
            it cannot be written, or `cancel` was set. The target is then not there.
    """
    wish = None if bits is None else Recipe(bits, group_size, recipe)
    plan = read_plan(source)
    if plan.packings:
        raise CheckpointError(
            f"{source} is quantized already: convert from the full-precision checkpoint."
        )
    if target.exists():
        raise CheckpointError(f"{target} is there already: remove it or choose another name.")
    choice = Choice({}, (), ()) if wish is None else choose(plan, wish)
    if wish is not None and not choice.packings:
        raise RequestError(f"Group size {group_size} divides no layer's width: take a smaller one.")
    jobs = [_job(step, plan, choice) for step in plan.steps]
    size = sum(job.size for job in jobs)
    watch = _Watch(size, progress, cancel)
    try:
        _write(target, plan, jobs, choice, wish, watch)
    except OSError as error:
        raise CheckpointError(f"{target} cannot be written ({error.strerror}).") from error
    return Conversion(target, size, choice.whole, choice.indivisible)


class _Watch:
    """Reports progress and stops when cancelled, between tensors."""

    def __init__(
        self,
        total: int,
        progress: Callable[[Progress], None] | None,
        cancel: threading.Event | None,
    ) -> None:
        self.total = total
        self._done, self._progress, self._cancel = 0, progress, cancel

    def written(self, job: _Job) -> None:
        self._done += job.size
        if self._progress is not None:
            self._progress(Progress(self._done, self.total, job.slots[0].name))
        if self._cancel is not None and self._cancel.is_set():
            raise CheckpointError("The conversion was cancelled; nothing of it was kept.")


def _write(
    target: Path,
    plan: Plan,
    jobs: Sequence[_Job],
    choice: Choice,
    recipe: Recipe | None,
    watch: _Watch,
) -> None:
    """Fill a hidden folder beside the target, then give it the target's name."""
    copies = [path for path in sorted(plan.folder.iterdir()) if _is_copied(path)]
    target.parent.mkdir(parents=True, exist_ok=True)
    _check_room(target.parent, watch.total + sum(path.stat().st_size for path in copies))
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as partial:
        folder = Path(partial) / target.name
        folder.mkdir()
        _write_tensors(folder, _shares(jobs), choice, watch)
        _write_config(folder, plan, choice, recipe)
        for path in copies:
            shutil.copy(path, folder)
        folder.rename(target)


def _job(step: Step, plan: Plan, choice: Choice) -> _Job:
    slots: list[Slot] = []
    for name in step.placement.parameters:
        packing = _packing(name, choice)
        if packing is None:
            slots.append(Slot(mlx_name(name), step.tensor.dtype, plan.shapes[name]))
            continue
        module = mlx_name(name.removesuffix(".weight"))
        *rest, width = plan.shapes[name]
        grouped = (*rest, width // packing.group_size)
        slots.append(Slot(f"{module}.weight", "U32", (*rest, width * packing.bits // 32)))
        slots.append(Slot(f"{module}.scales", step.tensor.dtype, grouped))
        slots.append(Slot(f"{module}.biases", step.tensor.dtype, grouped))
    return _Job(step, tuple(slots))


def _packing(parameter: str, choice: Choice) -> Packing | None:
    module, _, leaf = parameter.rpartition(".")
    return choice.packings.get(module) if leaf == "weight" else None


def _shares(jobs: Sequence[_Job]) -> dict[str, list[_Job]]:
    """File name -> what goes into it, each file of at most FILE_SIZE where tensors allow."""
    shares: list[list[_Job]] = [[]]
    room = FILE_SIZE
    for job in jobs:
        if job.size > room and shares[-1]:
            shares.append([])
            room = FILE_SIZE
        shares[-1].append(job)
        room -= job.size
    return dict(zip(file_names(len(shares)), shares, strict=True))


def _write_tensors(
    folder: Path, shares: dict[str, list[_Job]], choice: Choice, watch: _Watch
) -> None:
    files = {name: [slot for job in jobs for slot in job.slots] for name, jobs in shares.items()}
    stored = open_files({job.step.path for jobs in shares.values() for job in jobs})
    for name, jobs in shares.items():
        with ShardFile(folder / name, files[name], _metadata()) as file:
            for job in jobs:
                array = stored[job.step.path].pop(job.step.tensor.name)
                for slot, written in zip(job.slots, _packed(job.step, array, choice), strict=True):
                    file.write(slot.name, written)
                mx.clear_cache()  # tensors differ in size: kept buffers would only add up
                watch.written(job)
    write_index(folder, files)


def _packed(step: Step, stored: mx.array, choice: Choice) -> list[mx.array]:
    """The arrays of a job's slots, in their order."""
    arrays: list[mx.array] = []
    for name, array in place(step, stored, None):
        packing = _packing(name, choice)
        if packing is None:
            arrays.append(array.astype(stored.dtype))  # folding one into a norm widens it
        else:
            arrays += mx.quantize(array, packing.group_size, packing.bits)
    mx.eval(arrays)
    return arrays


def _write_config(folder: Path, plan: Plan, choice: Choice, recipe: Recipe | None) -> None:
    config = _nested(plan)
    config["text_config"] = dict(config["text_config"])
    # Both peers read the tie from here, transformers writes it at the root.
    config["text_config"]["tie_word_embeddings"] = plan.config.text.tie_word_embeddings
    config[MARKER] = {"layout": "mlx", "recipe": recipe and recipe.name}
    if recipe is not None:
        table: dict[str, Any] = {"group_size": recipe.group_size, "bits": recipe.bits}
        table["mode"] = "affine"
        table |= {mlx_name(path): value for path, value in overrides(choice, recipe).items()}
        config["quantization"] = config["quantization_config"] = table
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True))


def _nested(plan: Plan) -> dict[str, Any]:
    """config.json with its text part in `text_config`, where mlx-lm and mlx-vlm look for it."""
    if not plan.config.model_type.endswith("_text"):
        return dict(plan.raw)
    kind = plan.config.model_type.removesuffix("_text")
    shared = {key: plan.raw[key] for key in ("eos_token_id", "dtype") if key in plan.raw}
    return {"model_type": kind, "vision_config": None, "text_config": plan.raw, **shared}


def _metadata() -> dict[str, str]:
    return {"format": MARKS["mlx"], MARKER: "1"}


def _is_copied(path: Path) -> bool:
    """Tokenizer, template, preprocessor, generation settings, card and licence."""
    kept = path.suffix in COPIED or path.name.startswith(("LICENSE", "NOTICE"))
    written_anew = path.name == "config.json" or path.name.endswith(".safetensors.index.json")
    return path.is_file() and kept and not written_anew


def _check_room(parent: Path, needed: int) -> None:
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise CheckpointError(
            f"{parent} has {free / 1e9:.1f} GB free, the conversion needs {needed / 1e9:.1f}: "
            "make room or choose another disk."
        )
