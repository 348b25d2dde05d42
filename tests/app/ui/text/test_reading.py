"""Markdown that grew equals Markdown read at once; its open end shows no raw sign."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui.text.items import Grid, Item, Para, Run, Style, plain
from app.ui.text.reading import Reading

ANSWER = """The chime is **Play sound on startup** [1](box:1). At [0:12](time:12.0) it *stops*.

| | Element | State |
|---|:---:|--:|
| [1](box:1) | Play `sound` | checked |
| [2](box:2) | Done | |

Setext
======

1. First
2. Second ~~struck~~

   with a paragraph
   - [ ] open
   - [x] done
3. Third

> A quotation
> > in one

```python
def hover(self) -> None:
    return "**not bold**"
```

Inline $E = mc^2$ and \\(a_1\\), then

$$
\\frac{a}{b}
$$

- one
- two

***

Last [link](https://example.org) and ![picture](https://example.org/x.png) <b>raw</b>
"""


def read(text: str, done: bool = True) -> list[Item]:
    return Reading().read(text, done)[1]


def grown(text: str, step: int) -> list[Item]:
    reading, items = Reading(), []
    for end in [*range(step, len(text), step), len(text)]:
        first, others = reading.read(text[:end], done=False)
        items[first:] = others
    first, others = reading.read(text, done=True)
    items[first:] = others
    return items


def words(text: str, done: bool = True) -> str:
    lines = []
    for item in read(text, done):
        rows = [[item.runs]] if isinstance(item, Para) else [item.head, *item.rows]
        lines += [" ".join(plain(cell) for cell in row) for row in rows]
    return "\n".join(lines)


@pytest.mark.parametrize("step", [1, 3, 7, 50])
def test_grown_equals_read_at_once(step: int):
    assert grown(ANSWER, step) == read(ANSWER)


_PIECES = [
    *("a", "b c", "*", "**", "`", "```\n", "\n", "\n\n", "- ", "1. ", "  ", "    ", "> ", "| "),
    *("|-|\n", "# ", "$", "$$", "\\(", "[", "](x)", "~~", "---\n", "===\n", "!", "<b>"),
    *("[a]: /u\n", "[a]"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), st.integers(1, 5))
def test_whatever_grows_equals_what_is_read_at_once(text: str, step: int):
    assert grown(text, step) == read(text)


def test_what_is_closed_is_not_read_again():
    reading = Reading()
    reading.read("one\n\ntwo\n\nthr\n", done=False)
    first, items = reading.read("one\n\ntwo\n\nthr\nee", done=False)
    assert first == 2
    assert [plain(item.runs) for item in items if isinstance(item, Para)] == ["thr\nee"]


def test_a_list_is_read_on_from_its_last_item():
    reading = Reading()
    reading.read("7. a\n1. b\n1. c\n", done=False)
    first, items = reading.read("7. a\n1. b\n1. c\n1. d", done=False)
    assert first == 2
    assert [item.marker for item in items if isinstance(item, Para)] == ["9.", "10."]


def test_another_text_is_read_from_its_beginning():
    reading = Reading()
    reading.read("one\n\ntwo\n\nthree", done=True)
    assert reading.read("other\n\ntwo", done=True)[0] == 0


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("A **bol", "A bol"),
        ("A **bold*", "A bold"),
        ("A **", "A"),
        ("See `co", "See co"),
        ("See `", "See"),
        ("Press [Sa", "Press Sa"),
        ("Press [Save](ht", "Press Save"),
        ("Press Done [2", "Press Done"),
        ("Press Done [2](bo", "Press Done"),
        ("A ![pic", "A"),
        ("So $\\frac{a", "So"),
        ("So \\(x", "So"),
        ("So $$x", "So"),
        ("~~gone", "gone"),
        ("Title\n-", "Title"),
        ("Title\n#", "Title"),
        ("Title\n\n```py", "Title"),
        ("- a\n- [ ", "a"),
        ("- a\n-", "a"),
        ("| a | b", "a b"),
        ("| a | b |\n|--", "a b"),
        ("Words\n| a | b |\n| - |", "Words\na b"),
        ("*ever* **so `co", "ever so co"),
    ],
)
def test_an_open_end_shows_no_raw_sign(shown: str, expected: str):
    assert words(shown, done=False) == expected


def test_an_open_bold_is_bold_already():
    (para,) = read("A **bol", done=False)
    assert isinstance(para, Para)
    assert para.runs[-1] == Run("bol", Style(bold=True))


@pytest.mark.parametrize("text", ["2 * 3 * 4", "It costs $5 and $6", "snake_case_name", "a [b] c"])
def test_signs_that_are_words_stay(text: str):
    assert words(text) == text
    assert words(text, done=False) == text


@pytest.mark.parametrize("start", ["see [a](", "![a](", "so $$x", "so \\(x", "so $\\x", "see [a "])
def test_nothing_is_held_back_for_ever(start: str):
    assert words(start + " word" * 200, done=False).count("word") == 200


def test_a_table_is_one_from_its_first_line_on():
    (grid,) = read("| Element | Sta", done=False)
    assert isinstance(grid, Grid)
    assert [plain(cell) for cell in grid.head] == ["Element", "Sta"]


def test_badges_and_times():
    (para,) = read("**Save** [1](box:1) at [0:12](time:12.0)")
    assert isinstance(para, Para)
    assert para.runs[2] == Run("1", Style(link="box:1"), "badge")
    assert para.runs[-1] == Run("0:12", Style(link="time:12.0"))


def test_raw_html_is_text_and_scripts_are_no_links():
    assert words("<script>x</script>") == "<script>x</script>"
    (para,) = read("[x](javascript:alert(1))")
    assert isinstance(para, Para)
    assert not any(run.style.link for run in para.runs)


def test_code_has_the_colours_of_its_language():
    head, line = read("```python\nreturn 'x'\n```")
    assert isinstance(head, Para) and head.language == "python"
    assert isinstance(line, Para)
    assert [run.style.ink for run in line.runs if run.text.strip()] == ["keyword", "string"]


def test_a_huge_table_is_shown_as_its_source():
    text = "| a | b |\n|-|-|\n" + "| x | y |\n" * 2000
    items = read(text)
    assert not any(isinstance(item, Grid) for item in items)
    assert words(text).count("| x | y |") == 2000


def test_nothing_of_a_long_line_is_lost():
    text = "word " * 10_000
    items = read(text)
    assert "".join(plain(item.runs) for item in items if isinstance(item, Para)) == text.strip()
    assert max(len(plain(item.runs)) for item in items if isinstance(item, Para)) <= 2000
