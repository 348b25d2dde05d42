"""Tables in LaTeX and with pipes, cells that span others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    grid,
    is_pipe_row,
    latex_rows,
    pipe_rows,
    plain_latex,
)

TABULAR = r"""\begin{tabular}{|l|r@{\,}l|}
\hline
\textbf{Item} & \multicolumn{2}{c|}{Price \& tax} \\ \hline
\multirow{2}{*}{Bread} & 3.20 & 10\% \\[2pt]
 & 4.50 & \$1 \\ \cline{2-3}
\bottomrule
\end{tabular} after"""


def test_a_latex_table():
    rows, whole = latex_rows(TABULAR)
    assert whole
    assert rows == (("Item", "Price & tax", ""), ("Bread", "3.20", "10%"), ("", "4.50", "$1"))


def test_a_latex_table_that_was_cut():
    rows, whole = latex_rows(r"\begin{tabular}{ll} a & b \\ c & \multi")
    assert not whole and rows[0] == ("a", "b") and rows[1][0] == "c"


def test_words_without_commands():
    assert plain_latex(r"\emph{net} $12\times3$~\euro{} a\_b") == "net 12×3 € a_b"


def test_a_table_with_pipes():
    lines = ["| a | b |", "|:--|--:|", "| 1 \\| 2 | x<br>y |", "| lone |"]
    assert all(map(is_pipe_row, lines)) and not is_pipe_row("a | b")
    assert pipe_rows(lines) == (("a", "b"), ("1 | 2", "x y"), ("lone", ""))


def test_spans_push_cells_aside():
    told = [[Cell("a", 2, 2), Cell("b")], [Cell("c")], [Cell("d"), Cell("e"), Cell("f")]]
    assert grid(told) == (("a", "", "b"), ("", "", "c"), ("d", "e", "f"))


def test_absurd_spans_and_sizes_end():
    rows = grid([[Cell("a", 10**6, 10**6)], *[[Cell("b")]] * (MAX_ROWS + 10)])
    assert len(rows) <= MAX_ROWS and len(rows[0]) <= MAX_COLUMNS
    assert len(grid([[Cell("x")] * 1000])[0]) == MAX_COLUMNS


@pytest.mark.parametrize(
    "text", ["", "{", r"\begin{tabular}{", r"\multicolumn{9}", r"\multirow{2}[x"]
)
def test_damage(text: str):
    latex_rows(text)


@settings(deadline=None)  # two cores, many tests
@given(st.text(alphabet=r"\{}[]&a1 multicrown*", max_size=80))
def test_any_latex(text: str):
    latex_rows(r"\begin{tabular}{l}" + text)


@settings(deadline=None)  # two cores, many tests
@given(
    st.lists(
        st.lists(st.text("abc 12", max_size=5), min_size=2, max_size=4), min_size=1, max_size=5
    )
)
def test_any_grid_of_words_is_read_back(cells: list[list[str]]):
    width = max(map(len, cells))
    rows = tuple(
        tuple(" ".join(c.split()) for c in [*row, *[""] * (width - len(row))]) for row in cells
    )
    body = r" \\ ".join(" & ".join(row) for row in rows)
    told, _ = latex_rows(rf"\begin{{tabular}}{{l}} {body} \\ \end{{tabular}}")
    kept = tuple(row for row in rows)
    assert told == kept
