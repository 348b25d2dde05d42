"""Calls, thoughts and forms: true of their screen, and the same ids as the port makes of them."""

import json
import random
import shutil
from pathlib import Path

import pytest
from PIL import Image

from mlx_model.config import load_config
from mlx_model.inputs.message import ImagePart, Message, TextPart
from mlx_model.inputs.processor import Processor
from tools.nano import screens, texts
from tools.nano.conversation import NOWHERE, Shown, Tokens
from tools.nano.exchanges import TALKS, Step, Talk, text_of
from tools.nano.layout import plan
from tools.nano.questions import relative
from tools.nano.screens import Picture
from tools.nano.shape import Shape, configuration
from tools.nano.targets import PATCH, cells_of
from tools.nano.transcript import lesson, transcribed
from tools.nano.vocabulary import MARKS, SPECIAL, build, number, save
from tools.nano.wide import MIDDLE
from tools.nano.world import NARROW

ROOT = Path(__file__).parents[3]
TOKENIZER = build(NARROW)
SEEDS = range(12)


def words(rng: random.Random) -> str:
    return texts.text(rng, "train")


def talk_of(kind: str, seed: int) -> tuple[Picture, Talk]:
    picture = screens.paint(plan(NARROW if seed % 2 else MIDDLE, seed))
    return picture, TALKS[kind](picture.screen, random.Random(seed), words, 3)


@pytest.fixture(scope="module")
def processor(tmp_path_factory: pytest.TempPathFactory) -> Processor:
    """The processor of an export: its sizes of pictures are those of the bundled checkpoint."""
    folder, shape = tmp_path_factory.mktemp("nano"), Shape()
    for path in (ROOT / "resources/models/kestrel-nano").glob("*preprocessor_config.json"):
        settings = json.loads(path.read_text()) | {"merge_size": shape.merge}
        (folder / path.name).write_text(json.dumps(settings))
    ids = {text: number(TOKENIZER, text) for text in (*SPECIAL, *MARKS)}
    config = configuration(shape, ids, TOKENIZER.get_vocab_size())
    (folder / "config.json").write_text(json.dumps(config))
    shutil.copy(ROOT / "tools/nano/chat_template.jinja", folder)
    save(TOKENIZER, folder)
    return Processor.load(folder, load_config(folder))


def said(step: Step, thinking: bool) -> list[Message]:
    thought = text_of(step.thought) if thinking else None
    call = step.call
    if call is None:
        return [Message("assistant", (TextPart(text_of(step.answer)),), thought)]
    arguments = {name: text_of(value) for name, value in call.arguments.items()}
    calls = ({"name": call.name, "arguments": arguments},)
    return [
        Message("assistant", (TextPart(""),), thought, calls),
        Message("tool", (TextPart(call.response),)),
    ]


def messages(picture: Picture, talk: Talk) -> list[Message]:
    out = []
    for place, exchange in enumerate(talk.exchanges):
        question = TextPart(exchange.question)
        shown = ImagePart(Image.fromarray(picture.pixels))
        out.append(Message("user", (question,) if place else (shown, question)))
        out += [message for step in exchange.steps for message in said(step, talk.thinking)]
    return out


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", TALKS)
def test_ids_are_the_ports(processor: Processor, kind: str, seed: int) -> None:
    picture, talk = talk_of(kind, seed)
    cells = picture.pixels.shape[0] * picture.pixels.shape[1] // PATCH**2
    wanted = processor.prompt(
        messages(picture, talk), tools=list(talk.tools), add_generation_prompt=False
    )
    assert transcribed(TOKENIZER, talk, cells).ids == wanted.ids.tolist()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", TALKS)
def test_what_is_learnt_begins_where_the_port_lets_it_answer(
    processor: Processor, kind: str, seed: int
) -> None:
    picture, talk = talk_of(kind, seed)
    cells = picture.pixels.shape[0] * picture.pixels.shape[1] // PATCH**2
    before = messages(picture, talk)
    while before.pop().role != "assistant":
        pass
    prompt = processor.prompt(before, tools=list(talk.tools), enable_thinking=talk.thinking)
    told = transcribed(TOKENIZER, talk, cells)
    begin = len(prompt.ids)
    assert told.ids[:begin] == prompt.ids.tolist()
    assert told.learnt[begin:] == [True] * (len(told.ids) - begin - 1) + [False]
    assert not told.learnt[begin - 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_forms_are_filled_as_json_writes_them(seed: int) -> None:
    picture, talk = talk_of("forms", seed)
    by_text = {element.text: element for element in picture.screen.elements}
    for exchange in talk.exchanges:
        empty = json.loads(exchange.question.removeprefix("Answer in JSON: "))
        answer = text_of(exchange.steps[0].answer)
        filled = json.loads(answer)
        assert json.dumps(filled, ensure_ascii=False) == answer
        assert [*filled] == [*empty]
        for key, value in filled.items():
            assert type(value) is type(empty[key])
            for text in value if isinstance(value, list) else ():
                element = by_text[text]
                assert element.state == "checked" or f"{element.role}s" == key or key[-3:] == "xes"


@pytest.mark.parametrize("seed", SEEDS)
def test_clicks_land_in_what_was_named_and_thoughts_say_where_it_is(seed: int) -> None:
    picture, talk = talk_of("calls", seed)
    for exchange in talk.exchanges:
        call = exchange.steps[0].call
        if exchange.task != "click":
            continue
        named = [
            e
            for e in picture.screen.elements
            if exchange.question in (f'Click "{e.text}".', f"Click the {e.text} {e.role}.")
        ]
        assert bool(named) == (call is not None)
        for element in named:
            assert call is not None
            x1, y1, x2, y2 = relative(picture.screen, element)
            x, y = (int(text_of(call.arguments[axis])) for axis in "xy")
            assert x1 < x < x2 and y1 < y < y2
            assert str([x1, y1, x2, y2]) in text_of(exchange.steps[0].thought)


@pytest.mark.parametrize("kind", TALKS)
def test_lessons_look_at_the_letters_that_they_spell(kind: str) -> None:
    spelt = 0
    for seed in SEEDS:
        picture = screens.paint(plan(MIDDLE, seed))
        shown = Shown(picture.screen, cells_of(picture))
        told = lesson(TOKENIZER, kind, shown, 4, random.Random(seed), words, 600)
        assert len(told.ids) == len(told.learnt) == len(told.about) == len(told.spots)
        spelt += _check(told, shown)
    assert spelt > 10


def _check(told: Tokens, shown: Shown) -> int:
    """Tokens that spell a letter of the element that they are about, at a cell of it."""
    spelt = 0
    for id_, about, spot in zip(told.ids, told.about, told.spots, strict=True):
        if about >= 0 and spot != NOWHERE:
            text = TOKENIZER.decode([id_])
            part_of_letter = text == "\ufffd"
            assert part_of_letter or text in shown.screen.elements[about].text
            assert set(spot) <= set(shown.cells[about])
            spelt += 1
    return spelt
