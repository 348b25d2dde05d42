"""What stands on wide screens: words of a dictionary, names, numbers, files, addresses, sentences.

A word is either for training or kept from it, by a mark of its own letters, so that what is
measured on the "held-out" split was never seen in any picture or question. Numbers and random
strings are kept apart in the same way.
"""

import random
import string
from collections.abc import Callable
from functools import cache
from pathlib import Path
from zlib import crc32

from tools.nano.world import ACTIONS, NOUNS, QUALITIES

HELD_OUT_SHARE = 8  # one of so many texts is kept from training
ENDINGS = ("txt", "pdf", "png", "jpg", "csv", "zip", "docx", "html", "py", "md", "json", "mp4")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = "€$£%"
MARKS = ".,:;-_/@()'&+#!?…*=<>[]" + SIGNS
LETTERS = string.ascii_letters + string.digits + MARKS  # all that pictures spell


@cache
def dictionary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plain words and proper names (dictionary.txt; its licence stands beside it)."""
    words = (Path(__file__).parent / "dictionary.txt").read_text().split()
    return tuple(w for w in words if w.islower()), tuple(w for w in words if not w.islower())


def kept(text: str) -> bool:
    """Whether this text is kept from training."""
    return crc32(text.lower().encode()) % HELD_OUT_SHARE == 0


def _of_split(make: Callable[[], str], split: str) -> str:
    while kept(text := make()) != (split == "held-out"):
        pass
    return text


def word(rng: random.Random, split: str) -> str:
    """A plain word of the dictionary."""
    return _of_split(lambda: rng.choice(dictionary()[0]), split)


def name(rng: random.Random, split: str) -> str:
    return _of_split(lambda: rng.choice(dictionary()[1]), split)


def _number(rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return f"{rng.choice(SIGNS[:3])}{rng.randrange(10000) / 100:.2f}"
    if kind == 1:
        return f"{rng.randrange(101)}{rng.choice(('%', ' %'))}"
    if kind == 2:
        return f"{rng.randrange(1, 29)} {rng.choice(MONTHS)} {rng.randrange(1990, 2040)}"
    if kind == 3:
        return f"{rng.randrange(24):02}:{rng.randrange(60):02}"
    if kind == 4:
        return f"{rng.randrange(1990, 2040)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return str(rng.randrange(10 ** rng.randrange(1, 6)))


def number(rng: random.Random, split: str) -> str:
    """An amount, a share, a date, a time or a plain number."""
    return _of_split(lambda: _number(rng), split)


def scramble(rng: random.Random, split: str) -> str:
    """Letters and digits that mean nothing: what can only be read."""
    pool = rng.choice((string.ascii_lowercase, string.ascii_uppercase, string.ascii_letters))
    pool = pool + (string.digits if rng.random() < 0.5 else "")
    return _of_split(lambda: "".join(rng.choices(pool, k=rng.randint(2, 9))), split)


def file(rng: random.Random, split: str) -> str:
    stem = word(rng, split)
    if rng.random() < 0.4:
        stem += rng.choice("_-") + (word(rng, split) if rng.random() < 0.5 else number(rng, split))
    stem = stem.replace("/", "-").replace(":", "").replace(" ", "")
    return f"{stem}.{rng.choice(ENDINGS)}"


def address(rng: random.Random, split: str) -> str:
    """A mail address, a site or a path."""
    one, other = word(rng, split), word(rng, split)
    kind = rng.randrange(3)
    if kind == 0:
        return f"{one}@{other}.{rng.choice(('com', 'org', 'net', 'de'))}"
    return f"www.{one}.{rng.choice(('com', 'org'))}" if kind == 1 else f"/{one}/{other}"


def words(rng: random.Random, split: str) -> str:
    """One to three words as interfaces write them."""
    count = rng.choice((1, 1, 1, 2, 2, 3))
    text = " ".join(word(rng, split) for _ in range(count))
    shape = rng.random()
    if shape < 0.5:
        text = text[0].upper() + text[1:]
    elif shape < 0.7:
        text = " ".join(part[0].upper() + part[1:] for part in text.split())
    elif shape < 0.8:
        text = text.upper()
    return text + rng.choice(("", "", "", "", "", "…", ":", "!", "?", ","))


def person(rng: random.Random, split: str) -> str:
    return f"{name(rng, split)} {name(rng, split)}" if rng.random() < 0.5 else name(rng, split)


def sentence(rng: random.Random, split: str) -> str:
    text = " ".join(word(rng, split) for _ in range(rng.randint(3, 6)))
    return text[0].upper() + text[1:] + rng.choice((".", ".", "?", "!"))


Kind = Callable[[random.Random, str], str]
KINDS: dict[Kind, float] = {
    words: 0.58,
    person: 0.08,
    number: 0.1,
    file: 0.07,
    address: 0.04,
    scramble: 0.1,
    sentence: 0.03,
}
FAMILIAR = {"action": ACTIONS, "noun": NOUNS, "quality": QUALITIES}


def text(rng: random.Random, split: str, pool: str = "", familiar: float = 0.25) -> str:
    """A text of any kind; with the share `familiar`, in training alone, a word everybody knows.

    Args:
        pool: "action", "noun" or "quality": which familiar words; any if empty.
    """
    if split != "held-out" and rng.random() < familiar:
        return rng.choice(FAMILIAR.get(pool) or ACTIONS + NOUNS + QUALITIES)
    if pool == "action" and rng.random() < 0.7:  # what buttons say is short, and no address
        return words(rng, split)
    return rng.choices(list(KINDS), list(KINDS.values()))[0](rng, split)
