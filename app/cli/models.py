"""kestrel models: which checkpoints there are, what one holds, and making one smaller."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli.facts import say
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.places import MODELS, bundled, checkpoint_folder
from app.cli.progress import Progress
from mlx_model.config import FAMILIES
from mlx_model.errors import ConfigError
from mlx_model.fields import read_json

MEGABYTE = 10**6


@click.group(short_help="List, inspect and convert checkpoints.")
def models() -> None:
    """Checkpoints of the Qwen3.5 family on this machine."""


@models.command(name="list", short_help="Bundled checkpoints, and those in Hugging Face's cache.")
def list_() -> None:
    """List checkpoints: the bundled ones by name, those in Hugging Face's cache by path.

    Either can be given to --model. Nothing is downloaded.
    """
    for name in bundled():
        click.echo(f"{name}  {_size(MODELS / name)}  bundled")
    for folder in _in_hub_cache():
        click.echo(f"{folder}  {_size(folder)}")


@models.command(short_help="What a checkpoint folder holds.")
@click.argument("checkpoint")
def inspect(checkpoint: str) -> None:
    """Tell what CHECKPOINT (a folder, or a bundled name) holds: sizes, layout, quantization,
    vision, MTP head, context and pixel budgets. Every tensor is checked by its header."""
    from mlx_model.checkpoint.inspection import inspect as inspected

    folder = checkpoint_folder(checkpoint)
    found = inspected(folder)
    packings = [
        f"{p.bits} bits in groups of {p.group_size} ({p.mode}): {count} modules"
        for p, count in found.packings
    ]
    rows = [
        ("folder", str(found.folder)),
        ("family", found.model_type + (f", {found.experts} experts" if found.experts else "")),
        ("layout", found.layout),
        ("parameters", f"{found.parameters / MEGABYTE:,.2f} million"),
        ("size", f"{found.size / MEGABYTE:,.1f} MB in {found.files} file(s)"),
        ("precision", f"{found.dtype}, {found.bits_per_weight:.2f} bits a weight in all"),
        ("quantized", "; ".join(packings) or "no"),
        ("vision", "yes" if found.vision else "no"),
        ("MTP head", "yes" if found.mtp else "no"),
        ("context", f"{found.context:,} tokens"),
        *(_budgets(folder) if found.vision else ()),
        *(("note", note) for note in found.notes),
    ]
    for name, value in rows:
        click.echo(f"{name:<11} {value}")


@models.command(short_help="Quantize a checkpoint into a new folder.")
@click.argument("checkpoint")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--bits", type=int, default=4, show_default=True, help="4, 5, 6 or 8; 0 keeps all.")
@click.option("--group-size", type=int, default=64, show_default=True, help="32, 64 or 128.")
@click.option(
    "--recipe",
    type=click.Choice(["protect", "plain"]),
    default="protect",
    show_default=True,
    help="protect gives sensitive layers more bits; plain treats all alike.",
)
def convert(checkpoint: str, target: Path, bits: int, group_size: int, recipe: str) -> None:
    """Write CHECKPOINT in MLX's layout into the new folder TARGET, which mlx-vlm loads too."""
    from mlx_model.checkpoint.convert import Progress as Step
    from mlx_model.checkpoint.convert import convert as converted

    source = checkpoint_folder(checkpoint)
    with cancelled_by_ctrl_c() as cancel, Progress() as progress:

        def show(step: Step) -> None:
            progress.written(f"{step.done / step.total:4.0%}  {step.name}")

        done = converted(
            source,
            target,
            bits=bits or None,
            group_size=group_size,
            recipe="plain" if recipe == "plain" else "protect",
            progress=show,
            cancel=cancel,
        )
    click.echo(f"{done.folder}: {done.size / MEGABYTE:,.1f} MB")
    if done.indivisible:
        say(
            f"{len(done.indivisible)} modules stayed at full precision, since {group_size} does "
            "not divide their width; a smaller --group-size may"
        )


def _budgets(folder: Path) -> list[tuple[str, str]]:
    from mlx_model.config import load_config
    from mlx_model.inputs.sight import read_sight

    vision = load_config(folder).vision
    if vision is None:
        return []
    sight = read_sight(folder, vision)
    picture, clip = sight.pictures.budget, sight.videos.budget
    return [
        ("pictures", f"{_budget(picture.min_pixels, picture.max_pixels, picture.factor**2)}"),
        (
            "videos",
            f"{_budget(clip.min_pixels, clip.max_pixels, clip.factor**2 * clip.temporal_factor)}, "
            f"{clip.fps:g} frames/s, {clip.min_frames} to {clip.max_frames} frames",
        ),
    ]


def _budget(low: int, high: int, pixels_per_token: int) -> str:
    tokens = f"{max(low // pixels_per_token, 1):,} to {high // pixels_per_token:,} visual tokens"
    return f"{low:,} to {high:,} pixels, {tokens}"


def _size(folder: Path) -> str:
    size = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    return f"{size / MEGABYTE:,.1f} MB"


def _in_hub_cache() -> Iterator[Path]:
    """Snapshots of this family that Hugging Face's tools have downloaded."""
    home = Path(os.environ.get("HF_HOME", "~/.cache/huggingface")).expanduser()
    cache = Path(os.environ.get("HF_HUB_CACHE", home / "hub")).expanduser()
    for config in sorted(cache.glob("models--*/snapshots/*/config.json")):
        try:
            family = read_json(config).get("model_type")
        except ConfigError:
            continue  # somebody else's folder, half downloaded
        if family in FAMILIES:
            yield config.parent
