"""Conversations as token ids, as the chat template renders them, with what is to be learnt.

Earlier assistant turns carry no think block in the template, the last one a closed empty one. In
training each turn has it or not by chance, so that the first answer token is learnt after both.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tokenizers import Encoding, Tokenizer

from tools.nano.layout import Screen
from tools.nano.questions import Turn

THOUGHT = "<think>\n\n</think>\n\n"
LABEL = '"label": "'
LINE_BREAK = "Ċ"  # as byte-level tokens write it
NOWHERE = (-1, -1)
Spot = tuple[int, int]  # first and last cell, of one row, that show what a token spells
Span = tuple[int, int, int]  # of a string: from, to, and the element whose text stands there


@dataclass
class Tokens:
    """Ids, and whether each is part of an answer."""

    ids: list[int] = field(default_factory=list)
    learnt: list[bool] = field(default_factory=list)
    about: list[int] = field(default_factory=list)  # element an answer's token tells of, or -1
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """The screen that is talked about, and in which cell each character of its texts stands."""

    screen: Screen
    cells: Mapping[int, list[int]]

    def asked(self, text: str) -> list[Span]:
        """Where a question names elements by their texts."""
        spans = []
        for number, element in enumerate(self.screen.elements):
            for form in (f'"{element.text}"', f"the {element.text} {element.role}?"):
                begin = text.find(form)
                if begin >= 0:
                    begin += form.index(element.text)
                    spans.append((begin, begin + len(element.text), number))
        return spans

    def told(self, text: str, about: tuple[int, ...]) -> list[Span]:
        """Where an answer spells the texts of the elements that it is about."""
        spans, begin = [], 0
        for number in about:
            label = self.screen.elements[number].text
            if LABEL in text:
                begin = text.index(LABEL, begin) + len(LABEL)
            if text[begin : begin + len(label)] == label:
                spans.append((begin, begin + len(label), number))
                begin += len(label) + 1  # behind a line break, where all is told
        return spans

    def spots(self, piece: Encoding, spans: list[Span]) -> list[Spot]:
        """The cells of each token that spells a part of some element's text."""
        spots = []
        for begin, end in piece.offsets:
            spot = NOWHERE
            for first, last, number in spans:
                if first <= begin < end <= last:
                    own = self.cells[number][begin - first : end - first]
                    spot = (own[0], own[-1]) if min(own) >= 0 else NOWHERE
            spots.append(spot)
        return spots


def rendered(
    tokenizer: Tokenizer,
    turns: list[Turn],
    cells: int,
    rng: random.Random | None = None,
    shown: Shown | None = None,
    stamps: Sequence[float] = (),
) -> Tokens:
    """Turns about one picture of `cells` visual tokens (0: no picture), or about a film.

    A film has so many in each visual frame, before which its seconds are told (`stamps`).

    Without `rng` exactly what the template gives: only the last turn has its think block. Without
    what is shown no spots are known.
    """
    out = Tokens()

    def add(text: str, turn: Turn | None = None, answer: bool = False) -> None:
        piece, about, spans = tokenizer.encode(text), (), []
        if turn is not None and shown is not None:
            spans = shown.told(text, turn.about) if answer else shown.asked(text)
        if turn is not None and answer:
            about = turn.about
        out.ids.extend(piece.ids)
        out.learnt.extend([answer] * len(piece.ids))
        out.about.extend(_told(piece.tokens, about))
        out.spots.extend(shown.spots(piece, spans) if spans and shown else [NOWHERE] * len(piece))

    picture = _shown(cells, stamps) if cells else ""
    for number, turn in enumerate(turns):
        add(f"<|im_start|>user\n{picture}")
        add(turn.question, turn)
        add("<|im_end|>\n<|im_start|>assistant\n")
        picture, last = "", number == len(turns) - 1
        if last or (rng is not None and rng.random() < 0.5):
            add(THOUGHT)
        add(turn.answer, turn, answer=True)
        add("<|im_end|>", answer=True)
        add("\n")
    return out


def _shown(cells: int, stamps: Sequence[float]) -> str:
    """What stands for a picture or a film in the text."""
    if not stamps:
        return f"<|vision_start|>{'<|image_pad|>' * cells}<|vision_end|>"
    frame = f"<|vision_start|>{'<|video_pad|>' * cells}<|vision_end|>"
    timed = "".join(f"<{time:.1f} seconds>{frame}" for time in stamps)
    return f"<|vision_start|>{timed}<|vision_end|>"


def _told(tokens: list[str], elements: tuple[int, ...]) -> list[int]:
    """Which element each token of an answer tells of; a box or a new line opens the next one."""
    boxes = any("bbox" in token for token in tokens)
    told, number = [], -1 if boxes else 0
    for token in tokens:
        number += boxes and "bbox" in token
        told.append(elements[number] if 0 <= number < len(elements) else -1)
        number += not boxes and token == LINE_BREAK
    return told
