"""Batches as a pure function of seed and step, so that training can stop and go on exactly."""

# pyright: reportMissingImports=false

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from tools.nano import film_lessons, film_questions, films, papers, screens, texts
from tools.nano.conversation import Shown, Tokens, rendered
from tools.nano.exchanges import TALKS
from tools.nano.gallery import Gallery
from tools.nano.layout import Screen, plan
from tools.nano.papers import Paper
from tools.nano.questions import OFTEN, Turn, Words, closed, conversation, everything
from tools.nano.screens import Picture
from tools.nano.targets import PATCH, Targets, cells_of, targets
from tools.nano.transcript import lesson
from tools.nano.vocabulary import number
from tools.nano.world import WORDS, World

Batch = dict[str, torch.Tensor]


# with lists, with all texts, with single questions, with many; of films, of papers; of other forms
MODES = ("list", "text", "alone", "many", "films", "papers", *TALKS)
TEMPLATE = 12  # tokens of a turn beside question and answer, about
ALONE = 0.3  # share of single questions among batches of films and of papers
SIDES = {"films": films.SIZES, "papers": papers.SIZES}  # of other pictures the recipe's
LONGEST_LIST = 16  # screens of more elements are not listed in training: the others would wait


@dataclass(frozen=True)
class Recipe:
    """What one stage of training feeds."""

    worlds: tuple[World, ...]  # one of them for each picture that we paint
    sizes: tuple[tuple[int, int], ...]  # one of them for all pictures of a batch
    batch: int
    turns: int  # questions about one picture; 0 leaves the decoder out
    lists: float = 0.5
    qt: float = 0.6  # of the pictures that we paint, by Qt
    web: float = 0.0  # of all pictures, out of the gallery
    pages: Callable[[Mapping[str, Any]], bool] = bool  # which of its records
    texts: float = 0.0  # share of batches in which all that a picture says is told, line by line
    dense: tuple[World, ...] = ()  # worlds of those
    films: float = 0.0  # share of batches of films
    papers: float = 0.0  # share of batches of receipts, tables and charts
    calls: float = 0.0  # shares of batches with tool calls, thoughts and answers in JSON
    thoughts: float = 0.0
    forms: float = 0.0
    alone: float = 0.15  # share of batches with a single question each, as nano is mostly used
    budget: int = 300  # tokens of a conversation, about
    often: Mapping[str, float] = field(default_factory=lambda: OFTEN)  # weight of each question
    seed: int = 0

    @property
    def modes(self) -> tuple[float, ...]:
        """Shares of batches, as MODES names them; films teach nothing without questions."""
        if not self.turns:
            return 0.0, 0.0, 0.0, 1.0 - self.papers, 0.0, self.papers, 0.0, 0.0, 0.0
        first = (self.lists, self.texts, self.alone)
        others = (self.films, self.papers, self.calls, self.thoughts, self.forms)
        return *first, max(0.0, 1 - sum(first) - sum(others)), *others


def crowd(world: World) -> World:
    """As much to read as fits: for batches without lists, which would be long."""
    return replace(world, kinds=("crowd", "crowd", *world.kinds), two_words=0.4)


def patches(pixels: np.ndarray) -> np.ndarray:
    """B H W 3 bytes to B N 768, row by row, channel first in each."""
    batch, height, width, _ = pixels.shape
    rows, columns = height // PATCH, width // PATCH
    tiles = pixels.reshape(batch, rows, PATCH, columns, PATCH, 3).transpose(0, 1, 3, 5, 2, 4)
    return tiles.reshape(batch, rows * columns, 3 * PATCH * PATCH)


