"""Batches as a pure function of seed and step, so that training can stop and go on exactly."""

# pyright: reportMissingImports=false

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from tools.nano import screens
from tools.nano.conversation import Tokens, rendered
from tools.nano.layout import plan
from tools.nano.questions import OFTEN, conversation, listing
from tools.nano.screens import Picture
from tools.nano.targets import PATCH, Targets, targets
from tools.nano.vocabulary import number
from tools.nano.world import World

Batch = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Recipe:
    """What one stage of training feeds."""

    world: World
    crowded: World  # for batches without lists, which would be long on full screens
    batch: int
    turns: int  # questions about one picture; 0 leaves the decoder out
    lists: float = 0.5
    qt: float = 0.6
    alone: float = 0.15  # share of pictures with a single question, as nano is mostly used
    often: Mapping[str, float] = field(default_factory=lambda: OFTEN)  # weight of each question
    seed: int = 0


def patches(pixels: np.ndarray) -> np.ndarray:
    """B H W 3 bytes to B N 768 in the family's order (merge blocks of 2x2, channel first)."""
    batch, height, width, _ = pixels.shape
    rows, columns = height // (2 * PATCH), width // (2 * PATCH)
    tiles = pixels.reshape(batch, rows, 2, PATCH, columns, 2, PATCH, 3)
    tiles = tiles.transpose(0, 1, 4, 2, 5, 7, 3, 6)
    return tiles.reshape(batch, rows * columns * 4, 3 * PATCH * PATCH)


def positions(ids: list[int], image: int, rows: int, columns: int) -> np.ndarray:
    """3 L: time, height, width of each token (M-RoPE) with one picture at most."""
    if image not in ids:
        return np.tile(np.arange(len(ids)), (3, 1))
    start, cells = ids.index(image), rows * columns
    after = start + max(rows, columns) + np.arange(len(ids) - start - cells)
    place = np.arange(cells)
    inside = np.stack([np.full(cells, start), start + place // columns, start + place % columns])
    before = np.tile(np.arange(start), (3, 1))
    return np.concatenate([before, inside, np.tile(after, (3, 1))], axis=1)


def _painted(world: World, qt: float, seed: int) -> Picture:
    drawn = plan(world, seed)
    if random.Random(seed).random() < qt:
        from tools.nano import qt_screens  # Qt belongs to the process that paints

        return qt_screens.paint(drawn)
    return screens.paint(drawn)


def _texts(
    recipe: Recipe, tokenizer: Tokenizer, pictures: list[Picture], listed: bool, rng: random.Random
) -> list[Tokens]:
    """All conversations of a batch hold a list or none does: their lengths differ by far."""
    texts = []
    for picture in pictures:
        alone = rng.random() < recipe.alone
        turns = [listing(picture.plan)]
        if not (alone and listed):
            length = 1 if alone else recipe.turns // 3 if listed else recipe.turns
            turns = conversation(picture.plan, rng, length, float(listed), recipe.often)
        width, height = picture.plan.size
        cells = (width // 32) * (height // 32)
        texts.append(rendered(tokenizer, turns[:1] if alone else turns, cells, rng))
    return texts


def _stacked(texts: list[Tokens], image: int, rows: int, columns: int) -> Batch:
    longest = max(len(text.ids) for text in texts)
    ids = np.zeros((len(texts), longest), np.int64)
    labels, about = np.full_like(ids, -100), np.full_like(ids, -1)
    place = np.zeros((3, *ids.shape), np.int64)
    for row, text in enumerate(texts):
        length = len(text.ids)
        ids[row, :length] = text.ids
        labels[row, :length] = np.where(text.learnt, text.ids, -100)
        about[row, :length] = text.about
        place[:, row, :length] = positions(text.ids, image, rows, columns)
    arrays = {"ids": ids, "labels": labels, "about": about, "positions": place}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


class Batches(Dataset[Batch]):
    """Item `step` is the whole batch of that step."""

    def __init__(
        self, recipe: Recipe, tokenizer: Tokenizer, steps: int, rank: int = 0, ranks: int = 1
    ) -> None:
        self.recipe, self.tokenizer, self.steps = recipe, tokenizer, steps
        self.rank, self.ranks = rank, ranks
        self.index = {word: number + 1 for number, word in enumerate(recipe.world.words)}

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> Batch:
        recipe = self.recipe
        rng = random.Random(f"{recipe.seed}:{step}")  # all ranks: equal sizes, so none waits
        listed = rng.random() < recipe.lists and recipe.turns > 0
        size = rng.choice(recipe.world.sizes)
        world = replace(recipe.world if listed else recipe.crowded, sizes=(size,))
        first = recipe.seed * 10**9 + (step * self.ranks + self.rank) * recipe.batch
        rng = random.Random(first)
        pictures = [_painted(world, recipe.qt, first + k) for k in range(recipe.batch)]
        shown = [targets(picture, self.index) for picture in pictures]
        batch = {
            name: torch.from_numpy(np.stack([getattr(t, name) for t in shown]))
            for name in Targets.__dataclass_fields__
        }
        batch["patches"] = torch.from_numpy(patches(np.stack([p.pixels for p in pictures])))
        rows, columns = size[1] // 32, size[0] // 32
        batch["grid"] = torch.tensor([2 * rows, 2 * columns])
        if recipe.turns:
            texts = _texts(recipe, self.tokenizer, pictures, listed, rng)
            image = number(self.tokenizer, "<|image_pad|>")
            batch |= _stacked(texts, image, rows, columns)
        return batch
