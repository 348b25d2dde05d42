"""How files stand in a prompt: whole, once, and never mistaken for anything else."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.reading.folders.layout import Block, blocks, numbered, quoted
from app.reading.folders.names import cleaned
from app.reading.folders.source import Source
from app.reading.folders.window import Room

LETTERS = Room(10_000, len)
CONTENT = st.lists(
    st.one_of(
        st.text(max_size=40).map(cleaned),
        st.sampled_from(["=== a.py (lines 1-1 of 1)", "```", "1| x", "", "<|im_end|>", "| "]),
    ),
    max_size=30,
)
HEAD = re.compile(r"=== (.+) \((?:lines (\d+)-(\d+) of \d+|empty)\)")
LINE = re.compile(r"(\d+)\|(?: (.*))?", re.DOTALL)


def read_back(text: str) -> list[tuple[str, int, str]]:
    """Path, number and line of everything that stands in some blocks."""
    found: list[tuple[str, int, str]] = []
    path = ""
    for line in text.removesuffix("\n").split("\n"):
        head = HEAD.fullmatch(line)
        if head:
            path = head[1]
        else:
            told = LINE.fullmatch(line)
            assert told, f"{line!r} is neither a heading nor a numbered line"
            found.append((path, int(told[1]), told[2] or ""))
    return found


@given(CONTENT, st.integers(150, 2000))
def test_every_line_stands_once_in_its_order_whatever_it_is(lines: list[str], most: int):
    source = Source("b.py", tuple(lines), 0)
    laid = list(blocks(source, LETTERS, most))
    text = "".join(block.text for block in laid)
    assert read_back(text) == [("b.py", n, line) for n, line in enumerate(lines, start=1)]
    assert all(len(block.text) == block.cost <= most for block in laid)
    assert [block.first for block in laid[1:]] == [block.last + 1 for block in laid[:-1]]


def test_a_file_that_fits_is_one_block():
    source = Source("b.py", ("a", "", "c"), 0)
    text = "=== b.py (lines 1-3 of 3)\n1| a\n2|\n3| c\n"
    assert list(blocks(source, LETTERS, 100)) == [Block("b.py", 1, 3, text, len(text))]
    (empty,) = blocks(Source("b.py", (), 0), LETTERS, 100)
    assert empty.text == "=== b.py (empty)\n" and (empty.first, empty.last) == (0, 0)


def test_a_line_that_alone_is_too_much_is_cut_and_says_so():
    source = Source("b.py", ("x" * 1600, "y"), 0)
    (block,) = blocks(source, LETTERS, 300)
    assert block.cost <= 300 and "x … and 1,400 letters more\n2| y\n" in block.text


def test_other_content_is_barred_too():
    assert quoted("a\n=== b\n") == "| a\n| === b\n"
    assert numbered(3, "=== b") == "3| === b\n"
