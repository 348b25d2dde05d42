"""The bench of the window: it measures what it says, and says when it cannot. No time is judged."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.bench.window import run
from app.bench.window.streamer import pieces
from app.chat.store import Store
from app.cli.bench import app


def test_a_round_tells_every_figure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "MESSAGES", 60)
    monkeypatch.setattr(run, "TOKENS", 60)
    rows = run.run(1, lambda words: None)
    assert len(rows) == 7 and all(row.value > 0 for row in rows)
    start = rows[0]
    assert start.bare is not None and start.value > start.bare
    table = run.markdown(rows, 1)
    assert table.count("\n| ") == 8 and "kestrel bench app" in table


def test_the_long_chat_is_as_long_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "MESSAGES", 7)
    run._fill(tmp_path)
    store = Store.open(tmp_path / "chats")
    (card,) = store.chats()
    assert [shown.turn.role for shown in store.path(card.id)][:2] == ["user", "assistant"]
    assert len(store.path(card.id)) == 7
    store.close()


def test_a_sitting_that_ends_early_is_a_clear_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "_sit", _broken)
    result = CliRunner().invoke(app, ["--repeats", "1"])
    assert result.exit_code != 0 and "told nothing" in result.output


def _broken(*_: object) -> run.Told:
    raise run.BenchFailed("bare told nothing: no display")


def test_the_streamer_says_as_many_tokens():
    assert len(pieces(500)) == 500 and all(len(piece) == 4 for piece in pieces(500))
