"""Exchanges that are more than a question and its answer: calls of tools, thoughts, filled forms.

A form is an object of JSON with nothing in it, which the answer gives back filled from the screen.
A thought names what it has seen and where, then the answer follows from it. A call comes with the
answer to what its tool said. All are written in the family's formats, true by construction.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.nano.layout import Element, Screen
from tools.nano.questions import ASKS, PLURALS, Turn, Words, absent_text, relative

Tool = Mapping[str, Any]  # as in OpenAI's API


@dataclass(frozen=True)
class Bit:
    """A piece of what is said, and the element (its number on the screen) that it tells of."""

    text: str
    element: int = -1
    spelt: bool = False  # it is the element's own text


Said = tuple[Bit, ...]


@dataclass(frozen=True)
class Call:
    """A call of a tool, and what the tool says to it."""

    name: str
    arguments: Mapping[str, Said]
    response: str


@dataclass(frozen=True)
class Step:
    """What is said at one go; with a call, another step follows its response."""

    answer: Said = ()
    thought: Said = ()
    call: Call | None = None


@dataclass(frozen=True)
class Exchange:
    """One question and all that follows it."""

    task: str
    question: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Talk:
    """Exchanges about one picture, with the same tools, thinking aloud or not."""

    exchanges: tuple[Exchange, ...]
    tools: tuple[Tool, ...] = ()
    thinking: bool = False


def text_of(said: Said) -> str:
    return "".join(bit.text for bit in said)


def plain(text: str) -> Said:
    """What tells of no element."""
    return (Bit(text),)


def _own(screen: Screen, number: int) -> Bit:
    return Bit(screen.elements[number].text, number, True)


def _tool(name: str, **kinds: str) -> Tool:
    properties = {key: {"type": kind} for key, kind in kinds.items()}
    schema = {"type": "object", "properties": properties, "required": list(kinds)}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


TOOLS: dict[str, Tool] = {
    "click": _tool("click", x="integer", y="integer"),
    "type": _tool("type", text="string"),
    "find": _tool("find", words="string"),
}
FAILED = 0.1  # share of calls that come back with an error
PRESENT = 0.85  # share of elements to click that are there


def _seen(screen: Screen, number: int) -> Said:
    """`The Save button is at [x1, y1, x2, y2].`"""
    element = screen.elements[number]
    place = f" {element.role} is at {relative(screen, element)}"
    return Bit("The "), _own(screen, number), Bit(place, number), Bit(".")


def middle(screen: Screen, element: Element) -> tuple[int, int]:
    """Where to click, in thousandths of the picture."""
    x1, y1, x2, y2 = relative(screen, element)
    return (x1 + x2) // 2, (y1 + y2) // 2


def _click(screen: Screen, rng: random.Random, words: Words) -> Exchange:
    if not screen.elements or rng.random() > PRESENT:
        text = absent_text(screen, rng, words)
        absent = plain(f'There is no "{text}".')
        return Exchange("click", f'Click "{text}".', (Step(absent, absent),))
    number = rng.randrange(len(screen.elements))
    element = screen.elements[number]
    x, y = ((Bit(str(value), number),) for value in middle(screen, element))
    name = rng.choice((f'"{element.text}"', f"the {element.text} {element.role}"))
    call, last = _called("click", {"x": x, "y": y}, "Clicked.", rng)
    return Exchange("click", f"Click {name}.", (Step((), _seen(screen, number), call), last))


def _type(screen: Screen, rng: random.Random, words: Words) -> Exchange:
    text = words(rng)
    call, last = _called("type", {"text": plain(text)}, "Typed.", rng)
    return Exchange("type", f'Type "{text}".', (Step((), plain(f'To type: "{text}".'), call), last))


def _find(screen: Screen, rng: random.Random, words: Words) -> Exchange:
    text, count = words(rng), rng.choice((0, 1, rng.randrange(2, 100)))
    call, last = _called("find", {"words": plain(text)}, f"{count} found.", rng)
    return Exchange("find", f'Find "{text}".', (Step((), plain(f'To find: "{text}".'), call), last))


def _called(
    name: str, arguments: Mapping[str, Said], response: str, rng: random.Random
) -> tuple[Call, Step]:
    """A call, and the step after it: it says again what the tool said, or that it failed."""
    if rng.random() < FAILED:
        response = rng.choice(("Error.", "Error: not now.", "Error: disabled."))
        return Call(name, arguments, response), Step(plain("This failed."), plain("An error."))
    return Call(name, arguments, response), Step(plain(response), plain("This is done."))


Make = Callable[[Screen, random.Random, Words], Exchange]
CALLS: dict[str, Make] = {"click": _click, "type": _type, "find": _find}


def calls(screen: Screen, rng: random.Random, words: Words, length: int) -> Talk:
    """Questions that want tools, and a few that want none.

    One or two tools are offered; half of the talks think aloud.
    """
    names = rng.sample(sorted(CALLS), rng.choice((1, 1, 2)))
    if "click" not in names and rng.random() < 0.5:
        names[0] = "click"
    made = [
        _asked(screen, rng, words) if rng.random() < 0.2 else CALLS[rng.choice(names)](*about)
        for about in [(screen, rng, words)] * length
    ]
    tools = tuple(TOOLS[name] for name in names)
    return Talk(tuple(_distinct(made)), tools, rng.random() < 0.5)


def thoughts(screen: Screen, rng: random.Random, words: Words, length: int) -> Talk:
    """Questions of every kind whose answers follow from a thought."""
    return Talk(
        tuple(_distinct([_asked(screen, rng, words) for _ in range(length)])), thinking=True
    )


def forms(screen: Screen, rng: random.Random, words: Words, length: int) -> Talk:
    """Forms to be filled as JSON."""
    return Talk(tuple(_distinct([_form(screen, rng, words) for _ in range(length)])))


TALKS: dict[str, Callable[[Screen, random.Random, Words, int], Talk]] = {
    "calls": calls,
    "thoughts": thoughts,
    "forms": forms,
}


def _distinct(made: list[Exchange]) -> list[Exchange]:
    return list({exchange.question: exchange for exchange in made}.values())


THOUGHT_OF = ("where", "read", "exists", "checked", "enabled", "count", "kind")


def _asked(screen: Screen, rng: random.Random, words: Words) -> Exchange:
    """A question of questions.py with a thought before its answer."""
    turn = None
    while turn is None:
        turn = ASKS[rng.choice(THOUGHT_OF)](screen, rng, words)
    return Exchange(turn.task, turn.question, (Step(_answer(screen, turn), _reason(screen, turn)),))


def _answer(screen: Screen, turn: Turn) -> Said:
    """The answer, cut around the text that it is about."""
    if not turn.about:
        return plain(turn.answer)
    number = turn.about[0]
    before, text, after = turn.answer.rpartition(screen.elements[number].text)
    if turn.task not in ("where", "read"):
        return (Bit(turn.answer, number),)
    pieces = (Bit(before, number), Bit(text, number, True), Bit(after, number))
    return tuple(piece for piece in pieces if piece.text)


def _reason(screen: Screen, turn: Turn) -> Said:
    """What the answer follows from."""
    if turn.task == "count":
        role = {plural: role for role, plural in PLURALS.items()}[turn.question.split()[2]]
        numbers = [n for n, e in enumerate(screen.elements) if e.role == role]
        if not numbers:
            return plain(f"There is no {role}.")
        names = [bit for n in numbers for bit in (_own(screen, n), Bit(", "))]
        return (*plain(f"The {PLURALS[role]}: "), *names[:-1], Bit("."))
    if not turn.about:
        text = turn.question.split('"')[1] if '"' in turn.question else _named(turn.question)
        return plain(f'There is no "{text}".')
    number = turn.about[0]
    plainly = {"checked": "not checked", "enabled": "enabled"}
    if turn.task in plainly:
        state = screen.elements[number].state or plainly[turn.task]
        return (*_seen(screen, number)[:-1], Bit(f", {state}.", number))
    return _seen(screen, number)


def _named(question: str) -> str:
    """The text of `Where is the Save button?`"""
    return question.removeprefix("Where is the ").removesuffix(" button?")


def _form(screen: Screen, rng: random.Random, words: Words) -> Exchange:
    """An empty form: for values of fields, or for the texts of some kinds or their number."""
    fields = [turn for _ in range(2) if (turn := ASKS["value"](screen, rng, words))]
    if fields and rng.random() < 0.4:
        values = {turn.question.split('"')[1]: turn.about[0] for turn in fields}
        return _to_fill(dict.fromkeys(values, ""), _values(screen, values))
    roles = [e.role for e in screen.elements if e.role in PLURALS]
    asked = dict.fromkeys(rng.choice(roles or list(PLURALS)) for _ in range(rng.choice((1, 2))))
    if rng.random() < 0.2:
        asked[rng.choice(list(PLURALS))] = None
    told = {
        PLURALS[role]: [n for n, e in enumerate(screen.elements) if e.role == role]
        for role in asked
    }
    if rng.random() < 0.3:
        told["checked"] = [n for n, e in enumerate(screen.elements) if e.state == "checked"]
    if rng.random() < 0.3:
        return _to_fill(dict.fromkeys(told, 0), _counts(told))
    return _to_fill(dict.fromkeys(told, []), _lists(screen, told))


def _to_fill(empty: Mapping[str, object], filled: Iterable[Said]) -> Exchange:
    """The empty form as a question, and the filled one, value by value, as `json.dumps` does it."""
    bits = [Bit("{")]
    for (place, key), value in zip(enumerate(empty), filled, strict=True):
        bits += [Bit(f'{", " if place else ""}"{key}": '), *value]
    question = f"Answer in JSON: {json.dumps(empty, ensure_ascii=False)}"
    return Exchange("json", question, (Step((*bits, Bit("}"))),))


def _quoted(screen: Screen, number: int) -> Said:
    """No text of a screen wants an escape."""
    return Bit('"'), _own(screen, number), Bit('"')


def _values(screen: Screen, values: Mapping[str, int]) -> Iterator[Said]:
    return (_quoted(screen, number) for number in values.values())


def _counts(told: Mapping[str, list[int]]) -> Iterator[Said]:
    return (plain(str(len(numbers))) for numbers in told.values())


def _lists(screen: Screen, told: Mapping[str, list[int]]) -> Iterator[Said]:
    for numbers in told.values():
        bits = [bit for n in numbers for bit in (Bit(", "), *_quoted(screen, n))]
        yield (Bit("["), *bits[1:], Bit("]"))
