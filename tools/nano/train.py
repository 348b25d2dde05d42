"""Train kestrel-nano: one command, any device, seeded, resumable.

    python -m tools.nano.train --folder /tmp/nano/run
    python -m tools.nano.train --folder /tmp/nano/draft --stage draft \
        --start resources/models/kestrel-nano

Stages follow each other: first the tower alone on its dense lessons, then everything together on
conversations, last the MTP head alone. One stage can be run by itself from exported weights.
Stopped at any point, the same command goes on from the last saved step.
On a GPU (gpu.sh): bfloat16 in the forward, larger batches, and Qt's screens out of a gallery.
"""

# pyright: reportMissingImports=false

import argparse
import json
import math
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, multiprocessing, nn
from torch.utils.data import DataLoader, Subset

from tools.nano.batches import Batch, Batches, Recipe
from tools.nano.curriculum import Rates, Stage, heads, stages
from tools.nano.gallery import Gallery
from tools.nano.losses import Report, drafts_alone, total
from tools.nano.model import Nano, start_patches
from tools.nano.pace import PRECISIONS, Feed, allow, forward, fused, moved, on_cpu, on_cuda
from tools.nano.restore import restore
from tools.nano.shape import Shape, configuration
from tools.nano.shards import Stored
from tools.nano.vocabulary import MARKS, SPECIAL, build, number
from tools.nano.world import NARROW, WORDS

SHAPE = Shape()


def new_nano() -> tuple[Nano, Tensor]:
    """An untrained nano and the token of each word of the closed list."""
    tokenizer = build(NARROW)
    ids = {text: number(tokenizer, text) for text in (*SPECIAL, *MARKS)}
    config = configuration(SHAPE, ids, tokenizer.get_vocab_size())
    tokens = [ids["<|endoftext|>"], *(number(tokenizer, word) for word in WORDS)]
    return Nano(SHAPE, config), torch.tensor(tokens)


def first_sight(nano: Nano, recipe: Recipe) -> None:
    """Begin the tower from what patches of a stage's pictures look like."""
    recipe = replace(recipe, batch=16, turns=0, qt=0.0, web=0.0, seed=0)  # Qt must not fork
    batches = Batches(recipe, build(NARROW), 24)
    seen = torch.cat([batches[step]["patches"].flatten(0, 1) for step in range(len(batches))])
    start_patches(nano.net.model.visual, seen[seen.float().std(1) > 8])


def freeze(nano: Nano, stage: Stage) -> None:
    """Let only that learn which the stage teaches."""
    nano.requires_grad_(stage.only is None)
    nano.get_submodule(stage.only or "").requires_grad_(True)


