"""The curriculum: which worlds and questions training feeds, in which order, at which rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.nano.batches import Recipe
from tools.nano.wide import MIDDLE, SIZES, TEXT
from tools.nano.world import NARROW

WORLDS = (NARROW, MIDDLE, MIDDLE, MIDDLE, TEXT)
LETTERS = (TEXT, TEXT, TEXT, MIDDLE, NARROW)
MOSTLY = ((256, 128), (256, 128), (256, 192), (256, 192), (320, 192), (384, 256))
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
    only_drafts: bool = False  # all but the MTP head stands still, answers stay as they are
    align: bool = False  # fold the words' heads into the merger first
    warm: int = 50
    floor: float = 0.1  # the cosine ends at this share of the peak


def stages() -> tuple[Stage, ...]:
    """The curriculum: see, look up, talk, guess ahead."""
    return (
        Stage(
            "see",
            Recipe(LETTERS, SMALL, 12, 0, qt=0.4, web=0.3, pages=plain, seed=9),
            2300,
            Rates(vision=9e-4, patch=3e-4),
            floor=0.05,
        ),
        Stage(
            "lookup",
            Recipe(
                WORLDS,
                SMALL,
                5,
                14,
                lists=0.1,
                texts=0.7,
                dense=LETTERS,
                alone=0.05,
                web=0.2,
                pages=plain,
                seed=5,
            ),
            1500,
            Rates(decoder=1.5e-3),
            dense=0.0,
            floor=0.5,
        ),
        Stage(
            "together",
            Recipe(
                WORLDS,
                MOSTLY,
                8,
                14,
                lists=0.3,
                texts=0.2,
                dense=LETTERS,
                alone=0.1,
                web=0.25,
                pages=plain,
                seed=6,
            ),
            3000,
            Rates(decoder=1.2e-3, vision=5e-4, patch=1e-4),
            floor=0.05,
        ),
        Stage(
            "draft",  # mostly lists: only long answers gain by drafts
            Recipe(WORLDS, SIZES, 6, 9, lists=0.7, web=0.35, pages=plain, alone=0.3, seed=8),
            300,
            Rates(decoder=2e-3),
            drafts=1.0,
            only_drafts=True,
            floor=0.02,
        ),
    )
