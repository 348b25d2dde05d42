"""Excerpts of answers as one reads them; what was found is still marked."""

import pytest

from app.chat.conversation import ChatCard, Hit
from app.ui.sidebar.plain import plain

CARD = ChatCard("c", "t", 0.0, 0.0)


def found(excerpt: str, word: str) -> Hit:
    start = excerpt.index(word)
    return Hit(CARD, "turn", excerpt, ((start, start + len(word)),))


@pytest.mark.parametrize(
    ("excerpt", "word", "shown"),
    [
        ("It is **Save** in `bold`", "Save", "It is Save in bold"),
        ("…| Element | State |", "State", "… Element  State "),
        ('[{"bbox_2d": [50, 708, 225, 833], "label": "Save"}]', "Save", "Save"),
        ('…833], "label": "Cancel", "role": "button"', "button", "…833, Cancel, button"),
        ("a * b", "*", "a * b"),
        ("保存 **按钮**", "按钮", "保存 按钮"),
    ],
)
def test_the_signs_go_and_the_word_stays_marked(excerpt: str, word: str, shown: str):
    hit = plain(found(excerpt, word))
    assert hit.excerpt == shown
    ((start, end),) = hit.spans
    assert hit.excerpt[start:end] == word


def test_plain_words_are_left_alone():
    hit = found("Where is it, in 2 lines?", "lines")
    assert plain(hit) == hit
