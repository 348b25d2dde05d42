"""A reading of several steps as a command runs it."""

import json
from pathlib import Path

import click
import pytest

from app.chat.message import said
from app.cli.refusal import Refusal
from app.cli.running import running
from app.reading.run import Budget
from tests.fixtures.scripted_ask import ScriptedAsk

QUESTION = [said("user", "What is this?")]


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KESTREL_HOME", str(tmp_path))

    def of(ask: ScriptedAsk) -> click.Context:
        return click.Context(click.Command("x"), obj=ask.opened)

    return of


def test_the_log_lies_with_what_belongs_to_the_user(context, tmp_path: Path, capsys):
    with context(ScriptedAsk("a")), running("kestrel-nano", "look", verbose=True) as run:
        run.ask("one", QUESTION)
    (log,) = (tmp_path / "readings").iterdir()
    assert json.loads(log.read_text().splitlines()[-1])["outcome"] == "finished"
    assert str(log) in capsys.readouterr().err


def test_a_spent_budget_is_a_refusal(context):
    ask = ScriptedAsk("a")
    with pytest.raises(Refusal, match="1 questions are used up"), context(ask):  # noqa: SIM117
        with running("kestrel-nano", "look", Budget(steps=1)) as run:
            run.ask("one", QUESTION)
            run.ask("two", QUESTION)


def test_where_no_log_can_be_written_that_is_said(context, tmp_path: Path):
    (tmp_path / "readings").write_text("a file")
    with pytest.raises(Refusal, match="log of this reading .*KESTREL_HOME"):  # noqa: SIM117
        with context(ScriptedAsk("a")), running("kestrel-nano", "look"):
            pass


def test_a_failed_step_is_a_refusal(context):
    ask = ScriptedAsk(reason="failed", error="No memory: close something.")
    with pytest.raises(Refusal, match="No memory"), context(ask):  # noqa: SIM117
        with running("kestrel-nano", "look") as run:
            run.ask("one", QUESTION)
