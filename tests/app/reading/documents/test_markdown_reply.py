"""Markdown with places in comments and tables in LaTeX becomes blocks; nothing is dropped."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.markdown_reply import markdown_blocks
from app.reading.documents.values import Block

SIZE = (1000, 2000)
REPLY = r"""```markdown
# Report **one**

First line
goes on, 3 \* 4.

- apples
- pears
  and more
2. second

<!-- Table (100,310,900,500) -->
\begin{tabular}{|l|r|}
\hline
a & b \\
1 & 2 \\
\end{tabular}

<!-- Image (100, 510, 900, 700) -->

<!-- Image (100,710,900,900) -->
![A chart](chart.png)

| x | y |
|---|---|
| 1 | 2 |

<table><tr><td>h</td></tr></table>

$$
E = mc^2
$$
last words
```"""


def blocks(reply: str) -> tuple[Block, ...]:
    return markdown_blocks(reply, SIZE)[0]


def test_the_familys_form():
    told, unread = markdown_blocks(REPLY, SIZE)
    assert not unread
    assert [(b.kind, b.text) for b in told] == [
        ("heading", "Report one"),
        ("paragraph", "First line goes on, 3 * 4."),
        ("list", "apples\npears and more\n2. second"),
        ("table", ""),
        ("image", ""),
        ("image", "A chart"),
        ("table", ""),
        ("table", ""),
        ("other", "E = mc^2"),
        ("paragraph", "last words"),
    ]
    boxes = [(b.box.start.x, b.box.start.y) if b.box else None for b in told]
    assert boxes[3:7] == [(100, 620), (100, 1020), (100, 1420), None]
    assert told[3].rows == (("a", "b"), ("1", "2")) and told[6].rows == (("x", "y"), ("1", "2"))
    assert told[7].rows == (("h",),)


def test_a_table_environment_and_one_line():
    (table,) = blocks(
        "\\begin{table}[h]\n\\begin{tabular}{l}\na \\\\\n\\end{tabular}\n\\end{table}"
    )
    assert table.rows == (("a",),)
    told = blocks(r"<!-- Table (1,1,9,9) --> \begin{tabular}{l} a \\ \end{tabular}")
    assert told[0].rows == (("a",),) and told[0].box


def test_a_cut_table_is_kept_and_told():
    told, unread = markdown_blocks("\\begin{tabular}{ll}\na & b \\\\\nc & d", SIZE)
    assert told[0].rows == (("a", "b"), ("c", "d"))
    assert [piece.reason for piece in unread] == ["a table without its end"]


def test_comments_that_tell_no_place_are_reported():
    told, unread = markdown_blocks("<!-- Table (9,9,1,1) -->\nwords\n<!-- ignore me", SIZE)
    assert [b.text for b in told] == ["words"] and told[0].box is None
    assert [piece.reason for piece in unread] == ["a comment that tells no place"] * 2


def test_a_place_without_a_block():
    (block,) = blocks("<!-- Seal (1,1,9,9) -->")
    assert (block.kind, block.text) == ("other", "seal") and block.box


@settings(deadline=None)  # two cores, many tests
@given(st.text(alphabet="#-*|<!>$`\\{}1a (),\n.", max_size=120))
def test_any_text(text: str):
    markdown_blocks(text, SIZE)


@settings(deadline=None)  # two cores, many tests
@given(st.lists(st.text("abc xyz", min_size=1, max_size=20), max_size=6))
def test_plain_words_are_kept(lines: list[str]):
    told = blocks("\n".join(lines))
    assert " ".join(b.text for b in told).split() == " ".join(lines).split()


@settings(deadline=None)  # two cores, many tests
@given(st.integers(0, len(REPLY)))
def test_any_cut_of_a_reply_keeps_the_words_before_it(end: int):
    markdown_blocks(REPLY[:end], SIZE)
