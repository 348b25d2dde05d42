"""The curriculum: which worlds and questions training feeds, in which order, at which rates."""

from dataclasses import dataclass, replace

from tools.nano.batches import Recipe
from tools.nano.questions import SHORT
from tools.nano.world import DEJAVU, LIGHT, NARROW, World


@dataclass(frozen=True)
class Rates:
    """Peak learning rates per part; the parts need different ones (see README.md)."""

    decoder: float = 1e-3
    vision: float = 1e-3
    patch: float = 2e-4


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


def stages(world: World = NARROW) -> tuple[Stage, ...]:
    """The curriculum: see a narrow world, see all of it, talk about it, guess ahead."""
    crowded = replace(world, kinds=("crowd", "crowd", *world.kinds), two_words=0.4)
    narrowest = replace(crowded, faces=(DEJAVU,), themes=(LIGHT,), pixel_sizes=(13,))
    gentle = Rates(decoder=1e-3, vision=5e-4, patch=5e-5)
    return (
        Stage("glance", Recipe(narrowest, narrowest, 8, 0, seed=1), 700, Rates(), floor=1.0),
        Stage("see", Recipe(world, crowded, 8, 0, seed=2), 1500, Rates(), floor=0.5),
        Stage(
            "lookup",
            Recipe(world, crowded, 6, 9, seed=5),
            900,
            Rates(decoder=1.5e-3),
            dense=0.0,
            align=True,
            floor=0.5,
        ),
        Stage("together", Recipe(world, crowded, 6, 9, seed=6), 700, gentle, dense=0.3, drafts=0.3),
        Stage(
            "short",
            Recipe(world, crowded, 6, 14, lists=0.2, alone=0.1, often=SHORT, seed=7),
            460,
            gentle,
            dense=0.3,
            drafts=0.3,
        ),
        Stage(
            "draft",  # mostly lists: only long answers gain by drafts
            Recipe(world, crowded, 6, 9, lists=0.7, alone=0.3, seed=8),
            500,
            Rates(decoder=2e-3),
            drafts=1.0,
            only_drafts=True,
            floor=0.02,
        ),
    )
