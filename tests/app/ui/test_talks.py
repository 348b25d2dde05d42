"""Questions are kept before they are sent; every answer has one end; versions are never lost."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.chat.conversation import ChatSettings, Draft, Shown, Turn
from app.chat.events import End
from app.chat.message import ImagePart, TextPart
from app.chat.settings import Settings
from app.chat.store import Store
from app.ui import phase
from app.ui.talks import Talks
from app.ui.title import title_of
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, delta, whole

Answering = Callable[..., tuple]
SAMPLE = Path(__file__).parents[3] / "resources/samples/print.png"


def answer(*words: str) -> list:
    return [EVENT_STREAM, *[delta(content=word) for word in words], delta("stop"), DONE]


class Seen:
    """What a window would show."""

    def __init__(self, talks: Talks) -> None:
        self.path: tuple[Shown, ...] = ()
        self.grown: list[tuple[Turn, phase.Phase]] = []
        self.ends: list[Turn] = []
        self.refused, self.busy, self.titles = [], [], []
        talks.shown.connect(lambda path: setattr(self, "path", path))
        talks.grew.connect(lambda turn, phase: self.grown.append((turn, phase)))
        talks.ended.connect(lambda chat, turn: self.ends.append(turn))
        talks.refused.connect(self.refused.append)
        talks.busy.connect(self.busy.append)
        talks.opened.connect(lambda card: self.titles.append(card.title if card else None))

    @property
    def end(self) -> End:
        """Of the first answer that ended."""
        reply = self.ends[0].reply
        assert reply is not None
        assert reply.end is not None
        return reply.end

    @property
    def texts(self) -> list[str]:
        return [shown.turn.text for shown in self.path]


def ask(qtbot: QtBot, talks: Talks, text: str, *parts) -> Seen:
    seen = Seen(talks)
    talks.send(Draft(text, parts))
    qtbot.waitUntil(lambda: bool(seen.ends), timeout=10_000)
    return seen


def test_a_question_is_kept_asked_and_answered(qtbot: QtBot, store: Store, answering: Answering):
    client, server = answering(answer("It is ", "**here**."))
    talks = Talks(store, client)
    talks.open("")
    seen = ask(qtbot, talks, "Where is it?", ImagePart(SAMPLE, "print.png"))
    assert seen.texts == ["Where is it?", "It is **here**."]
    assert seen.end.reason == "stop"
    assert seen.busy[0] is True and seen.busy[-1] is False
    (card,) = store.chats()
    assert card.title == "Where is it?"
    image = next(p for p in seen.path[0].turn.parts if isinstance(p, ImagePart))
    assert isinstance(image.source, Path)
    assert image.source.read_bytes() == SAMPLE.read_bytes()
    assert image.source != SAMPLE  # it outlives the original
    content = server.asked[0].json["messages"][0]["content"]
    assert [part["type"] for part in content] == ["image_url", "text"]


def test_the_question_is_on_disk_before_it_is_sent(
    qtbot: QtBot, store: Store, tmp_path: Path, answering: Answering
):
    client, server = answering([EVENT_STREAM, SILENCE])
    talks = Talks(store, client)
    talks.open("")
    talks.send(Draft("Remember me"))
    qtbot.waitUntil(lambda: bool(server.asked), timeout=10_000)
    other = Store.open(tmp_path / "chats")
    (card,) = other.chats()
    assert [shown.turn.text for shown in other.path(card.id)] == ["Remember me", ""]
    other.close()
    talks.close()


def test_what_came_before_a_stop_stays(qtbot: QtBot, store: Store, answering: Answering):
    client, _ = answering([EVENT_STREAM, delta(content="Half of"), SILENCE])
    talks = Talks(store, client)
    talks.open("")
    seen = Seen(talks)
    talks.send(Draft("Say much"))
    qtbot.waitUntil(lambda: any(turn.text for turn, _ in seen.grown), timeout=10_000)
    assert isinstance(seen.grown[-1][1], phase.Answering)
    talks.stop()
    assert seen.texts == ["Say much", "Half of"]
    assert seen.end.reason == "cancelled"
    assert not talks.is_busy


def test_the_first_question_does_not_stand_in_the_composer_again(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, _ = answering(answer("yes"))
    talks = Talks(store, client)
    talks.open("")
    busy_when_opened: list[bool] = []
    talks.opened.connect(lambda card: busy_when_opened.append(talks.is_busy))
    ask(qtbot, talks, "first")
    assert busy_when_opened[0]
    assert talks.draft() == Draft()


def test_an_edit_keeps_every_version_and_what_was_shown(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, server = answering(answer("one"), answer("two"), answer("three"))
    talks = Talks(store, client)
    talks.open("")
    seen = ask(qtbot, talks, "first", ImagePart(SAMPLE, "print.png"))
    question, reply = (shown.turn.id for shown in seen.path)
    seen = Seen(talks)
    talks.edit(question, "second")
    qtbot.waitUntil(lambda: bool(seen.ends), timeout=10_000)
    assert seen.texts == ["second", "two"]
    assert len(seen.path[0].versions) == 2
    assert isinstance(seen.path[0].turn.parts[0], ImagePart)
    talks.choose(question)
    assert seen.texts == ["first", "one"]
    seen = Seen(talks)
    talks.regenerate(reply)
    qtbot.waitUntil(lambda: bool(seen.ends), timeout=10_000)
    assert seen.texts == ["first", "three"] and len(seen.path[1].versions) == 2
    told = [m["role"] for m in server.asked[2].json["messages"]]
    assert told == ["user"]  # another version is no history


def test_a_branch_is_a_chat_of_its_own(qtbot: QtBot, store: Store, answering: Answering):
    client, _ = answering(answer("yes"))
    talks = Talks(store, client)
    talks.open("")
    seen = ask(qtbot, talks, "Shall we?")
    before = talks.chat
    talks.branch(seen.path[1].turn.id)
    assert talks.chat != before and len(store.chats()) == 2
    assert [shown.turn.text for shown in talks.path()] == ["Shall we?", "yes"]


def test_an_answer_goes_on_while_another_chat_is_open(
    qtbot: QtBot, store: Store, answering: Answering
):
    go_on = threading.Event()
    client, _ = answering([EVENT_STREAM, delta(content="a"), go_on, *answer("b")[1:]])
    talks = Talks(store, client)
    talks.open("")
    seen = Seen(talks)
    talks.send(Draft("slow"))
    qtbot.waitUntil(lambda: any(turn.text for turn, _ in seen.grown), timeout=10_000)
    chat = talks.chat
    talks.open("")
    assert seen.path == () and not talks.is_busy
    seen.grown.clear()
    go_on.set()
    qtbot.waitUntil(lambda: bool(seen.ends), timeout=10_000)
    assert seen.grown == [] and seen.path == ()  # nothing of it is shown in the new chat
    assert store.path(chat)[1].turn.text == "ab"


def test_settings_and_history_are_sent(qtbot: QtBot, store: Store, answering: Answering):
    client, server = answering(answer("one"), answer("two"))
    talks = Talks(store, client)
    talks.defaults = ChatSettings(system="Be brief.", settings=Settings(temperature=0.5, top_p=0.9))
    talks.open("")
    ask(qtbot, talks, "a")
    ask(qtbot, talks, "b")
    sent = server.asked[1].json
    assert [m["role"] for m in sent["messages"]] == ["system", "user", "assistant", "user"]
    assert (sent["temperature"], sent["top_p"]) == (0.5, 0.9)


def test_a_traceless_chat_leaves_no_trace(
    qtbot: QtBot, store: Store, tmp_path: Path, answering: Answering
):
    client, server = answering(answer("gone"))
    talks = Talks(store, client)
    talks.open("", traceless=True)
    talks.keep_draft(Draft("a secret draft"))
    ask(qtbot, talks, "a secret question", ImagePart(SAMPLE.read_bytes(), "secret.png"))
    assert server.asked[0].json["snapshots"] == "nothing"
    assert store.chats() == ()
    files = [path for path in (tmp_path / "chats").rglob("*") if path.is_file()]
    assert not any(b"secret" in path.read_bytes() for path in files)
    assert not any(path.suffix == ".png" for path in files)
    talks.close()


def test_a_failure_says_why_and_can_be_tried_again(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, server = answering([EVENT_STREAM, delta(content="ha")], answer("whole"))
    talks = Talks(store, client)
    talks.open("")
    seen = ask(qtbot, talks, "q")
    end = seen.end
    assert end.reason == "failed" and end.retryable and end.error
    assert seen.texts == ["q", "ha"]
    talks.regenerate(seen.path[1].turn.id)
    qtbot.waitUntil(lambda: len(seen.ends) == 2, timeout=10_000)
    assert seen.texts == ["q", "whole"]
    assert json.loads(server.asked[1].body)["messages"] == [{"role": "user", "content": "q"}]


def test_an_attachment_that_is_gone_loses_nothing(
    qtbot: QtBot, store: Store, tmp_path: Path, answering: Answering
):
    client, server = answering()
    talks = Talks(store, client)
    talks.open("")
    seen = Seen(talks)
    missing = ImagePart(tmp_path / "gone.png", "gone.png")
    talks.send(Draft("look", (missing,)))
    qtbot.waitUntil(lambda: bool(seen.refused), timeout=10_000)
    assert "gone.png" in seen.refused[0]
    assert talks.draft() == Draft("look", (missing,))
    assert not talks.is_busy and not server.asked


def test_titles():
    assert title_of((TextPart("  What  is\nthis? "),)) == "What is this?"
    assert title_of((ImagePart(b"", "shot.png"), TextPart(""))) == "shot.png"
    long = title_of((TextPart("word " * 40),))
    assert len(long) <= 61 and long.endswith("word…")


def test_a_chat_deleted_for_good_while_it_is_answered_costs_no_crash(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, _ = answering([EVENT_STREAM, delta(content="a"), SILENCE])
    talks = Talks(store, client)
    talks.open("")
    seen = Seen(talks)
    talks.send(Draft("q"))
    qtbot.waitUntil(lambda: any(turn.text for turn, _ in seen.grown), timeout=10_000)
    chat = talks.chat
    talks.open("")
    store.trash(chat)
    store.delete(chat)
    talks.asking.stop(chat)
    assert len(seen.ends) == 1
    assert seen.refused and not talks.asking.is_busy(chat)


def test_a_chat_has_its_own_model(qtbot: QtBot, store: Store, answering: Answering):
    client, _ = answering(answer("one"), answer("two"))
    talks = Talks(store, client)
    wanted: list[str] = []
    talks.asking.turn_to = lambda model: wanted.append(model) or ""
    talks.defaults = ChatSettings(model="/m/other")
    talks.open("")
    ask(qtbot, talks, "a")
    talks.set_settings(ChatSettings())
    ask(qtbot, talks, "b")
    assert "/m/other" in wanted and wanted[-1] == ""


def test_a_model_that_cannot_be_turned_to_costs_no_question(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, server = answering()
    talks = Talks(store, client)
    talks.asking.turn_to = lambda model: "Wait."
    talks.open("")
    seen = Seen(talks)
    talks.send(Draft("q"))
    assert seen.refused == ["Wait."] and not talks.is_busy
    assert talks.draft() == Draft("q") and not server.asked


def test_a_question_that_was_refused_is_not_held_against_the_next(
    qtbot: QtBot, store: Store, answering: Answering
):
    refusal = {"error": {"message": "The prompt is too long: shorten it."}}
    client, server = answering([whole(400, refusal)], answer("fine"))
    talks = Talks(store, client)
    talks.open("")
    seen = ask(qtbot, talks, "far too long")
    assert seen.end.reason == "failed" and not seen.end.retryable
    ask(qtbot, talks, "short")
    assert server.asked[1].json["messages"] == [{"role": "user", "content": "short"}]
