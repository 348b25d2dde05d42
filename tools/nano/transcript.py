"""Talks as token ids, as the chat template renders them with tools and thoughts.

The template shows thoughts only since the last question. In training an earlier exchange has them
or not by chance, as in conversation.py, so that each is learnt both ways.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from tokenizers import Tokenizer

from tools.nano.conversation import NOWHERE, THOUGHT, Shown, Span, Tokens
from tools.nano.exchanges import TALKS, Bit, Exchange, Said, Step, Talk, Tool, plain, text_of
from tools.nano.layout import Screen
from tools.nano.questions import Words

MOST = 4  # exchanges about one picture
Piece = tuple[Said, bool]  # and whether it is learnt
_BEFORE_TOOLS = "<|im_start|>system\n# Tools\n\nYou have these functions:\n\n<tools>"
_AFTER_TOOLS = (
    "\n</tools>\n\nCall one in this form and write nothing after it:\n\n"
    "<tool_call>\n<function=name>\n<parameter=first>\nvalue\n</parameter>\n</function>\n"
    "</tool_call>\n\n<IMPORTANT>\nGive every required parameter. Without a fitting function answer "
    "in plain words.\n</IMPORTANT><|im_end|>\n"
)


def lesson(
    tokenizer: Tokenizer,
    kind: str,
    shown: Shown,
    cells: int,
    rng: random.Random,
    words: Words,
    budget: int,
) -> Tokens:
    """A talk of a kind in TALKS about what is shown.

    As many exchanges as the budget of tokens holds, beside the picture and the tools, but one.
    """
    talk = TALKS[kind](shown.screen, rng, words, MOST)
    beside = cells + len(tokenizer.encode(_introduced(talk.tools)) if talk.tools else ())
    while True:
        told = transcribed(tokenizer, talk, cells, rng, shown)
        if len(talk.exchanges) == 1 or len(told.ids) <= beside + budget:
            return told
        talk = replace(talk, exchanges=talk.exchanges[:-1])


def transcribed(
    tokenizer: Tokenizer,
    talk: Talk,
    cells: int,
    rng: random.Random | None = None,
    shown: Shown | None = None,
) -> Tokens:
    """A talk about one picture of `cells` visual tokens.

    Without `rng` exactly what the template gives; without what is shown no spots are known.
    """
    out = Tokens()
    for said, learnt in _pieces(talk, cells, rng, shown.screen if shown else None):
        piece, spans, begin = tokenizer.encode(text_of(said)), list[Span](), 0
        owners: list[int] = []
        for bit in said:
            end = begin + len(bit.text)
            owners += [bit.element if learnt else -1] * len(bit.text)
            spans += [(begin, end, bit.element)] if bit.spelt else []
            begin = end
        out.ids.extend(piece.ids)
        out.learnt.extend([learnt] * len(piece))
        out.about.extend(owners[first] for first, _ in piece.offsets)
        out.spots.extend(shown.spots(piece, spans) if shown else [NOWHERE] * len(piece))
    return out


def _pieces(
    talk: Talk, cells: int, rng: random.Random | None, screen: Screen | None
) -> Iterator[Piece]:
    if talk.tools:
        yield plain(_introduced(talk.tools)), False
    picture = f"<|vision_start|>{'<|image_pad|>' * cells}<|vision_end|>" if cells else ""
    for number, exchange in enumerate(talk.exchanges):
        yield plain(f"<|im_start|>user\n{picture}"), False
        yield _asked(exchange.question, screen), False
        yield plain("<|im_end|>\n"), False
        last = number == len(talk.exchanges) - 1
        aloud = last or (rng is not None and rng.random() < 0.5)
        yield from _answered(exchange, aloud, talk.thinking)
        picture = ""


def _introduced(tools: tuple[Tool, ...]) -> str:
    """The system's turn, which tells of the tools."""
    told = "".join(f"\n{json.dumps(tool, ensure_ascii=False)}" for tool in tools)
    return _BEFORE_TOOLS + told + _AFTER_TOOLS


def _asked(question: str, screen: Screen | None) -> Said:
    """A question, cut around the texts of elements that it names."""
    for number, element in enumerate(screen.elements if screen else ()):
        for form in (f'"{element.text}"', f"the {element.text} {element.role}"):
            before, found, after = question.partition(form)
            if found:
                left, text, right = form.partition(element.text)
                return Bit(before + left), Bit(text, number, True), Bit(right + after)
    return plain(question)


def _answered(exchange: Exchange, aloud: bool, thinking: bool) -> Iterator[Piece]:
    for step in exchange.steps:
        yield plain("<|im_start|>assistant\n"), False
        if aloud and thinking:
            yield plain("<think>\n"), False
            yield (*step.thought, Bit("\n</think>\n\n")), True
        elif aloud:
            yield plain(THOUGHT), False
        yield (*step.answer, *_called(step), Bit("<|im_end|>")), True
        yield plain("\n"), False
        if step.call:
            said = f"<tool_response>\n{step.call.response}\n</tool_response>"
            yield plain(f"<|im_start|>user\n{said}<|im_end|>\n"), False


def _called(step: Step) -> Said:
    """A call as the family writes it."""
    if step.call is None:
        return ()
    given = (
        (Bit(f"<parameter={name}>\n"), *value, Bit("\n</parameter>\n"))
        for name, value in step.call.arguments.items()
    )
    begin = Bit(f"<tool_call>\n<function={step.call.name}>\n")
    return (begin, *chain.from_iterable(given), Bit("</function>\n</tool_call>"))
