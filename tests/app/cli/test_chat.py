"""kestrel chat: what is remembered, shown, forgotten and survived."""

from pathlib import Path

from app.chat.message import ImagePart, TextPart
from tests.fixtures.scripted_ask import ScriptedAsk


def talk(kestrel, stdin, ask: ScriptedAsk, *lines: str, options: tuple[str, ...] = ()):
    stdin("\n".join(lines).encode())
    return kestrel("chat", *options, ask=ask)


def test_the_whole_conversation_is_sent_each_time(kestrel, stdin):
    ask = ScriptedAsk("One.", "Two.")
    outcome = talk(kestrel, stdin, ask, "first", "", "second")
    assert (outcome.code, outcome.out) == (0, "One.\nTwo.\n")
    assert [(m.role, m.parts) for m in ask.asked[1]] == [
        ("user", (TextPart("first"),)),
        ("assistant", (TextPart("One."),)),
        ("user", (TextPart("second"),)),
    ]


def test_a_picture_goes_with_the_next_question_only(kestrel, stdin, shot: Path):
    ask = ScriptedAsk("a", "b")
    talk(kestrel, stdin, ask, f"/image {shot}", "what?", "and?")
    assert ask.asked[0][0].parts == (ImagePart(shot, "shot.png"), TextPart("what?"))
    assert ask.asked[1][2].parts == (TextPart("and?"),)


def test_commands(kestrel, stdin):
    ask = ScriptedAsk("a", "b")
    outcome = talk(
        kestrel, stdin, ask, "/help", "/image", "/image no.png", "/fly", "x", "/clear", "y"
    )
    assert "/image PATH" in outcome.err and "name a file after /image" in outcome.err
    assert "kestrel: no.png does not exist; check the path" in outcome.err
    assert "there is no command /fly" in outcome.err
    assert len(ask.asked) == 2 and len(ask.asked[1]) == 1, "/clear forgot the first"


def test_quit_leaves(kestrel, stdin):
    ask = ScriptedAsk("a")
    assert talk(kestrel, stdin, ask, "/quit", "x").code == 0
    assert not ask.asked


def test_the_system_stands_above_every_turn(kestrel, stdin):
    ask = ScriptedAsk("a", "b")
    talk(kestrel, stdin, ask, "x", "y", options=("--system", "Short."))
    assert [turn[0].role for turn in ask.asked] == ["system", "system"]


def test_a_question_that_failed_is_forgotten_and_the_talk_goes_on(kestrel, stdin):
    ask = ScriptedAsk("", "", reason="failed", error="Too long: shorten it.")
    outcome = talk(kestrel, stdin, ask, "x", "y")
    assert outcome.code == 2 and "kestrel: Too long: shorten it." in outcome.err
    assert len(ask.asked[1]) == 1


def test_a_stopped_answer_is_kept_as_far_as_it_came(kestrel, stdin):
    ask = ScriptedAsk("half", "b", reason="cancelled")
    outcome = talk(kestrel, stdin, ask, "x", "y")
    assert "(cancelled)" in outcome.err
    assert ask.asked[1][1].parts == (TextPart("half"),)


def test_names_as_a_terminal_pastes_them(kestrel, stdin, shot: Path):
    spaced = shot.with_name("My Shot.png")
    spaced.write_bytes(shot.read_bytes())
    ask = ScriptedAsk("a", "b", "c")
    pasted = str(spaced).replace(" ", "\\ ")
    talk(kestrel, stdin, ask, f"/image {spaced}", "?", f"/image {pasted} '{shot}'", "?")
    first, second = ImagePart(spaced, "My Shot.png"), ImagePart(shot, "shot.png")
    assert ask.asked[0][0].parts == (first, TextPart("?"))
    assert ask.asked[1][2].parts == (first, second, TextPart("?"))


def test_a_picture_whose_question_got_no_answer_is_shown_again(kestrel, stdin, shot: Path):
    ask = ScriptedAsk("", "b")
    outcome = talk(kestrel, stdin, ask, f"/image {shot}", "what?", "and?")
    assert outcome.err.count("shot.png: shown with your next question") == 2
    assert ask.asked[1][0].parts == (ImagePart(shot, "shot.png"), TextPart("and?"))


def test_an_answer_that_repeated_itself_says_so(kestrel, stdin):
    stdin(b"Go on\n")
    outcome = kestrel("chat", ask=ScriptedAsk("again again", reason="loop"))
    assert outcome.code == 0 and "repeated itself" in outcome.err
