"""A reading of several steps: its budget, its log, its end."""

import json
import threading
from pathlib import Path

import pytest

from app.chat.message import ImagePart, said
from app.reading.ask import Unanswered
from app.reading.run import KEPT, Budget, NoLog, Progress, Run, Spent
from app.reading.verdict import Evidence, verdict_of
from tests.fixtures.scripted_ask import ScriptedAsk

QUESTION = [said("user", "What is this?", ImagePart(b"", "shot.png"))]


def lines(run: Run) -> list[dict]:
    assert run.log is not None
    return [json.loads(line) for line in run.log.read_text(encoding="utf-8").splitlines()]


def test_each_step_stands_in_the_log_and_the_outcome_last(tmp_path: Path):
    with Run(ScriptedAsk("Ein Käfer", "two"), "look", logs=tmp_path) as run:
        assert run.ask("first look", QUESTION).text == "Ein Käfer"
        run.note("verdict", of="Käfer", verdict="unconfirmed")
        run.ask("second look", QUESTION)
    begun, first, verdict, second, ended = lines(run)
    assert begun["name"] == "look" and begun["budget"]["steps"] == Budget().steps
    assert (first["what"], first["answer"], first["number"]) == ("first look", "Ein Käfer", 1)
    assert first["asked"] == [{"role": "user", "text": "What is this?"}]
    assert first["shown"] == ["ImagePart shot.png"]
    assert verdict["of"] == "Käfer" and second["number"] == 2
    assert ended["outcome"] == "finished" and ended["tokens"] == run.tokens == 20


def test_a_run_that_breaks_says_so_in_its_log(tmp_path: Path):
    run = Run(ScriptedAsk("", reason="failed", error="no memory"), "look", logs=tmp_path)
    with pytest.raises(Unanswered), run:
        run.ask("look", QUESTION)
    assert [line["kind"] for line in lines(run)] == ["begun", "step", "ended"]
    assert "no memory" in lines(run)[-1]["outcome"]


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(steps=1), "1 questions"),
        (Budget(tokens=10), "10 tokens"),
        (Budget(seconds=0), "0 s"),
    ],
)
def test_what_is_used_up_stops_the_run_before_the_next_question(budget: Budget, words: str):
    ask = ScriptedAsk("a", "b")
    with pytest.raises(Spent, match=words), Run(ask, "look", budget=budget) as run:
        run.ask("one", QUESTION)
        run.ask("two", QUESTION)
    assert len(ask.asked) <= 1


def test_a_cancelled_run_asks_nothing_more():
    cancel, ask = threading.Event(), ScriptedAsk("a", "b")
    run = Run(ask, "look", cancel=cancel)
    run.ask("one", QUESTION)
    cancel.set()
    with pytest.raises(Unanswered) as caught:
        run.ask("two", QUESTION)
    assert caught.value.end.reason == "cancelled" and len(ask.asked) == 1


def test_progress_tells_the_step_and_the_tokens():
    told: list[Progress] = []
    Run(ScriptedAsk("ab"), "look", tell=told.append).ask("one", QUESTION)
    assert told == [
        Progress(1, "one"),
        Progress(1, "one", 7, 7),
        Progress(1, "one", text="a"),
        Progress(1, "one", text="ab"),
    ]


def test_a_log_is_its_users_alone(tmp_path: Path):
    with Run(ScriptedAsk("a"), "look", logs=tmp_path / "readings") as run:
        pass
    assert run.log is not None
    assert run.log.stat().st_mode & 0o777 == 0o600
    assert run.log.parent.stat().st_mode & 0o777 == 0o700


def test_a_log_takes_any_name(tmp_path: Path):
    with Run(ScriptedAsk("a"), "look", logs=tmp_path) as run:
        run.ask("bad\udcff.png", QUESTION)
    assert "udcff" in lines(run)[1]["what"] or run.steps == 1


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run = Run(ScriptedAsk("a"), "look", logs=tmp_path)
    assert run._file is not None

    def full(text: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run._file, "write", full, raising=False)
    with pytest.raises(NoLog, match="No space left.*KESTREL_HOME"):
        run.note("verdict")


def test_old_logs_go(tmp_path: Path):
    for number in range(KEPT + 5):
        (tmp_path / f"2020-01-01 {number:04}.jsonl").touch()
    with Run(ScriptedAsk(), "look", logs=tmp_path) as run:
        pass
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == KEPT and kept[-1] == run.log and kept[0].name == "2020-01-01 0006.jsonl"


def test_no_witness_promotes_what_another_contradicts():
    yes, no = Evidence("text layer", "confirmed"), Evidence("second look", "contradicted")
    unknown = Evidence("arithmetic", "unconfirmed")
    assert verdict_of([]) == verdict_of([unknown]) == "unconfirmed"
    assert verdict_of([unknown, yes]) == "confirmed"
    assert verdict_of([yes, no, yes]) == "contradicted"