def positions(ids: list[int], mark: int, rows: int, columns: int) -> np.ndarray:
    """3 L: time, height, width of each token (M-RoPE); each run of marks is a visual frame."""
    place, parts, at, now = np.arange(rows * columns), [], 0, 0
    while mark in ids[at:]:
        start = ids.index(mark, at)
        parts.append(np.tile(np.arange(now, now + start - at), (3, 1)))
        now += start - at
        inside = (np.full(len(place), now), now + place // columns, now + place % columns)
        parts.append(np.stack(inside))
        at, now = start + len(place), now + max(rows, columns)
    parts.append(np.tile(np.arange(now, now + len(ids) - at), (3, 1)))
    return np.concatenate(parts, axis=1)


def _painted(world: World, qt: float, seed: int) -> Picture:
    drawn = plan(world, seed)
    if random.Random(seed).random() < qt:
        from tools.nano import qt_screens  # Qt belongs to the process that paints

        return qt_screens.paint(drawn)
    return screens.paint(drawn)


def _unheard(rng: random.Random) -> str:
    """What is asked for in vain on open screens."""
    return texts.text(rng, "train")


def _asked_in_vain(screen: Screen, rng: random.Random) -> Words:
    """Where absent texts come from: an open text on a familiar screen is too easily told."""
    familiar = all(word in WORDS for element in screen.elements for word in element.text.split())
    return closed if rng.random() < (0.8 if familiar else 0.15) else _unheard


def _until(tokenizer: Tokenizer, turns: list[Turn], budget: int) -> list[Turn]:
    """As many turns as the budget of tokens holds, but one: rows of a batch are equally long."""
    kept: list[Turn] = []
    for turn in turns:
        budget -= TEMPLATE + len(tokenizer.encode(turn.question + turn.answer))
        if kept and budget < 0:
            break
        kept.append(turn)
    return kept


def _texts(
    recipe: Recipe, tokenizer: Tokenizer, pictures: list[Picture], mode: str, rng: random.Random
) -> list[Tokens]:
    """All conversations of a batch are of one mode, since their lengths differ by far."""
    out = []
    for picture in pictures:
        screen = picture.screen
        lists = mode == "list" and len(screen.elements) <= LONGEST_LIST
        words = _asked_in_vain(screen, rng)
        cells = (screen.size[0] // PATCH) * (screen.size[1] // PATCH)
        shown = Shown(screen, cells_of(picture))
        if mode in TALKS:
            out.append(lesson(tokenizer, mode, shown, cells, rng, words, recipe.budget))
            continue
        length = 1 if mode == "alone" else recipe.turns
        turns = conversation(screen, rng, length, float(lists), recipe.often, words)
        if lists:
            turns.sort(key=lambda turn: turn.task == "list", reverse=rng.random() < 0.7)
            turns = turns if turns[0].task == "list" else [*turns[:2], turns[-1]]
        if mode == "text":
            turns = [everything(screen), *turns[:1]]
        if mode == "alone":
            turns = turns[:1]
        turns = _until(tokenizer, turns, recipe.budget)
        out.append(rendered(tokenizer, turns, cells, rng, shown))
    return out


def _of_papers(
    recipe: Recipe, tokenizer: Tokenizer, shown: list[Paper], rng: random.Random
) -> list[Tokens]:
    """Questions about papers, mostly their own, in any order."""
    out, most = [], 1 if rng.random() < ALONE else recipe.turns
    for paper in shown:
        screen = paper.picture.screen
        turns = [*paper.turns, *conversation(screen, rng, 3, 0.0, recipe.often, _unheard)]
        rng.shuffle(turns)
        turns = _until(tokenizer, turns[:most], recipe.budget)
        cells = (screen.size[0] // PATCH) * (screen.size[1] // PATCH)
        seen = Shown(screen, cells_of(paper.picture))
        out.append(rendered(tokenizer, turns, cells, rng, seen))
    return out


def _stacked(texts: list[Tokens], image: int, rows: int, columns: int) -> Batch:
    longest = max(len(text.ids) for text in texts)
    ids = np.zeros((len(texts), longest), np.int64)
    labels, about = np.full_like(ids, -100), np.full_like(ids, -1)
    spots = np.full((*ids.shape, 2), -1)
    place = np.zeros((3, *ids.shape), np.int64)
    for row, text in enumerate(texts):
        length = len(text.ids)
        ids[row, :length] = text.ids
        labels[row, :length] = np.where(text.learnt, text.ids, -100)
        about[row, :length] = text.about
        spots[row, :length] = text.spots
        place[:, row, :length] = positions(text.ids, image, rows, columns)
    arrays = {"ids": ids, "labels": labels, "about": about, "spots": spots, "positions": place}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def _lessons(shown: list[Targets]) -> Batch:
    names = Targets.__dataclass_fields__
    return {n: torch.from_numpy(np.stack([getattr(t, n) for t in shown])) for n in names}


class Batches(Dataset[Batch]):
    """Item `step` is the whole batch of that step."""

    def __init__(
        self,
        recipe: Recipe,
        tokenizer: Tokenizer,
        steps: int,
        rank: int = 0,
        ranks: int = 1,
        gallery: Gallery | None = None,
    ) -> None:
        if recipe.web and gallery is None:
            raise ValueError("this stage shows pages of a browser: make a gallery of them first")
        self.recipe, self.tokenizer, self.steps = recipe, tokenizer, steps
        self.rank, self.ranks, self.gallery = rank, ranks, gallery
        self.pages: dict[tuple[int, int], list[int]] = {}
        if gallery is not None and recipe.web:
            for number in range(len(gallery)):
                if recipe.pages(record := gallery.record(number)):
                    self.pages.setdefault(tuple(record["size"]), []).append(number)
        self.index = {word: number + 1 for number, word in enumerate(WORDS)}

    def __len__(self) -> int:
        return self.steps

    def _picture(self, seed: int, size: tuple[int, int], mode: str) -> Picture:
        recipe, rng = self.recipe, random.Random(f"picture:{seed}")
        if rng.random() < recipe.web and self.gallery is not None:
            return self.gallery.picture(rng.choice(self.pages[size]))
        worlds = recipe.dense if mode == "text" else recipe.worlds
        world = replace(rng.choice(worlds), sizes=(size,))
        return _painted(crowd(world) if mode == "many" else world, recipe.qt, seed)

    def __getitem__(self, step: int) -> Batch:
        recipe = self.recipe
        rng = random.Random(f"{recipe.seed}:{step}")  # all ranks: equal sizes, so none waits
        mode = rng.choices(MODES, recipe.modes)[0]
        size = rng.choice(SIDES.get(mode, recipe.sizes))
        frames = rng.choice(films.FRAMES)
        first = recipe.seed * 10**9 + (step * self.ranks + self.rank) * recipe.batch
        rng = random.Random(first)
        if mode == "films":
            return self._films(size, frames, first, rng)
        told: list[Paper] = []
        if mode == "papers":
            told = [papers.paper(size, first + k) for k in range(recipe.batch)]
            pictures = [paper.picture for paper in told]
        else:
            pictures = [self._picture(first + k, size, mode) for k in range(recipe.batch)]
        shown = [targets(picture, self.index) for picture in pictures]
        batch = _lessons(shown)
        batch["patches"] = torch.from_numpy(patches(np.stack([p.pixels for p in pictures])))
        rows, columns = size[1] // PATCH, size[0] // PATCH
        batch["grid"] = torch.tensor([rows, columns])
        if recipe.turns:
            if mode == "papers":
                texts = _of_papers(recipe, self.tokenizer, told, rng)
            else:
                texts = _texts(recipe, self.tokenizer, pictures, mode, rng)
            image = number(self.tokenizer, "<|image_pad|>")
            batch |= _stacked(texts, image, rows, columns)
        return batch

    def _films(self, size: tuple[int, int], frames: int, first: int, rng: random.Random) -> Batch:
        """A batch of films of one size and of equally many shown frames."""
        recipe = self.recipe
        shown = [films.film(size, frames, first + k) for k in range(recipe.batch)]
        batch = _lessons([film_lessons.lessons(film) for film in shown])
        seen = film_lessons.patches(np.stack([film.shown() for film in shown]))
        batch["patches"] = torch.from_numpy(seen)
        rows, columns = size[1] // PATCH, size[0] // PATCH
        batch["grid"] = torch.tensor([seen.shape[1] // (rows * columns), rows, columns])
        texts, most = [], 1 if rng.random() < ALONE else recipe.turns
        for film in shown:
            turns = film_questions.conversation(film, rng, most)
            turns = _until(self.tokenizer, turns, recipe.budget)
            stamps = film_lessons.stamps(film)
            texts.append(rendered(self.tokenizer, turns, rows * columns, rng, stamps=stamps))
        video = number(self.tokenizer, "<|video_pad|>")
        batch |= _stacked(texts, video, rows, columns)
        # The losses look for pictures' marks; which mark it was is lost where the tower's go in.
        batch["ids"][batch["ids"] == video] = number(self.tokenizer, "<|image_pad|>")
        return batch
