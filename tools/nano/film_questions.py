"""Questions about films and their true answers, in the app's own wording for nano (prompts.json).

Times are the moments of shown frames, to a tenth of a second, written as the family writes them.
"""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from app.reading.prompts import filled
from app.reading.video.clock import clock
from tools.nano.films import COLOURS, KINDS, NAMES, Film, Thing
from tools.nano.questions import Turn

WORDING = json.loads((Path(__file__).parent / "prompts.json").read_text())
STAYS = "nowhere"


def _asked(film: Film, what: str, words: str = "") -> str:
    """A question as the app asks it."""
    return filled(WORDING[what], words=words, start=clock(film.start), end=clock(film.end))


def moment(film: Film, frame: int) -> str:
    """The time of a shown frame."""
    return clock(round(film.times[frame], 1))


def _events(film: Film, things: Iterable[Thing]) -> str:
    """JSON of what is seen when; two of one name are one event, since they come and go as one."""
    named = {thing.name: thing for thing in things}
    told = [
        {"start": moment(film, t.seen[0]), "end": moment(film, t.seen[1]), "text": t.name}
        for t in named.values()
    ]
    return json.dumps(told)


def _alone(film: Film) -> list[Thing]:
    """What has a name of its own."""
    names = [thing.name for thing in film.things]
    return [thing for thing in film.things if names.count(thing.name) == 1]


def _absent(film: Film, rng: random.Random) -> str:
    shown = {thing.name for thing in film.things}
    return rng.choice([name for name in NAMES if name not in shown])


def _group(film: Film, rng: random.Random) -> tuple[str, int]:
    """Words for shapes of a kind, of a colour or of both, and how many there are in all."""
    some = rng.choice(film.things).name if rng.random() < 0.8 else rng.choice(NAMES)
    colour, kind = some.split()
    form = rng.choice(("shapes", "shapes", "kind", "colour", "both"))
    if form == "shapes":
        return form, len(film.things)
    names = [thing.name.split() for thing in film.things]
    if form == "kind":
        return f"{kind}s", sum(name[1] == kind for name in names)
    if form == "colour":
        return f"{colour} shapes", sum(name[0] == colour for name in names)
    return f"{colour} {kind}s", names.count([colour, kind])


def number(film: Film, rng: random.Random) -> Turn:
    words, count = _group(film, rng)
    return Turn("number", _asked(film, "film_number", words), json.dumps({"count": count}))


def amount(film: Film, rng: random.Random) -> Turn:
    words, count = _group(film, rng)
    return Turn("amount", f"How many {words} are there?", str(count))


def _named(name: str, rng: random.Random) -> str:
    return rng.choice((name, name, f"the {name}", f"a {name}"))


def find(film: Film, rng: random.Random) -> Turn | None:
    """When something is seen; mostly something that comes later than the film begins."""
    if rng.random() < 0.1:
        name = _absent(film, rng)
        return Turn("find", _asked(film, "film_find", _named(name, rng)), "[]")
    thing = _coming(film, rng)
    if thing is None:
        return None
    question = _asked(film, "film_find", _named(thing.name, rng))
    return Turn("find", question, _events(film, [thing]), (thing.number,))


def _coming(film: Film, rng: random.Random) -> Thing | None:
    late = [thing for thing in _alone(film) if thing.seen[0]]
    pool = late if late and rng.random() < 0.8 else _alone(film)
    return rng.choice(pool) if pool else None


def when(film: Film, rng: random.Random) -> Turn | None:
    """When something appears or vanishes."""
    going = [thing for thing in _alone(film) if thing.seen[1] + 1 < len(film.times)]
    if going and rng.random() < 0.3:
        thing = rng.choice(going)
        question, frame = f"When does the {thing.name} vanish?", thing.seen[1] + 1
    else:
        thing = _coming(film, rng)
        if thing is None:
            return None
        question, frame = f"When does the {thing.name} appear?", thing.seen[0]
    return Turn("when", question, moment(film, frame), (thing.number,))


def way(film: Film, rng: random.Random) -> Turn | None:
    pool = [t for t in _alone(film) if t.way or t.seen[1] - t.seen[0] > 1]
    if not pool:
        return None
    thing = rng.choice(pool)
    question = f"Which way does the {thing.name} move?"
    return Turn("way", question, thing.way or STAYS, (thing.number,))


def look(film: Film, rng: random.Random) -> Turn:
    """The app's second look at a moment: what is seen, then whether it is what was asked for."""
    shown = list(dict.fromkeys(thing.name for thing in film.things))
    there = rng.random() < 0.6
    words = rng.choice(shown) if there else _absent(film, rng)
    answer = json.dumps({"shown": ", ".join(shown), "seen": "yes" if there else "no"})
    return Turn("look", _asked(film, "film_look", _named(words, rng)), answer)


def relevant(film: Film, rng: random.Random) -> Turn | None:
    """The app's first question before it answers one of the user's: which moments help."""
    inner = rng.choice((amount, when, way))(film, rng)
    if inner is None:
        return None
    things = [t for t in film.things if inner.about == (t.number,)]
    if inner.task == "amount":
        words = inner.question.removeprefix("How many ").removesuffix(" are there?")
        things = [t for t in film.things if _counted(t, words)]
    question = _asked(film, "film_relevant", inner.question)
    return Turn("relevant", question, _events(film, things), inner.about)


def _counted(thing: Thing, words: str) -> bool:
    colour, kind = thing.name.split()
    first, last = words.split()[0], words.split()[-1]
    return first in (colour, last) and last in ("shapes", f"{kind}s")


def chapters(film: Film, rng: random.Random) -> Turn:
    del rng
    return Turn("chapters", _asked(film, "film_chapters"), _events(film, film.things))


Ask = Callable[[Film, random.Random], Turn | None]
ASKS: dict[str, Ask] = {
    "number": number,
    "amount": amount,
    "find": find,
    "when": when,
    "way": way,
    "look": look,
    "relevant": relevant,
    "chapters": chapters,
}
OFTEN = (3, 3, 4, 3, 2, 1, 1, 1)
assert all(word not in KINDS for word in COLOURS)


def conversation(film: Film, rng: random.Random, length: int) -> list[Turn]:
    """Turns about one film in any order, no question twice."""
    turns = [ask(film, rng) for ask in rng.choices(list(ASKS.values()), OFTEN, k=length)]
    asked = {turn.question: turn for turn in turns if turn is not None}
    return list(asked.values()) or [number(film, rng)]
