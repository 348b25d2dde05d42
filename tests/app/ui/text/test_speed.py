"""Whatever a text is, showing it ends, and an update costs what is new, not what is there."""

from pathlib import Path
from statistics import median

import pytest
from pytestqt.qtbot import QtBot

from app.ui.text.view import TextView
from tests.fixtures.work import calls, ends


@pytest.fixture
def view(qtbot: QtBot) -> TextView:
    made = TextView()
    qtbot.addWidget(made)
    made.resize(720, 400)
    made.show()
    return made


HOSTILE = {
    "stars": "*a **b " * 10_000,
    "brackets": "[" * 20_000,
    "dollars": "$a " * 20_000,
    "quotes": "".join(">" * depth + " x\n" for depth in range(200)),
    "lists": "".join("  " * depth + "- x\n" for depth in range(300)),
    "line": "x" * 200_000,
    "rows": "| a | b |\n|-|-|\n" + "| x | y |\n" * 3000,
    "columns": f"{'| a ' * 400}|\n{'|-' * 400}|\n{'| b ' * 400}|\n",
    "code": "```python\n" + "x = '''\n" * 10_000,
    "formulas": " ".join(f"$x_{{{n}}}$" for n in range(2000)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends(view: TextView, name: str):
    assert ends(lambda: view.set_text(HOSTILE[name], done=False))
    assert ends(lambda: view.set_text(HOSTILE[name]))


@pytest.mark.slow
def test_an_update_costs_what_is_new(view: TextView):
    """`kestrel bench` measures how long one takes."""
    text = (Path(__file__).parent / "long_answer.md").read_text()
    work: list[int] = []
    for end in range(0, len(text), 12):
        view._resting.stop()  # counting makes an update slow, after which the view would rest
        work.append(calls(lambda end=end: view.set_text(text[:end], done=False)))
    quarter = len(work) // 4
    assert median(work) > 20, "nothing was drawn"
    assert median(work[-quarter:]) < 3 * median(work[:quarter])


def test_slow_updates_leave_time_to_others(view: TextView, qtbot: QtBot):
    text = "| a | b |\n|-|-|\n" + "| **x** | y |\n" * 600
    view.set_text(text, done=False)
    assert view._resting.isActive()
    view.set_text(text + "| end | of it |", done=False)
    assert "end" not in view.toPlainText()
    assert view.markdown().endswith("| end | of it |")
    qtbot.waitUntil(lambda: "end" in view.toPlainText())
