"""Conversations as token ids, as the chat template renders them, with what is to be learnt.

Earlier assistant turns carry no think block in the template, the last one a closed empty one. In
training each turn has it or not by chance, so that the first answer token is learnt after both.
"""

import random
from dataclasses import dataclass

from tokenizers import Tokenizer

from tools.nano.questions import Turn

THOUGHT = "<think>\n\n</think>\n\n"


@dataclass(frozen=True)
class Tokens:
    """Ids, and whether each is part of an answer."""

    ids: list[int]
    learnt: list[bool]
    about: list[int]  # for each token of an answer the number of the element it tells of, else -1


def rendered(
    tokenizer: Tokenizer, turns: list[Turn], cells: int, rng: random.Random | None = None
) -> Tokens:
    """Turns about one picture of `cells` visual tokens (0: no picture).

    Without `rng` exactly what the template gives: only the last turn has its think block.
    """
    ids: list[int] = []
    learnt: list[bool] = []
    about: list[int] = []

    def add(text: str, answer: bool, elements: tuple[int, ...] = ()) -> None:
        piece = tokenizer.encode(text)
        ids.extend(piece.ids)
        learnt.extend([answer] * len(piece.ids))
        about.extend(_told(piece.tokens, elements))

    picture = f"<|vision_start|>{'<|image_pad|>' * cells}<|vision_end|>" if cells else ""
    for number, turn in enumerate(turns):
        add(f"<|im_start|>user\n{picture}{turn.question}<|im_end|>\n<|im_start|>assistant\n", False)
        picture, last = "", number == len(turns) - 1
        if last or (rng is not None and rng.random() < 0.5):
            add(THOUGHT, False)
        add(turn.answer, True, turn.about)
        add("<|im_end|>", True)
        add("\n", False)
    return Tokens(ids, learnt, about)


def _told(tokens: list[str], elements: tuple[int, ...]) -> list[int]:
    """Which element each token of an answer tells of; a box opens the next one."""
    told, number = [], -1 if any("bbox" in token for token in tokens) else 0
    for token in tokens:
        number += "bbox" in token
        told.append(elements[number] if 0 <= number < len(elements) else -1)
    return told
