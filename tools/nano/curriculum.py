"""The curriculum: which worlds and questions training feeds, in which order, at which rates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tools.nano.batches import Recipe
from tools.nano.questions import OFTEN
from tools.nano.wide import FREE, MIDDLE, SIZES, TEXT
from tools.nano.world import NARROW, World

WORLDS = (NARROW, MIDDLE, MIDDLE, MIDDLE, TEXT)
LETTERS = (TEXT, TEXT, TEXT, MIDDLE, NARROW)
SMALL = ((256, 128), (256, 128), (256, 192), (320, 192))


def plain(record: Mapping[str, Any]) -> bool:
    """Pages in a face without serifs, one pixel a point."""
    return record["scale"] == 1 and not any(n in record["face"] for n in ("Serif", "Mono"))


@dataclass(frozen=True)
class Rates:
    """Peak learning rates per part; the parts need different ones (see README.md)."""

    decoder: float = 1e-3
    vision: float = 1e-3
    patch: float = 4e-4


@dataclass(frozen=True)
class Stage:
    name: str
    recipe: Recipe
    steps: int
    rates: Rates
    dense: float = 1.0  # weight of the dense lessons beside the answers; 0 freezes the tower
    drafts: float = 0.0  # weight of the MTP head's loss
    only: str | None = None  # the part that learns while all else stands still: "mtp", "heads"
    warm: int = 50
    floor: float = 0.1  # the cosine ends at this share of the peak


def _see() -> Stage:
    """The tower alone: 30 pictures a second on two cores, where talking leaves 4 to 6."""
    recipe = Recipe(LETTERS, SMALL, 12, 0, qt=0.35, web=0.4, pages=plain, seed=9)
    return Stage("see", recipe, 6000, Rates(vision=9e-4, patch=3e-4), floor=0.05)


def heads() -> Stage:
    """The throw-away heads again, before a checkpoint that was exported without them goes on.

    Left at random they would pull the tower about while they learn.
    """
    recipe = replace(_see().recipe, seed=10)
    return Stage("heads", recipe, 120, Rates(vision=4e-3), only="heads", warm=10, floor=0.05)


def _all(worlds: tuple[World, ...], sizes: tuple[tuple[int, int], ...], batch: int) -> Recipe:
    """Everything that nano is asked."""
    return Recipe(
        worlds,
        sizes,
        batch,
        14,
        lists=0.38,
        texts=0.08,
        dense=LETTERS,
        films=0.03,
        papers=0.04,
        calls=0.02,
        thoughts=0.02,
        forms=0.03,
        alone=0.1,
        web=0.2,
        pages=plain,
        seed=6,
    )


def _lookup() -> Stage:
    """The decoder by a tower that stands still: smaller steps, half as long."""
    recipe = _all((NARROW, NARROW, MIDDLE, MIDDLE, TEXT), (*SMALL, (320, 192), (384, 256)), 5)
    return Stage("lookup", recipe, 2000, Rates(decoder=1.5e-3), dense=0.0, floor=0.5)


def _together() -> Stage:
    """Tower and decoder, everything that nano is asked: places become exact."""
    sizes = ((256, 128), (256, 192), (256, 192), (320, 192), (384, 256))
    recipe = replace(
        _all((NARROW, NARROW, MIDDLE, MIDDLE, FREE, FREE, TEXT), sizes, 6),
        lists=0.32,
        texts=0.1,
        films=0.07,
        papers=0.05,
        alone=0.12,
        web=0.22,
        often=OFTEN | {"exists": 4, "count": 4},
        seed=71,
    )
    rates = Rates(decoder=7e-4, vision=3e-4, patch=6e-5)
    return Stage("together", recipe, 1700, rates, warm=30, floor=0.02)


def _draft() -> Stage:
    """The MTP head, mostly on lists: only long answers gain by drafts."""
    recipe = Recipe(WORLDS, SIZES, 6, 9, lists=0.7, web=0.35, pages=plain, alone=0.3, seed=8)
    rates = Rates(decoder=2e-3)
    return Stage("draft", recipe, 200, rates, drafts=1.0, only="mtp", floor=0.02)


def stages() -> tuple[Stage, ...]:
    """The curriculum: see, look up, talk, guess ahead."""
    return _see(), _lookup(), _together(), _draft()
