"""A screen in words, and how something is done on it."""

import pytest

from app.reading.run import Run
from app.reading.telling import SCHEMA, describe, explain, steps_for
from tests.fixtures.scripted_ask import ScriptedAsk
from tests.fixtures.sighted_ask import PROMPTS, SightedAsk, element, screen

SIZE = (320, 192)


def step(text: str, label: str, box: object) -> dict[str, object]:
    return {"step": text, "label": label, "bbox_2d": box}


FILE = element("File", 0, 0, 64, 24)
PRINT = element("Print", 64, 48, 64, 24)
TOLD = [
    step("Open the menu.", "File", [0, 0, 200, 125]),
    step("Choose it.", "Print", [200, 250, 400, 375]),
    step("Wait.", "", None),
]


def test_steps_have_their_places_and_evidence():
    ask = SightedAsk([FILE, PRINT], steps=TOLD)
    told = steps_for(Run(ask, "x"), screen(SIZE), "print", PROMPTS)
    assert [(s.number, s.words, s.verdict) for s in told.steps] == [
        (1, "Open the menu.", "confirmed"),
        (2, "Choose it.", "confirmed"),
        (3, "Wait.", "unconfirmed"),
    ]
    assert told.steps[1].box == PRINT.box and told.stopped == "" and told.steps[2].box is None


def test_a_step_that_does_not_hold_stops_the_chain():
    ask = SightedAsk([FILE, PRINT], steps=TOLD, texts={"File": "Quit"})
    told = steps_for(Run(ask, "x"), screen(SIZE), "print", PROMPTS)
    assert [s.verdict for s in told.steps] == ["contradicted"]
    assert told.stopped == "step 1 means 'File', but 'Quit' stands there"
    assert len(ask.asked) == 2, "nothing more is asked"


def test_the_form_of_the_answer_is_held():
    ask = ScriptedAsk("[]", size=SIZE)
    told = steps_for(Run(ask, "x"), screen(SIZE), "print", PROMPTS)
    assert told.steps == () and told.unread == () and ask.schemas == [SCHEMA]


@pytest.mark.parametrize(
    ("reply", "steps", "unread"),
    [
        ("Click File.", 0, "not JSON"),
        ('{"step": "a"}', 0, "no list of steps"),
        ('[{"label": "a"}, {"step": "Do it."}]', 1, "no step"),
        (
            '[{"step": "Do it.", "label": "a", "bbox_2d": [1, 2]}]',
            1,
            "bbox_2d is not four coordinates",
        ),
    ],
)
def test_what_cannot_be_read_is_told(reply: str, steps: int, unread: str):
    told = steps_for(Run(ScriptedAsk(reply, size=SIZE), "x"), screen(SIZE), "print", PROMPTS)
    assert len(told.steps) == steps and [piece.reason for piece in told.unread] == [unread]


def test_words_about_a_screen():
    ask = ScriptedAsk(" A printer. \n", "It is out of paper.", size=SIZE)
    run = Run(ask, "x")
    assert describe(run, screen(SIZE), PROMPTS).text == "A printer."
    assert explain(run, screen(SIZE), 'What is "E5"?', PROMPTS).text == "It is out of paper."
    assert ask.asked[1][0].parts[1].text == "explain What is 'E5'?"  # type: ignore[union-attr]
    assert not describe(Run(ScriptedAsk("a", reason="length"), "x"), screen(SIZE), PROMPTS).whole
