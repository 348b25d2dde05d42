"""`kestrel bench serve` against a scripted server: everything but the real ones, and no timing."""

import json
import os
import signal
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from app.bench.checkpoint import Shape
from app.bench.serving import inside, measures, run
from app.bench.serving.client import Unanswered, listen
from app.bench.serving.measures import Manner
from app.bench.serving.results import Results
from app.bench.serving.run import Plan, run_serving
from app.bench.serving.running import NotStarted, child, free_port, wait_until
from app.bench.serving.servers import KESTREL, MLX_LM, MLX_VLM, SERVERS, Json, Place, request
from app.bench.serving.sitting import new_place, serving
from app.bench.serving.table import report
from app.bench.serving.talk import QUESTIONS, Conversation, in_words, new_tokens, picture
from app.bench.serving.talker import ANSWER, THOUGHTS, talking_checkpoint
from mlx_model.errors import RequestError
from tests.benchmarks.scripted_server import answer, event

ROOT = Path(__file__).parents[2]
NANO = ROOT / "resources" / "models" / "kestrel-nano"
SAMPLE = ROOT / "resources" / "samples" / "account.png"
SMALL = Shape(64, 96, layers=4, heads=2, kv_heads=1, delta_heads=2, head_dim=32)
BRIEF = Manner(turns=3, pause=0.0)


def scripted(place: Place) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.scripted_server", str(place.port)]


SCRIPTED = replace(KESTREL, command=scripted, by_socket=False)


def lines(*contents: object) -> list[str]:
    return b"".join(map(event, contents)).decode().splitlines()


def delta(**what: str | None) -> dict[str, object]:
    return {"choices": [{"delta": what, "finish_reason": None}]}


def stopwatch(step: float = 1.0):
    ticks = count(1)
    return lambda: next(ticks) * step


def test_first_token_is_the_first_text_not_the_first_event():
    heard = listen(
        [": keepalive 1/2", *lines(delta(role="assistant", content=None), {"choices": []})]
        + lines(delta(reasoning="a"), delta(content="b"), delta(content="c"), "[DONE]"),
        stopwatch(),
    )
    assert (heard.first_s, heard.last_s, heard.total_s) == (1.0, 3.0, 4.0)
    assert (heard.thoughts, heard.text) == ("a", "bc")


def test_what_each_peer_tells_of_its_cache_is_read():
    told = {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 7}}
    assert listen(lines({"usage": told}, "[DONE]"), stopwatch()).prefilled == 2
    timings = {"usage": {"prompt_tokens": 9}, "timings": {"cache_n": 4}}
    assert listen(lines(timings, "[DONE]"), stopwatch()).prefilled == 5
    assert listen(lines({"usage": {"prompt_tokens": 9}}, "[DONE]"), stopwatch()).prefilled is None


def test_a_stream_that_fails_is_no_answer():
    with pytest.raises(Unanswered, match="broke off"):
        listen(lines(delta(content="b")), stopwatch())
    with pytest.raises(Unanswered, match="^no memory$"):
        listen(lines(delta(content="b"), {"error": {"message": "no memory"}}), stopwatch())


def test_all_are_asked_the_same_but_for_names(tmp_path: Path):
    place = Place(NANO, 1, tmp_path)
    bodies = [request(s, place, [], think=True, max_tokens=5) for s in SERVERS]
    for body in bodies:
        assert body["temperature"] == 0 and body["max_tokens"] == 5 and body["stream"]
        asked = body.get("enable_thinking") or body["chat_template_kwargs"]["enable_thinking"]
        assert asked is True


def test_a_conversation_sends_back_what_was_said_without_the_thoughts():
    asked: list[list[Json]] = []
    script = lines(*answer({"messages": []}))

    def ask(messages):
        asked.append(json.loads(json.dumps(messages)))
        return listen(script, stopwatch())

    conversation = Conversation(picture(SAMPLE))
    for number in range(2):
        conversation.turn(number, ask)
    first, said, second = asked[1]
    assert first["content"][0]["type"] == "image_url"
    assert QUESTIONS[0] in first["content"][1]["text"]
    assert said == {"role": "assistant", "content": "It is so."}
    assert QUESTIONS[1] in second["content"]


def test_new_tokens_are_the_later_questions_in_their_frame():
    least = new_tokens(NANO, 2)
    assert least > 20 and new_tokens(NANO, 10) > 8 * 20
    assert new_tokens(NANO, 1) == 0


def test_a_sitting_measures_and_leaves_nothing_behind():
    with new_place(NANO) as place, serving(SCRIPTED, place) as sitting:
        found = measures.chat(sitting, in_words(SAMPLE), BRIEF)
        assert found["prefilled"] == sum(len(f"{n + 1}. {QUESTIONS[n]}".split()) for n in (1, 2))
        assert measures.crowd(sitting, BRIEF, 0)["crowd, tokens/s"] > 0
        assert measures.wire(sitting, SAMPLE).keys() == {"client", "wire, own clock"}
        assert measures.guessing(sitting, [SAMPLE, SAMPLE])["guesses a token"] == 1
        with pytest.raises(Unanswered, match="no such thing"):
            sitting.ask([{"role": "user", "content": "refuse"}], think=False, max_tokens=1)
    assert not place.folder.exists()
    with sitting.client() as client:
        assert not client.ready()


def test_the_group_is_ended_with_children_that_ignore_it(tmp_path: Path):
    log, port = tmp_path / "log", free_port()
    command = [*scripted(Place(NANO, port, tmp_path)), "child"]
    with pytest.raises(KeyboardInterrupt), child(command, {}, log) as process:
        wait_until(lambda: log.read_text().strip().isdigit(), process, log)
        raise KeyboardInterrupt
    grandchild = int(log.read_text())
    assert process.returncode == -signal.SIGTERM
    assert gone(grandchild)