def optimizer_of(nano: Nano, rates: Rates, device: str = "cpu") -> torch.optim.AdamW:
    """AdamW with one group a part; norms, biases and embeddings do not decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in nano.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = rates.vision if ".visual." in name or name.startswith("heads") else rates.decoder
        if ".patch_embed." in name:
            rate = rates.patch
        decay = 0.05 if parameter.ndim >= 2 and "embed" not in name else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": p, "lr": r, "peak": r, "weight_decay": d} for (r, d), p in groups.items()],
        betas=(0.9, 0.98),
        fused=fused(device),
    )


def share_of_peak(stage: Stage, step: int) -> float:
    """Linear warm-up, then a cosine down to the floor."""
    if step < stage.warm:
        return (step + 1) / stage.warm
    along = (step - stage.warm) / max(1, stage.steps - stage.warm)
    return stage.floor + (1 - stage.floor) * 0.5 * (1 + math.cos(math.pi * along))


def share_gradients(nano: Nano) -> None:
    """Average the gradients of all ranks."""
    if not distributed.is_initialized():
        return
    gradients = [p.grad for p in nano.parameters() if p.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    parts = flat.split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))


def learn(
    nano: Nano,
    optimizer: torch.optim.Optimizer,
    stage: Stage,
    step: int,
    batch: Batch,
    tokens: Tensor,
    precision: str = "float32",
) -> Report:
    """One step of one stage; what it reports is on the device until somebody reads it."""
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share_of_peak(stage, step)
    with forward(str(tokens.device), precision):
        if stage.only == "mtp":
            loss, report = drafts_alone(nano, batch)
        else:
            loss, report = total(nano, batch, tokens, stage.dense, stage.drafts)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    share_gradients(nano)
    norm = nn.utils.clip_grad_norm_(nano.parameters(), 10.0)
    optimizer.step()
    return report | {"loss": loss.detach(), "norm": norm}


def save(path: Path, nano: Nano, optimizer: torch.optim.Optimizer, stage: int, step: int) -> None:
    """Write the state whole or not at all."""
    state = {"nano": dict(nano.state_dict()), "optimizer": optimizer.state_dict()}
    part = path.with_suffix(".part")
    torch.save(on_cpu(state) | {"stage": stage, "step": step}, part)
    part.replace(path)


def fitted(stage: Stage, options: argparse.Namespace) -> Stage:
    """The stage for this machine: larger batches and fewer of them, perhaps without Qt.

    Qt's share then comes out of the gallery, which should hold as many of its screens as pages.
    """
    recipe = replace(stage.recipe, batch=stage.recipe.batch * options.times)
    if options.no_qt:
        recipe = replace(recipe, qt=0.0, web=recipe.web + (1 - recipe.web) * recipe.qt)
    return replace(stage, recipe=recipe, steps=max(1, round(stage.steps * options.part)))


def feed(stage: Stage, first: int, options: argparse.Namespace, rank: int) -> Feed:
    """The batches of a stage from a step on, made by other processes ahead of time."""
    gallery = Gallery(*options.gallery) if options.gallery else None
    batches = Stored(stage, options.shards, rank, options.ranks, gallery)
    loader = DataLoader(
        Subset(batches, range(first, stage.steps)),
        batch_size=None,
        num_workers=options.workers,
        prefetch_factor=4,
        pin_memory=on_cuda(options.device),
    )
    return Feed(loader, options.device)


def note(
    folder: Path, stage: Stage, step: int, begun: float, told: Mapping[str, Tensor | float]
) -> None:
    """Add a line to the log: what a step reported."""
    line = {"stage": stage.name, "step": step, "s": round(time.time() - begun, 1)}
    line |= {name: round(float(value), 4) for name, value in told.items()}
    with (folder / "log.jsonl").open("a") as log:
        print(json.dumps(line), file=log)


def regain(nano: Nano, tokens: Tensor, options: argparse.Namespace, rank: int) -> None:
    """Teach an exported checkpoint the throw-away heads that it came without."""
    stage = fitted(heads(), options)
    freeze(nano, stage)
    optimizer = optimizer_of(nano, stage.rates, options.device)
    batches, begun = feed(stage, 0, options, rank), time.time()
    for step, batch in enumerate(batches):
        report = learn(nano, optimizer, stage, step, batch, tokens, options.precision)
        if not rank and step % 10 == 0:
            note(options.folder, stage, step, begun, report | batches.told())


def run_stage(
    nano: Nano,
    tokens: Tensor,
    number: int,
    resumed: dict[str, Any] | None,
    options: argparse.Namespace,
    rank: int,
) -> None:
    """Train one stage from its beginning or from a saved step of it."""
    stage = fitted(stages()[number], options)
    freeze(nano, stage)
    optimizer, first = optimizer_of(nano, stage.rates, options.device), 0
    if resumed is not None:
        optimizer.load_state_dict(moved(resumed["optimizer"], options.device))
        first = resumed["step"]
    batches, begun = feed(stage, first, options, rank), time.time()
    for step, batch in enumerate(batches, first):
        report = learn(nano, optimizer, stage, step, batch, tokens, options.precision)
        if rank:
            continue
        last = step == stage.steps - 1
        if step % 10 == 0 or last:
            note(options.folder, stage, step, begun, report | batches.told())
        late = options.until is not None and time.monotonic() > options.until
        if (step + 1) % options.every == 0 or last or late:
            save(options.folder / "state.pt", nano, optimizer, number, step + 1)
        if late:
            print(f"The time is over. Saved: {stage.name}, step {step + 1}.")
            raise SystemExit


def work(rank: int, options: argparse.Namespace) -> None:
    """One rank: all of training on its share of each batch."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    allow(options.precision)
    if options.ranks > 1:
        address = f"tcp://127.0.0.1:{options.port}"
        distributed.init_process_group("gloo", address, rank=rank, world_size=options.ranks)
    names = [stage.name for stage in stages()]
    only = names.index(options.stage) if options.stage else None
    nano, tokens = new_nano()
    saved, begin, state = options.folder / "state.pt", only or 0, None
    again = False
    if saved.exists():
        state = torch.load(saved, map_location="cpu", weights_only=True)
        nano.load_state_dict(state["nano"])
        begin = state["stage"]
    elif options.start:
        restore(nano, options.start)
        again = stages()[begin].only is None
    else:
        first_sight(nano, stages()[0].recipe)
    nano.to(options.device)
    if again:
        regain(nano, tokens.to(options.device), options, rank)
    for stage in range(begin, len(names) if only is None else only + 1):
        resumed = state if stage == begin and state is not None and state["step"] else None
        run_stage(nano, tokens.to(options.device), stage, resumed, options, rank)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train kestrel-nano.")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/kestrel-nano-run"))
    parser.add_argument("--stage", choices=[s.name for s in stages()], help="only this stage")
    parser.add_argument("--start", type=Path, help="checkpoint folder to begin from")
    parser.add_argument("--shards", type=Path, help="batches painted beforehand")
    parser.add_argument("--gallery", type=Path, nargs="+", help="painted beforehand (gallery.py)")
    parser.add_argument("--no-qt", action="store_true", help="the gallery holds Qt's screens, too")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--times", type=int, default=1, help="so many times as large batches")
    parser.add_argument("--part", type=float, default=1.0, help="share of each stage's steps")
    parser.add_argument("--minutes", type=float, help="save and stop then (one rank)")
    parser.add_argument("--ranks", type=int, default=1, help="processes that share each step")
    parser.add_argument("--port", type=int, default=29517, help="where the ranks meet")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads of each rank")
    parser.add_argument("--workers", type=int, default=1, help="painting processes of each rank")
    parser.add_argument("--every", type=int, default=50, help="steps between two saves")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.minutes and options.ranks > 1:
        parser.error("--minutes is for one rank: the others would wait for ever.")
    options.until = time.monotonic() + 60 * options.minutes if options.minutes else None
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.ranks == 1:
        work(0, options)
    else:
        multiprocessing.spawn(  # pyright: ignore[reportPrivateImportUsage]
            work, (options,), nprocs=options.ranks
        )


if __name__ == "__main__":
    main()
