"""What is said is kept: chats, turns and their versions, how a chat was left."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.chat.conversation import ChatSettings, Draft, Place, Reply
from app.chat.events import End
from app.chat.message import DocumentPart, ImagePart, TextPart, VideoPart
from app.chat.settings import Settings
from app.chat.store import Store, StoreError
from tests.app.chat.conftest import ORIGIN, REPLY, Talk, begin_talk, reply, say


def texts(store: Store, chat: str) -> list[str]:
    return [shown.turn.text for shown in store.path(chat)]


def test_everything_is_there_after_closing(folder: Path):
    store = Store.open(folder)
    talk = begin_talk(store)
    path, card = store.path(talk.chat), store.card(talk.chat)
    store.close()
    again = Store.open(folder)
    assert again.path(talk.chat) == path
    assert again.card(talk.chat) == card
    assert [shown.turn.reply for shown in path] == [None, REPLY]
    picture = path[0].turn.parts[0]
    assert isinstance(picture, ImagePart) and isinstance(picture.source, Path)
    assert picture.source.read_bytes() == b"\x89PNG fake"
    assert picture.origin == ORIGIN
    again.close()


def test_only_this_user_can_read_it(folder: Path, store: Store, talk: Talk):
    store.backup()
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) >= 3
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file for file in files if file.stat().st_mode & 0o077] == []


def test_every_kind_of_part_comes_back(store: Store, tmp_path: Path):
    clip, notes = tmp_path / "a.mp4", tmp_path / "notes.txt"
    clip.write_bytes(b"film")
    notes.write_text("words")
    chat = store.new_chat().id
    video = VideoPart(clip, "a.mp4", 1.5, 9.0, 2.0, 4096)
    turn = store.add(chat, None, "user", (video, DocumentPart(notes), TextPart("Half \ud800 \0")))
    clip.unlink()
    kept, document, words = store.turn(turn.id).parts
    assert isinstance(kept, VideoPart) and isinstance(document, DocumentPart)
    assert replace(kept, source=clip) == video
    assert kept.source.read_bytes() == b"film" and kept.source.suffix == ".mp4"
    assert isinstance(document.source, Path)
    assert (document.name, document.source.read_text()) == ("notes.txt", "words")
    assert words == TextPart("Half \ud800 \0")
    assert store.path(chat)[0].turn == turn


def test_versions_are_siblings_and_one_is_shown(store: Store, talk: Talk):
    other = reply(store, talk.chat, talk.question.id, "Top left.")
    edited = say(store, talk.chat, None, "Where is Cancel?")
    assert texts(store, talk.chat) == ["Where is Cancel?"]
    assert store.path(talk.chat)[0].versions == (talk.question.id, edited.id)
    store.choose(talk.chat, talk.question.id)  # what was last shown below it follows
    assert texts(store, talk.chat) == ["Where is Save?", "Top left."]
    store.choose(talk.chat, edited.id)
    store.choose(talk.chat, talk.answer.id)  # all that leads to it is shown too
    assert [s.turn.id for s in store.path(talk.chat)] == [talk.question.id, talk.answer.id]
    assert store.path(talk.chat)[1].versions == (talk.answer.id, other.id)


def test_a_branch_goes_its_own_way(store: Store, talk: Talk):
    follow = say(store, talk.chat, talk.answer.id, "Sure?")
    branch = store.branch(talk.chat, talk.answer.id)
    assert (branch.title, branch.folder) == ("Sound settings", "Work")
    assert texts(store, branch.id) == ["Where is Save?", "It is at the bottom right."]
    say(store, branch.id, store.path(branch.id)[-1].turn.id, "And Help?")
    assert texts(store, talk.chat)[-1] == "Sure?"
    store.delete(talk.chat)
    picture = store.path(branch.id)[0].turn.parts[0]
    assert isinstance(picture, ImagePart) and isinstance(picture.source, Path)
    assert picture.source.exists()
    with pytest.raises(StoreError):
        store.turn(follow.id)


def test_a_reply_grows_and_ends(store: Store, talk: Talk):
    turn = store.begin_reply(talk.chat, talk.question.id, "nano")
    assert store.path(talk.chat)[-1].turn == turn
    assert turn.reply == Reply(model="nano")
    for text, thoughts in (("", "Hm"), ("It", "Hmm"), ("It is", "Hmm")):
        store.grow(turn.id, text, thoughts, 0.5)
        grown = store.path(talk.chat)[-1].turn
        assert grown.reply is not None
        assert (grown.text, grown.reply.thinking, grown.reply.end) == (text, thoughts, None)
    end = Reply("Hmm", 0.5, end=End("length"), model="nano")
    store.finish(turn.id, "It is.", end)
    assert store.path(talk.chat)[-1].turn == replace(turn, parts=(TextPart("It is."),), reply=end)


def test_a_reply_whose_program_died_is_settled(folder: Path, store: Store, talk: Talk):
    begun = store.begin_reply(talk.chat, talk.question.id, "nano")
    grown = store.begin_reply(talk.chat, talk.question.id, "nano")
    store.grow(grown.id, "It", "", 0.0)
    other = Store.open(folder)
    assert other.unfinished() == () == store.unfinished()  # it is being written
    store.close()
    assert [turn.id for turn in other.unfinished()] == [begun.id, grown.id]
    ends = [turn.reply and turn.reply.end for turn in map(other.settle, (begun.id, grown.id))]
    assert [end and (end.reason, end.retryable) for end in ends] == [
        ("failed", True),
        ("cancelled", False),
    ]
    assert other.unfinished() == ()
    assert other.turn(grown.id).text == "It"
    assert other.search("It is")  # and a search finds it still
    other.close()


def test_the_list(store: Store):
    first, second, third = (store.new_chat(title).id for title in ("a", "b", "c"))
    assert [card.id for card in store.chats()] == [third, second, first]
    say(store, first, None, "Hello")
    store.pin(second, True)
    assert [card.id for card in store.chats()] == [second, first, third]
    store.rename(first, "Half \ud800")
    store.move(first, "Werk")
    store.move(third, "ärger")
    assert store.card(first).title == "Half ?"
    assert store.folders() == ("Werk", "ärger")
    store.move(third, "")
    assert store.folders() == ("Werk",)


def test_settings_of_a_chat(store: Store):
    chosen = ChatSettings("qwen", "Be brief.", "Exact", Settings(temperature=0.0, top_k=20))
    chat = store.new_chat(settings=chosen).id
    assert store.settings(chat) == chosen
    store.set_settings(chat, ChatSettings())
    assert store.settings(chat) == ChatSettings()


def test_how_a_chat_was_left(store: Store, talk: Talk, tmp_path: Path):
    clip = tmp_path / "big.mp4"
    draft = Draft("And", (ImagePart(b"clipboard"), VideoPart(clip)))
    store.keep_draft(talk.chat, draft)
    store.keep_draft("", Draft("New"))
    back = store.draft(talk.chat)
    picture, video = back.parts
    assert isinstance(picture, ImagePart) and isinstance(picture.source, Path)
    assert picture.source.read_bytes() == b"clipboard"
    assert (back.text, video) == ("And", VideoPart(clip))  # a file of the user's stays where it is
    assert store.draft("") == Draft("New")
    store.keep_draft("", Draft())
    assert store.draft("") == Draft()
    place = Place(talk.answer.id, -12)
    store.keep_place(talk.chat, place)
    store.keep_place("no such chat", place)
    assert (store.place(talk.chat), store.place("no such chat")) == (place, Place())


def test_what_is_gone_is_said(store: Store, talk: Talk):
    store.delete(talk.chat)
    attempts = (
        lambda: store.path(talk.chat),
        lambda: store.card(talk.chat),
        lambda: store.turn(talk.answer.id),
        lambda: store.rename(talk.chat, "x"),
        lambda: store.settings(talk.chat),
        lambda: say(store, talk.chat, None, "x"),
        lambda: store.grow(talk.answer.id, "x", "", 0.0),
        lambda: store.finish(talk.answer.id, "x", REPLY),
        lambda: store.choose(talk.chat, talk.answer.id),
        lambda: store.branch(talk.chat, talk.answer.id),
    )
    for attempt in attempts:
        with pytest.raises(StoreError, match="not there any more") as error:
            attempt()
        assert error.value.kind == "gone"
    assert store.chats() == ()


def test_a_turn_belongs_to_its_chat(store: Store, talk: Talk):
    other = store.new_chat().id
    with pytest.raises(StoreError):
        say(store, other, talk.answer.id, "x")
    assert store.path(other) == ()


def test_a_traceless_chat_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    store = Store.traceless()
    talk = begin_talk(store)
    store.keep_draft(talk.chat, Draft("More"))
    clip = tmp_path / "a.mp4"
    assert store.keep_file(clip, "a.mp4") == clip
    assert store.card(talk.chat).traceless
    picture = store.path(talk.chat)[0].turn.parts[0]
    assert isinstance(picture, ImagePart) and picture.source == b"\x89PNG fake"
    assert [hit.turn for hit in store.search("bottom")] == [talk.answer.id]
    assert (store.backup(), store.backed_up(), store.size()) == (None, None, 0)
    assert store.unfinished() == ()
    store.close()
    assert list(tmp_path.iterdir()) == []