def gone(pid: int) -> bool:
    """Whether a killed process has ended; its reaping is left to the system and takes a moment."""
    last = time.monotonic() + 10
    while time.monotonic() < last:
        state = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path):
    log = tmp_path / "log"
    command = [sys.executable, "-c", "print('first'); raise SystemExit('no such checkpoint')"]
    with child(command, {}, log) as process, pytest.raises(NotStarted, match="no such checkpoint"):
        wait_until(lambda: False, process, log)
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    with child(sleeper, {}, log) as process, pytest.raises(NotStarted, match="not ready"):
        wait_until(lambda: False, process, log, within=0.01)


def plan(*servers, rows=("chat", "crowd"), repeats=1) -> Plan:
    return Plan(NANO, NANO, (SAMPLE,), rows, servers, repeats, BRIEF)


def test_a_peer_that_fails_is_a_dash_with_its_reason_and_is_not_tried_again():
    broken = replace(MLX_VLM, package="app", command=lambda _: [sys.executable, "-c", "1 / 0"])
    missing = replace(MLX_LM, package="no_such_package")
    told: list[str] = []
    wanted = plan(SCRIPTED, broken, missing, repeats=2)
    results = run_serving(wanted, told.append)
    assert sum("ZeroDivisionError" in line for line in told) == 2  # in each of two rows
    assert sum("not tried again" in line for line in told) == 2
    text = report(wanted, results, 0.0)
    assert "- picture, mlx-vlm: it ended with 1: ZeroDivisionError" in text
    assert "- mlx-lm: not installed here" in text
    assert len(results.values("crowd", "kestrel", "crowd, tokens/s")) == 2


def test_every_row_of_our_own_is_measured(monkeypatch: pytest.MonkeyPatch):
    asked: list[inside.Task] = []

    def paced(task: inside.Task) -> inside.Pace:
        asked.append(task)
        return inside.Pace(seconds=2.0, tokens=8, guessed=4, accepted=3)

    monkeypatch.setattr(run, "in_own_process", paced)
    results = run_serving(plan(SCRIPTED, rows=("restart", "wire", "mtp")))
    assert not results.failures
    assert results.values("restart", "kestrel", "first after restart")
    (client,) = results.values("wire", "kestrel", "client")
    assert results.values("wire", "kestrel", "wire") == [client - 0.25]
    assert results.values("mtp", "guesses: on", "decode, tokens/s") == [4.0]
    assert results.values("mtp", "guesses: as it is", "guesses a token") == [1.0]
    assert [task.guesses for task in asked] == ["off", "on", "off"]


def test_decoding_without_a_server_is_timed():
    task = inside.Task(str(NANO), (str(SAMPLE),), "on", max_tokens=6)
    pace = inside.in_own_process(task)
    assert pace.tokens == 5 and pace.seconds > 0 and pace.guessed > 0


def test_senseless_numbers_are_refused():
    with pytest.raises(RequestError):
        run_serving(plan(repeats=0))


def results_of(**seconds: float) -> Results:
    results = Results()
    for column, first in seconds.items():
        found = {"first, last turn": first, "prefilled": 50.0}
        results.note("picture", column.replace("_", "-").replace("--", ", prefix "), found)
    return results


def test_goals_are_judged_by_medians():
    results = results_of(kestrel=0.1, mlx_vlm=1.5)
    results.note("picture", "kestrel", {"first, last turn": 0.1, "prefilled": 40.0})
    results.note("picture", "kestrel", {"first, last turn": 9.0, "prefilled": 40.0})
    results.note("picture", "mlx-vlm, prefix cache", {"first, last turn": 0.14})
    results.note("restart", "kestrel", {"first after restart": 0.21})
    text = report(plan(), results, 0.0)
    assert "15.00× sooner than mlx-vlm, goal ≥ 10×: reached" in text
    assert "1.40× sooner than mlx-vlm, prefix cache, goal ≥ 1.5×: **missed**" in text
    assert "2.10× warm, goal ≤ 2×: **missed**" in text
    assert "| 40.0 (40.0) | 50.0 (50.0) | not told | – | goal ≤" in text and ": reached |" in text


@pytest.mark.parametrize(("guesses", "verdict"), [(0.02, "reached"), (0.9, "**missed**")])
def test_guessing_that_does_not_pay_is_to_be_off(guesses: float, verdict: str):
    results = Results()
    for column, rate in (("on", 90.0), ("off", 100.0), ("as it is", 99.0)):
        found = {"decode, tokens/s": rate, "guesses a token": guesses}
        results.note("mtp", f"guesses: {column}", found)
    state = "off" if verdict == "reached" else "on"
    text = report(plan(), results, 0.0)
    assert f"0.90× of off, goal ≥ 1.3× or off; the server finds it {state}: {verdict}" in text


def test_the_random_checkpoint_says_its_sentences(tmp_path: Path):
    from mlx_model.inputs.message import ImagePart, Message, TextPart
    from mlx_model.runtime.events import Text, Thinking
    from mlx_model.runtime.generate import generate
    from mlx_model.runtime.load import load

    model, processor = load(talking_checkpoint(NANO, 16, tmp_path, SMALL))
    parts = (ImagePart(SAMPLE), TextPart(QUESTIONS[0]))
    prompt = processor.prompt([Message("user", parts)], enable_thinking=True)
    assert prompt.receipts[0].visual_tokens in range(12, 21)
    events = list(generate(model, processor, prompt, max_tokens=60))
    assert "".join(e.text for e in events if isinstance(e, Thinking)) == THOUGHTS
    assert "".join(e.text for e in events if isinstance(e, Text)) == ANSWER
