"""An answer is gathered from its events, up to the one end."""

import ast
import sys
from pathlib import Path

import pytest

from app.chat.events import Attached, End, Prefill, Receipt, Text, Thinking, gather

RECEIPT = Receipt("a.png", "image", (4, 4), (32, 32), (), 1, "a.png: image")


def test_pieces_become_one_answer():
    events = [
        Attached((RECEIPT,)),
        Prefill(0, 2),
        Thinking("h"),
        Thinking("m"),
        Text("It "),
        Text("is."),
        End("stop"),
    ]
    answer = gather(events)
    assert (answer.text, answer.thinking, answer.receipts) == ("It is.", "hm", (RECEIPT,))
    assert answer.end == End("stop")


def test_nothing_follows_the_end():
    assert gather([Text("a"), End("length"), Text("b")]).text == "a"


def test_an_answer_without_end_is_a_mistake():
    with pytest.raises(AssertionError, match="without its end"):
        gather([Text("a")])


@pytest.mark.parametrize("path", sorted(Path("app/chat").glob("*.py")), ids=lambda p: p.name)
def test_values_need_the_standard_library_alone(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            top = node.module.split(".")[0]
            assert top in sys.stdlib_module_names or node.module.startswith("app.chat")
