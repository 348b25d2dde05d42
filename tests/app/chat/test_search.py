"""A search finds words as they are typed, in any script, and no query breaks it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat.conversation import Hit
from app.chat.store import Store
from app.chat.words import folded
from tests.app.chat.conftest import Talk, reply, say


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.spans]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bot", ["bot"]),
        ("BOTTOM rig", ["bottom", "rig"]),
        ("élan", ["Elan"]),
        ("elan", ["Elan"]),
        ("strasse", ["Straße"]),
        ("设置", ["设置"]),
        ("声", ["声"]),
        ("の設定", ["の設定"]),
        ("한", ["한"]),
        ("x", ["x"]),
        ("ｘ²", ["x2"]),
        ("a/b", ["a/b"]),
        ("🦅", ["🦅"]),
    ],
)
def test_words_are_found_as_they_are_typed(store: Store, words: str, found: list[str]):
    chat = store.new_chat("Talk").id
    text = "The bottom right. Elan, Straße; 打开设置声音, 画面の設定, 한국어. x2 in a/b 🦅"
    turn = say(store, chat, None, text)
    (hit,) = store.search(words)
    assert (hit.chat.id, hit.turn) == (chat, turn.id)
    assert marked(hit) == found


@pytest.mark.parametrize("words", ["", "  ", "zzz", "ot", "bottom zzz", "%", "__", "b_ttom"])
def test_what_is_not_there_is_not_found(store: Store, talk: Talk, words: str):
    assert store.search(words) == ()


def test_titles_come_first_then_the_latest(store: Store, talk: Talk):
    older = say(store, talk.chat, talk.answer.id, "sound one")
    newer = say(store, talk.chat, older.id, "sound two")
    hits = store.search("sound")
    assert [hit.turn for hit in hits] == ["", newer.id, older.id]
    assert (hits[0].excerpt, hits[0].spans) == ("Sound settings", ((0, 5),))
    assert len(store.search("sound", limit=2)) == 2


def test_one_chat_does_not_hide_the_others(store: Store):
    quiet, loud = store.new_chat("a").id, store.new_chat("b").id
    say(store, quiet, None, "falcon")
    above = None
    for _ in range(200):
        above = say(store, loud, above, "falcon falcon").id
    chats = [hit.chat.id for hit in store.search("falcon")]
    assert chats == [loud] * 5 + [quiet]


def test_names_of_what_was_shown_are_found(store: Store, talk: Talk):
    assert [hit.turn for hit in store.search("shot.png")] == [talk.question.id]


def test_a_reply_is_found_when_it_is_finished(store: Store, talk: Talk):
    turn = store.begin_reply(talk.chat, talk.answer.id, "nano")
    store.grow(turn.id, "peregrine", "", 0.0)
    assert store.search("peregrine") == ()
    again = reply(store, talk.chat, talk.answer.id, "A peregrine.")
    assert [hit.turn for hit in store.search("peregrine")] == [again.id]


def test_what_is_deleted_is_not_found(store: Store, talk: Talk):
    store.trash(talk.chat)
    assert store.search("bottom") == () == store.search("sound")
    store.restore(talk.chat)
    assert store.search("bottom")
    store.delete(talk.chat)
    assert store.search("bottom") == ()


def test_an_excerpt_is_a_line_around_the_words(store: Store):
    chat = store.new_chat().id
    say(store, chat, None, "begin " * 100 + "\n\nthe\tneedle " + "end " * 100)
    (hit,) = store.search("needle")
    assert hit.excerpt.startswith("…begin begin") and hit.excerpt.endswith("…")
    assert "\n" not in hit.excerpt and len(hit.excerpt) < 200
    assert marked(hit) == ["needle"]


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=30), text=st.text(max_size=60))
def test_any_words_are_a_query(store: Store, words: str, text: str):
    chat = store.new_chat(text).id
    say(store, chat, None, text)
    for hit in store.search(words):
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.spans)
    typed = text.split()[0][:40] if text.split() else ""
    if folded(typed).strip():  # a word is more than accents
        assert any(hit.chat.id == chat for hit in store.search(typed, limit=10_000))
    store.delete(chat)
