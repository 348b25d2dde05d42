"""Questions about a screen and their true answers, in the formats of FORMATS.md."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tools.nano.layout import Element, Plan
from tools.nano.world import ACTIONS, PURPOSES, WORDS

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


@dataclass(frozen=True)
class Turn:
    """One question with its answer; `task` names the row of FORMATS.md."""

    task: str
    question: str
    answer: str
    about: tuple[int, ...] = ()  # elements that the answer is about, in its order


def relative(plan: Plan, element: Element) -> list[int]:
    """The box of an element in thousandths of the picture."""
    width, height = plan.size
    x1, y1, x2, y2 = element.box
    return [
        round(x1 * 1000 / width),
        round(y1 * 1000 / height),
        round(x2 * 1000 / width),
        round(y2 * 1000 / height),
    ]


def described(plan: Plan, element: Element) -> dict[str, object]:
    """One object of the list answer."""
    entry: dict[str, object] = {
        "bbox_2d": relative(plan, element),
        "label": element.text,
        "role": element.role,
    }
    if element.state:
        entry["state"] = element.state
    return entry


def listing(plan: Plan) -> Turn:
    answer = json.dumps([described(plan, element) for element in plan.elements])
    return Turn("list", LIST_PROMPT, answer, tuple(range(len(plan.elements))))


def absent_text(plan: Plan, rng: random.Random) -> str:
    """A text that stands nowhere on this screen, alone or as part of another."""
    shown = {word for element in plan.elements for word in element.text.split()}
    return rng.choice([word for word in WORDS if word not in shown])


def _ask_where(text: str, role: str, rng: random.Random) -> str:
    plain = f"Where is the {text} {role}?"
    return rng.choice((f'Where is "{text}"?', f'Where is "{text}"?', plain))


def where(plan: Plan, rng: random.Random) -> Turn | None:
    if not plan.elements or rng.random() < 0.1:
        return Turn("where", _ask_where(absent_text(plan, rng), "button", rng), "[]")
    element = rng.choice(plan.elements)
    box = {"bbox_2d": relative(plan, element), "label": element.text}
    question = _ask_where(element.text, element.role, rng)
    return Turn("where", question, json.dumps([box]), (plan.elements.index(element),))


def read(plan: Plan, rng: random.Random) -> Turn | None:
    if not plan.elements:
        return None
    element = rng.choice(plan.elements)
    question = f"What does it say at {relative(plan, element)}?"
    return Turn("read", question, element.text, (plan.elements.index(element),))


def kind(plan: Plan, rng: random.Random) -> Turn | None:
    if not plan.elements:
        return None
    element = rng.choice(plan.elements)
    question = f'Which kind of element is "{element.text}"?'
    return Turn("kind", question, element.role, (plan.elements.index(element),))


def exists(plan: Plan, rng: random.Random) -> Turn | None:
    buttons = [element.text for element in plan.elements if element.role == "button"]
    present = [element.text for element in plan.elements]
    if rng.random() < 0.5 or not present:
        text = absent_text(plan, rng)
        if rng.random() < 0.5:
            text = rng.choice([word for word in ACTIONS if word not in " ".join(present).split()])
        question = rng.choice((f'Is there a "{text}" button?', f'Is "{text}" on this screen?'))
        return Turn("exists", question, "No")
    if buttons and rng.random() < 0.5:
        text = rng.choice(buttons)
        question = f'Is there a "{text}" button?'
    else:
        text = rng.choice(present)
        question = f'Is "{text}" on this screen?'
    return Turn("exists", question, "Yes", (present.index(text),))


def checked(plan: Plan, rng: random.Random) -> Turn | None:
    options = [e for e in plan.elements if e.role in ("checkbox", "radio")]
    if not options:
        return None
    wanted = rng.random() < 0.5
    pool = [e for e in options if (e.state == "checked") == wanted] or options
    element = rng.choice(pool)
    answer = "Yes" if element.state == "checked" else "No"
    about = (plan.elements.index(element),)
    return Turn("checked", f'Is "{element.text}" checked?', answer, about)


def enabled(plan: Plan, rng: random.Random) -> Turn | None:
    buttons = [e for e in plan.elements if e.role == "button"]
    if not buttons:
        return None
    wanted = "disabled" if rng.random() < 0.5 else ""
    element = rng.choice([e for e in buttons if e.state == wanted] or buttons)
    answer = "No" if element.state == "disabled" else "Yes"
    about = (plan.elements.index(element),)
    return Turn("enabled", f'Is "{element.text}" enabled?', answer, about)


def count(plan: Plan, rng: random.Random) -> Turn | None:
    roles = [e.role for e in plan.elements if e.role in PLURALS]
    role = rng.choice(roles if roles and rng.random() < 0.8 else list(PLURALS))
    return Turn("count", f"How many {PLURALS[role]} are there?", str(roles.count(role)))


def value(plan: Plan, rng: random.Random) -> Turn | None:
    pairs = [
        (name.text, entry)
        for name, entry in zip(plan.elements, plan.elements[1:], strict=False)
        if name.role == "label" and entry.role == "field" and name.box[1] == entry.box[1]
    ]
    if not pairs:
        return None
    name, entry = rng.choice(pairs)
    question = f'What is in the "{name}" field?'
    return Turn("value", question, entry.text, (plan.elements.index(entry),))


def purpose(plan: Plan, rng: random.Random) -> Turn | None:
    del rng  # one window, one purpose
    for number, element in enumerate(plan.elements):
        if element.role == "title":
            answer = f"This window is for {PURPOSES[element.text]}."
            return Turn("purpose", PURPOSE_PROMPT, answer, (number,))
    return None


def talk(plan: Plan, rng: random.Random) -> Turn | None:
    del plan
    return Turn("talk", *rng.choice(TALK))


Ask = Callable[[Plan, random.Random], Turn | None]
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
SHORT = OFTEN | {"where": 4, "read": 1, "exists": 4, "checked": 6, "count": 4, "purpose": 3}


def conversation(
    plan: Plan,
    rng: random.Random,
    length: int,
    lists: float = 0.5,
    often: Mapping[str, float] = OFTEN,
) -> list[Turn]:
    """Turns about one screen in any order; at most one of them lists everything."""
    names = list(ASKS)
    weights = [often.get(name, 1.0) for name in names]
    turns = [ASKS[name](plan, rng) for name in rng.choices(names, weights, k=length)]
    asked: dict[str, Turn] = {turn.question: turn for turn in turns if turn is not None}
    if rng.random() < lists or not asked:
        asked[LIST_PROMPT] = listing(plan)
    mixed = list(asked.values())
    rng.shuffle(mixed)
    return mixed
