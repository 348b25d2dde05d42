"""Readings of many steps beside the window: what is told, in which order, and how they end."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Prefill, Text
from app.chat.message import said
from app.client.client import Client
from app.reading.run import Budget, Progress, Run
from app.ui.reading_thread import ReadingThread, Tell
from app.ui.worker_ask import WorkerAsk
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, ScriptedServer, chunk, delta

PREFILL = chunk(choices=[], prompt_progress={"total": 9, "processed": 4})
ASKED = [said("user", "What stands there?")]
Script = list[object]


def answer(*words: str) -> Script:
    return [EVENT_STREAM, *(delta(content=word) for word in words), delta("stop"), DONE]


@pytest.fixture
def threads(
    answering: Callable[..., tuple[Client, ScriptedServer]], tmp_path: Path
) -> Iterator[Callable[..., tuple[ReadingThread, ScriptedServer]]]:
    made: list[tuple[ReadingThread, Client]] = []

    def started(*scripts: Script) -> tuple[ReadingThread, ScriptedServer]:
        client, server = answering(*scripts)
        made.append((ReadingThread(client, tmp_path / "logs"), client))
        return made[-1][0], server

    yield started
    for thread, client in made:
        thread.close()
        client.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("reading")]


class Heard:
    """All that a reading tells, in its order."""

    def __init__(self, thread: ReadingThread) -> None:
        self.all: list[tuple[str, object]] = []
        thread.told.connect(lambda value: self.all.append(("told", value)))
        thread.done.connect(lambda value: self.all.append(("done", value)))
        thread.failed.connect(lambda reason: self.all.append(("failed", reason)))
        thread.cancelled.connect(lambda: self.all.append(("cancelled", None)))

    @property
    def is_over(self) -> bool:
        return any(kind != "told" for kind, _ in self.all)


def ask_once(run: Run, tell: Tell) -> str:
    return run.ask("first", ASKED).text


def test_each_step_is_told_in_order_and_logged(threads: Callable, tmp_path: Path, qtbot: QtBot):
    thread, server = threads(answer("one"), answer("two"))
    heard = Heard(thread)

    def read(run: Run, tell: Tell) -> str:
        assert threading.current_thread() is not threading.main_thread()
        for step in ("first", "second"):
            tell(run.ask(step, ASKED, schema={"type": "object"}).text)
        return "whole"

    thread.begin("document", read)
    assert thread.is_busy
    qtbot.waitUntil(lambda: heard.is_over)
    assert heard.all == [("told", "one"), ("told", "two"), ("done", "whole")]
    assert not thread.is_busy
    assert all("schema" in json.dumps(asked.json) for asked in server.asked)
    (log,) = (tmp_path / "logs").glob("*document.jsonl")
    kinds = [json.loads(line)["kind"] for line in log.read_text().splitlines()]
    assert kinds == ["begun", "step", "step", "ended"]


def test_progress_comes_on_the_way(threads: Callable, qtbot: QtBot):
    thread, _ = threads([EVENT_STREAM, PREFILL, *answer("some ", "words")[1:]])
    heard = Heard(thread)
    progress: list[Progress] = []
    thread.progressed.connect(progress.append)
    thread.begin("document", ask_once)
    qtbot.waitUntil(lambda: heard.is_over)
    assert progress[0] == Progress(1, "first")
    assert Progress(1, "first", 4, 9) in progress
    assert progress[-1] == Progress(1, "first", text="some words")


def test_it_is_cancelled_while_the_prompt_is_seen(threads: Callable, qtbot: QtBot):
    thread, server = threads([EVENT_STREAM, PREFILL, SILENCE])
    heard = Heard(thread)
    thread.progressed.connect(lambda at: at.seen and thread.cancel())
    thread.begin("document", ask_once)
    qtbot.waitUntil(lambda: heard.is_over)
    assert heard.all == [("cancelled", None)] and not thread.is_busy
    qtbot.waitUntil(server.left.is_set)  # the engine hears of it


def test_a_new_reading_ends_the_former(threads: Callable, qtbot: QtBot):
    thread, server = threads([EVENT_STREAM, delta(content="old"), SILENCE], answer("new"))
    heard = Heard(thread)
    thread.begin("document", ask_once)
    qtbot.waitUntil(lambda: bool(server.asked))
    thread.begin("document", ask_once)
    qtbot.waitUntil(lambda: len(heard.all) == 2)
    assert heard.all == [("cancelled", None), ("done", "new")]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ([EVENT_STREAM, delta(content="half")], "ended"),
        ([EVENT_STREAM, chunk(error={"message": "no memory left"}), DONE], "no memory left"),
    ],
)
def test_a_server_that_dies_is_told(threads: Callable, qtbot: QtBot, script: Script, reason: str):
    thread, _ = threads(script)
    heard = Heard(thread)
    thread.begin("document", ask_once)
    qtbot.waitUntil(lambda: heard.is_over)
    ((kind, told),) = heard.all
    assert kind == "failed" and reason in str(told)


def test_a_budget_and_what_is_refused(threads: Callable, qtbot: QtBot):
    thread, _ = threads()
    heard = Heard(thread)
    thread.begin("document", ask_once, budget=Budget(steps=0))
    qtbot.waitUntil(lambda: heard.is_over)
    assert "0 questions are used up" in str(heard.all[0][1])

    class Unreadable(Exception):
        pass

    def refuse(run: Run, tell: Tell) -> None:
        raise Unreadable("it wants a password")

    heard.all.clear()
    thread.begin("document", refuse, refusals=(Unreadable,))
    qtbot.waitUntil(lambda: heard.is_over)
    assert heard.all == [("failed", "it wants a password")]


def test_a_mistake_of_ours_is_told_and_on_record(threads: Callable, qtbot: QtBot):
    thread, _ = threads()
    heard = Heard(thread)
    with qtbot.captureExceptions() as caught:
        thread.begin("document", lambda run, tell: {}["page"])
        qtbot.waitUntil(lambda: heard.is_over)
    assert heard.all == [("failed", "KeyError: 'page'")]
    assert isinstance(caught[0][1].__cause__, KeyError)


def test_the_program_closes_in_the_middle(threads: Callable, qtbot: QtBot):
    thread, server = threads([EVENT_STREAM, PREFILL, SILENCE])
    heard = Heard(thread)
    ends: list[str] = []

    def read(run: Run, tell: Tell) -> None:
        try:
            run.ask("first", ASKED)
        finally:
            ends.append("ended")

    thread.begin("document", read)
    qtbot.waitUntil(lambda: bool(server.asked))
    thread.close()
    assert ends == ["ended"] and not heard.all
    qtbot.waitUntil(server.left.is_set)


def test_it_closes_before_the_window_has_heard_of_the_question(threads: Callable):
    thread, server = threads([SILENCE])
    began = threading.Event()

    def read(run: Run, tell: Tell) -> None:
        began.set()
        run.ask("first", ASKED)

    thread.begin("document", read)
    assert began.wait(5)
    thread.close()  # no turn of the event loop in between: it must not wait for one
    assert not server.asked


def test_an_ask_ends_once_and_hears_everything(
    answering: Callable[..., tuple[Client, ScriptedServer]], qtbot: QtBot
):
    client, _ = answering([EVENT_STREAM, PREFILL, *answer("a", "b")[1:]])
    ask = WorkerAsk(client)
    events: list[Event] = []
    thread = threading.Thread(target=lambda: events.extend(ask(ASKED)))
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    assert [event for event in events if isinstance(event, Prefill)] == [Prefill(4, 9)]
    assert "".join(event.text for event in events if isinstance(event, Text)) == "ab"
    assert [event for event in events if isinstance(event, End)] == [events[-1]]
    assert isinstance(events[-1], End) and events[-1].reason == "stop"
    ask.close()
    assert [event.reason for event in ask(ASKED) if isinstance(event, End)] == ["cancelled"]
    client.close()


def test_a_closed_iterator_cancels(
    answering: Callable[..., tuple[Client, ScriptedServer]], qtbot: QtBot
):
    client, server = answering([EVENT_STREAM, PREFILL, SILENCE])
    ask = WorkerAsk(client)

    def listen() -> None:
        events = ask(ASKED)
        next(events)
        events.close()  # type: ignore[attr-defined]

    thread = threading.Thread(target=listen)
    thread.start()
    qtbot.waitUntil(lambda: server.left.is_set() and not thread.is_alive())
    ask.close()
    client.close()


def test_a_cancel_is_seen_while_words_pour_in(
    answering: Callable[..., tuple[Client, ScriptedServer]], qtbot: QtBot
):
    client, _ = answering([EVENT_STREAM, *[delta(content="x")] * 500, SILENCE])
    ask, cancel = WorkerAsk(client), threading.Event()
    events: list[Event] = []

    def listen() -> None:
        for event in ask(ASKED, cancel=cancel):
            events.append(event)
            cancel.set()

    thread = threading.Thread(target=listen)
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    assert len(events) == 2 and isinstance(events[-1], End) and events[-1].reason == "cancelled"
    ask.close()
    client.close()
