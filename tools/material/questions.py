"""What is asked of a shot: things to find that are there once, and some that are not there."""

import random
from dataclasses import dataclass

from tools.material.icons import ICONS
from tools.material.shot import Shot, Thing
from tools.nano.world import WORDS

PER_SHOT = 2
ABSENT = 0.25  # shots with one question for something that is not there


@dataclass(frozen=True)
class Question:
    """Words, and the thing that they mean; None where nothing on the shot is meant."""

    words: str
    thing: Thing | None


def questions(shot: Shot, rng: random.Random) -> list[Question]:
    """Of one shot: icons are asked for as often as texts, where there are any."""
    asked = [Question(wording(thing), thing) for thing in _chosen(shot, rng)]
    if rng.random() < ABSENT:
        asked.append(Question(_absent(shot, rng), None))
    return asked


def wording(thing: Thing) -> str:
    """As it stands on the screen; an icon by its name."""
    return thing.text or f"{thing.name} icon"


def _chosen(shot: Shot, rng: random.Random) -> list[Thing]:
    texts = [thing for thing in shot.things if thing.text and _alone(shot, thing)]
    icons = [thing for thing in shot.things if not thing.text and _alone(shot, thing)]
    picked = rng.sample(icons, min(len(icons), PER_SHOT // 2))
    return picked + rng.sample(texts, min(len(texts), PER_SHOT - len(picked)))


def _alone(shot: Shot, thing: Thing) -> bool:
    """Whether nothing else on the screen could be meant by its words."""
    ours = thing.words.casefold()
    others = [other.words.casefold() for other in shot.things if other is not thing]
    return bool(ours) and not any(ours in theirs for theirs in others)


def _absent(shot: Shot, rng: random.Random) -> str:
    shown = {word.casefold() for thing in shot.things for word in thing.words.split()}
    if rng.random() < 0.2 and any(not thing.text for thing in shot.things):
        return f"{rng.choice([name for name in ICONS if not shown & {name.split()[0]}])} icon"
    return rng.choice([word for word in WORDS if word.casefold() not in shown])
