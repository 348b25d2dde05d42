"""Questions about a screen and their true answers, in the formats of FORMATS.md."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tools.nano.layout import Element, Screen
from tools.nano.world import PURPOSES, WORDS

PLURALS = {
    "button": "buttons",
    "checkbox": "checkboxes",
    "radio": "radios",
    "field": "fields",
    "combobox": "comboboxes",
    "label": "labels",
    "menuitem": "menuitems",
}
LIST_PROMPT = "List the elements of this screen."
TEXT_PROMPT = "What does it say on this screen?"
PURPOSE_PROMPT = "What is this window for?"
TALK = (
    ("Hello", "Hello! Show me a screen and ask me about it."),
    ("Hi", "Hello! Show me a screen and ask me about it."),
    ("Who are you?", "I am kestrel-nano, a tiny model that reads small screens."),
    (
        "What can you do?",
        "I can list the elements of a screen, find one, read it, and say if it is checked.",
    ),
    ("Can you read this screen?", "Yes. Ask me to list its elements, or where something is."),
    ("Thank you", "You are welcome."),
    ("Thanks", "You are welcome."),
)


Words = Callable[[random.Random], str]  # where texts come from that are asked for in vain


def closed(rng: random.Random) -> str:
    """A word of the closed list."""
    return rng.choice(WORDS)


@dataclass(frozen=True)
class Turn:
    """One question with its answer; `task` names the row of FORMATS.md."""

    task: str
    question: str
    answer: str
    about: tuple[int, ...] = ()  # elements that the answer is about, in its order


def relative(screen: Screen, element: Element) -> list[int]:
    """The box of an element in thousandths of the picture."""
    width, height = screen.size
    x1, y1, x2, y2 = element.box
    return [
        round(x1 * 1000 / width),
        round(y1 * 1000 / height),
        round(x2 * 1000 / width),
        round(y2 * 1000 / height),
    ]


def described(screen: Screen, element: Element) -> dict[str, object]:
    """One object of the list answer."""
    entry: dict[str, object] = {
        "bbox_2d": relative(screen, element),
        "label": element.text,
        "role": element.role,
    }
    if element.state:
        entry["state"] = element.state
    return entry


def written(answer: list[dict[str, object]]) -> str:
    """JSON as nano writes it."""
    return json.dumps(answer, ensure_ascii=False)


def listing(screen: Screen) -> Turn:
    answer = written([described(screen, element) for element in screen.elements])
    return Turn("list", LIST_PROMPT, answer, tuple(range(len(screen.elements))))


def everything(screen: Screen) -> Turn:
    """All texts in reading order, one a line."""
    answer = "\n".join(element.text for element in screen.elements)
    return Turn("text", TEXT_PROMPT, answer, tuple(range(len(screen.elements))))


def absent_text(screen: Screen, rng: random.Random, words: Words) -> str:
    """A text that stands nowhere on this screen, alone or as part of another."""
    shown = " ".join(element.text for element in screen.elements)
    while (text := words(rng)) in shown:
        pass
    return text


def _ask_where(text: str, role: str, rng: random.Random) -> str:
    plain = f"Where is the {text} {role}?"
    return rng.choice((f'Where is "{text}"?', f'Where is "{text}"?', plain))


def where(screen: Screen, rng: random.Random, words: Words) -> Turn | None:
    if not screen.elements or rng.random() < 0.1:
        return Turn("where", _ask_where(absent_text(screen, rng, words), "button", rng), "[]")
    element = rng.choice(screen.elements)
    box = {"bbox_2d": relative(screen, element), "label": element.text}
    question = _ask_where(element.text, element.role, rng)
    return Turn("where", question, written([box]), (screen.elements.index(element),))


def read(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    if not screen.elements:
        return None
    element = rng.choice(screen.elements)
    question = f"What does it say at {relative(screen, element)}?"
    return Turn("read", question, element.text, (screen.elements.index(element),))


def kind(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    if not screen.elements:
        return None
    element = rng.choice(screen.elements)
    question = f'Which kind of element is "{element.text}"?'
    return Turn("kind", question, element.role, (screen.elements.index(element),))


def exists(screen: Screen, rng: random.Random, words: Words) -> Turn | None:
    buttons = [element.text for element in screen.elements if element.role == "button"]
    present = [element.text for element in screen.elements]
    if rng.random() < 0.5 or not present:
        text = absent_text(screen, rng, words)
        question = rng.choice((f'Is there a "{text}" button?', f'Is "{text}" on this screen?'))
        return Turn("exists", question, "No")
    if buttons and rng.random() < 0.5:
        text = rng.choice(buttons)
        question = f'Is there a "{text}" button?'
    else:
        text = rng.choice(present)
        question = f'Is "{text}" on this screen?'
    return Turn("exists", question, "Yes", (present.index(text),))


def checked(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    options = [e for e in screen.elements if e.role in ("checkbox", "radio")]
    if not options:
        return None
    wanted = rng.random() < 0.5
    pool = [e for e in options if (e.state == "checked") == wanted] or options
    element = rng.choice(pool)
    answer = "Yes" if element.state == "checked" else "No"
    about = (screen.elements.index(element),)
    return Turn("checked", f'Is "{element.text}" checked?', answer, about)


def enabled(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    buttons = [e for e in screen.elements if e.role == "button"]
    if not buttons:
        return None
    wanted = "disabled" if rng.random() < 0.5 else ""
    element = rng.choice([e for e in buttons if e.state == wanted] or buttons)
    answer = "No" if element.state == "disabled" else "Yes"
    about = (screen.elements.index(element),)
    return Turn("enabled", f'Is "{element.text}" enabled?', answer, about)


def count(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    roles = [e.role for e in screen.elements if e.role in PLURALS]
    role = rng.choice(roles if roles and rng.random() < 0.8 else list(PLURALS))
    return Turn("count", f"How many {PLURALS[role]} are there?", str(roles.count(role)))


def _same_line(one: Element, other: Element) -> bool:
    return abs(one.box[1] + one.box[3] - other.box[1] - other.box[3]) <= 8


def value(screen: Screen, rng: random.Random, _: Words) -> Turn | None:
    pairs = [
        (name.text, entry)
        for name, entry in zip(screen.elements, screen.elements[1:], strict=False)
        if name.role == "label" and entry.role == "field" and _same_line(name, entry)
    ]
    if not pairs:
        return None
    name, entry = rng.choice(pairs)
    question = f'What is in the "{name}" field?'
    return Turn("value", question, entry.text, (screen.elements.index(entry),))


def purpose(screen: Screen, rng: random.Random, words: Words) -> Turn | None:
    del rng, words  # one window, one purpose
    for number, element in enumerate(screen.elements):
        if element.role == "title" and element.text in PURPOSES:
            answer = f"This window is for {PURPOSES[element.text]}."
            return Turn("purpose", PURPOSE_PROMPT, answer, (number,))
    return None


def talk(screen: Screen, rng: random.Random, words: Words) -> Turn | None:
    del screen, words
    return Turn("talk", *rng.choice(TALK))


Ask = Callable[[Screen, random.Random, Words], Turn | None]
ASKS: dict[str, Ask] = {
    "where": where,
    "read": read,
    "kind": kind,
    "exists": exists,
    "checked": checked,
    "enabled": enabled,
    "count": count,
    "value": value,
    "purpose": purpose,
    "talk": talk,
}
OFTEN = {"where": 5, "read": 4, "exists": 2, "checked": 2, "count": 3, "talk": 0.3, "purpose": 2}


def conversation(
    screen: Screen,
    rng: random.Random,
    length: int,
    lists: float = 0.5,
    often: Mapping[str, float] = OFTEN,
    words: Words = closed,
) -> list[Turn]:
    """Turns about one screen in any order; at most one of them lists everything."""
    names = list(ASKS)
    weights = [often.get(name, 1.0) for name in names]
    turns = [ASKS[name](screen, rng, words) for name in rng.choices(names, weights, k=length)]
    asked: dict[str, Turn] = {turn.question: turn for turn in turns if turn is not None}
    if rng.random() < lists or not asked:
        asked[LIST_PROMPT] = listing(screen)
    mixed = list(asked.values())
    rng.shuffle(mixed)
    return mixed
