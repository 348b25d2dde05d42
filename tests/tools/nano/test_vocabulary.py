"""nano's tokenizer: any text comes back, known words stand alone, and all readers of it agree."""

# pyright: reportMissingImports=false

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlx_model.inputs.tokenizer import Tokenizer as Port
from tools.nano.texts import LETTERS
from tools.nano.vocabulary import MARKS, PIECES, SPECIAL, build, number, save, words
from tools.nano.world import NARROW, WORDS

TOKENIZER = build(NARROW)
WHOLE = words(NARROW)
snippets = st.sampled_from([*WHOLE, *PIECES, *MARKS, *SPECIAL, " ", "_", "1", "\n", "…"])
soup = st.lists(snippets | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)).map(
    "".join
)
words_or_not = st.sampled_from(WHOLE) | st.text(LETTERS, min_size=1, max_size=9)
labels = st.lists(words_or_not, min_size=1).map(" ".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nano")
    save(TOKENIZER, folder)
    return folder


@pytest.fixture(scope="module")
def port(folder: Path) -> Port:
    return Port(folder)


@pytest.fixture(scope="module")
def family(folder: Path) -> Any:
    """The tokenizer that transformers makes of the folder."""
    return pytest.importorskip("transformers").AutoTokenizer.from_pretrained(folder)


def cut(text: str) -> list[str]:
    """The tokens of a text, as text."""
    return TOKENIZER.encode(text).tokens


@given(soup)
@example("Zürich 😀 ﷽ 中文\tSave中  \r\n\n\n x\x00")
@settings(deadline=None)
def test_any_text_comes_back_composed(text: str) -> None:
    back = TOKENIZER.decode(TOKENIZER.encode(text).ids, skip_special_tokens=False)
    assert unicodedata.normalize("NFC", back) == unicodedata.normalize("NFC", text)


@given(text=soup)
@settings(deadline=None)
def test_the_port_agrees(port: Port, text: str) -> None:
    ids = TOKENIZER.encode(text).ids
    assert port.encode(text) == ids
    assert port.decode(ids, skip_special=False) == TOKENIZER.decode(ids, skip_special_tokens=False)


@pytest.mark.reference
@given(text=soup)
@settings(deadline=None)
def test_transformers_agrees(family: Any, text: str) -> None:
    assert family.encode(text, add_special_tokens=False) == TOKENIZER.encode(text).ids


@pytest.mark.reference
def test_transformers_has_the_same_vocabulary(family: Any) -> None:
    assert family.get_vocab() == TOKENIZER.get_vocab()
    assert family.eos_token_id == number(TOKENIZER, "<|im_end|>")


@pytest.mark.parametrize(
    "text", ['"Save"', " Save ", "Save…", "[Save", "Save.pdf", "Save\n", "$Save"]
)
def test_a_known_word_that_stands_alone_is_one_token(text: str) -> None:
    assert "Save" in cut(text)


@pytest.mark.parametrize("text", ["Saved", "Save_as", "Save1", "2Save", "Savé", "Save中", "xSave"])
def test_a_part_of_a_word_is_spelt(text: str) -> None:
    assert len(cut(text)) == len(text.encode())


def test_unknown_words_are_spelt_letter_by_letter() -> None:
    assert cut('Where is "Worms"?') == ["Where", "Ġ", "is", "Ġ", *'"Worms"?']
    assert cut("1024") == [*"1024"]


def test_whole_tokens() -> None:
    assert WHOLE[: len(WORDS)] == WORDS
    for text in (*WHOLE, *SPECIAL, *MARKS, *PIECES):
        assert TOKENIZER.encode(text).ids == [number(TOKENIZER, text)]
    assert TOKENIZER.get_vocab_size() <= 800


@given(labels)
@settings(deadline=None)
def test_a_label_is_cut_the_same_everywhere(label: str) -> None:
    alone, role = cut(label), ['", "role": "', "button", '"}]']
    box = {"bbox_2d": [1], "label": label}
    opening = ['[{"bbox_2d": [', "1", '], "label": "']
    said = json.dumps([box], ensure_ascii=False)
    listed = json.dumps([box | {"role": "button"}], ensure_ascii=False)
    assert cut(said) == [*opening, *alone, '"}]']
    assert cut(listed) == [*opening, *alone, *role]
    contexts = [('Where is "', '"?'), ("", "")]
    if not label.endswith(","):  # with the blank after it, a comma is a piece of JSON's lists
        contexts.append(("Where is the ", " button?"))
    for before, after in contexts:
        assert cut(f"{before}{label}{after}") == [*cut(before), *alone, *cut(after)]


def test_bytes_of_whole_tokens_are_those_of_their_text(port: Port) -> None:
    for text in (*WHOLE, *PIECES):
        assert port.token_bytes(number(TOKENIZER, text)) == text.encode()
    singles = {port.token_bytes(id_) for id_ in range(256)}
    assert singles == {bytes([byte]) for byte in range(256)}
