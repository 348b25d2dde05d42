"""Screens and words that training never saw, as named settings, and the questions about them.

"Qt" and "Chromium" show faces, layouts and words that were kept from training, at one and two
pixels a point; "plain Qt" words and layouts that were kept, in faces and sizes that were not;
"familiar Qt" the narrow world of the first checkpoint, in pairs of words kept from training;
"papers" receipts, tables and charts of such words and numbers; "films" films of other seeds, some
with shapes that no film of training had.
"""

import argparse
import json
import random
from functools import cache
from pathlib import Path

from tools.nano import film_questions, films, papers, questions, texts
from tools.nano.gallery import MANIFEST, Gallery
from tools.nano.layout import plan
from tools.nano.questions import Turn, Words
from tools.nano.screens import Picture
from tools.nano.wide import HELD_OUT, MIDDLE
from tools.nano.world import NARROW, World

SPLIT = "held-out"
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "models" / "kestrel-nano"
PAGES = ROOT / "out" / "nano-pages"
MAKE_PAGES = "python -m tools.nano.gallery --folder {} --split held-out --count 200 --seed 9"
SCREENS = ("familiar Qt", "plain Qt", "Qt", "Chromium")
SETTINGS = (*SCREENS, "papers", "films")
WORLDS = {"familiar Qt": NARROW, "plain Qt": MIDDLE, "Qt": HELD_OUT}
FILM_ASKED = ("number", "amount", "find", "when", "way")
PAPER_TURNS = 5  # questions about one paper
ASKED = ("where", "read", *(name for name in questions.ASKS if name != "talk"))  # two of the first


def _open(rng: random.Random) -> str:
    return texts.text(rng, SPLIT)


def _painted(world: World, index: int) -> Picture:
    from tools.nano import qt_screens  # Qt belongs to the process that paints

    return qt_screens.paint(plan(world, index, SPLIT))


@cache
def _pages(folder: Path) -> tuple[Gallery, list[int]]:
    """The pages of a folder, and in which order they are shown: its parts are of one size each."""
    make, path = MAKE_PAGES.format(folder), folder / MANIFEST
    if not path.exists():
        raise SystemExit(f"{folder} holds no pages of Chromium. Make them: {make}")
    said, gallery = json.loads(path.read_text()), Gallery(folder)
    if said["split"] != SPLIT:
        raise SystemExit(f"{folder} holds pages for training. Name another folder: {make}")
    if len(gallery) < said["count"]:
        raise SystemExit(
            f"{folder} holds {len(gallery)} of {said['count']} pages. Run again what made them."
        )
    return gallery, random.Random(0).sample(range(len(gallery)), len(gallery))


def check(settings: list[str], count: int, pages: Path) -> None:
    """Stop before anything is measured where pages are missing."""
    if "Chromium" in settings and len(_pages(pages)[0]) < count:
        raise SystemExit(f"{pages} holds fewer than {count} pages: ask for fewer --screens.")


def picture(setting: str, index: int, pages: Path = PAGES) -> Picture:
    """The picture of this number in a setting; always the same one."""
    if setting == "Chromium":
        gallery, order = _pages(pages)
        return gallery.picture(order[index])
    if setting == "papers":
        return _paper(index).picture
    return _painted(WORLDS[setting], index)


def _paper(index: int) -> papers.Paper:
    return papers.paper(papers.SIZES[index % len(papers.SIZES)], index, SPLIT)


def film(index: int) -> films.Film:
    """The film of this number; always the same one."""
    rng = random.Random(index)
    return films.film(rng.choice(films.SIZES), rng.choice(films.FRAMES), index, SPLIT)


def film_turns(index: int, shown: films.Film) -> list[Turn]:
    """Questions about a film, one of each kind that is measured."""
    rng = random.Random(index)
    asked = (film_questions.ASKS[name](shown, rng) for name in FILM_ASKED)
    return [turn for turn in asked if turn is not None]


def turns(setting: str, index: int, shown: Picture, asked: tuple[str, ...] = ASKED) -> list[Turn]:
    """Questions about a picture, the list first: the same for every checkpoint."""
    if not shown.screen.elements:
        return []
    rng = random.Random(index)
    if setting == "papers":
        own = _paper(index).turns
        return rng.sample(own, min(len(own), PAPER_TURNS))
    words: Words = questions.closed if setting == "familiar Qt" else _open
    found = [questions.listing(shown.screen)]
    found += [turn for name in asked if (turn := questions.ASKS[name](shown.screen, rng, words))]
    return list({turn.question: turn for turn in found}.values())


def add_options(
    parser: argparse.ArgumentParser, screens: int, settings: tuple[str, ...] = SCREENS
) -> None:
    """What all tools that show these screens can be told."""
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the checkpoint")
    parser.add_argument("--settings", nargs="+", choices=settings, default=list(settings))
    parser.add_argument("--screens", type=int, default=screens, help="screens of each setting")
    parser.add_argument("--pages", type=Path, default=PAGES, help="held-out pages of Chromium")
