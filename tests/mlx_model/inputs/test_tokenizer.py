import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_model.errors import ConfigError
from mlx_model.inputs.tokenizer import Tokenizer
from tests.fixtures.checkpoint import TOKEN_IDS, write_checkpoint


@pytest.fixture(scope="module")
def tokenizer(checkpoint):
    return Tokenizer(checkpoint)


def streamed(tokenizer, ids, **settings) -> list[str]:
    stream = tokenizer.stream(**settings)
    return [*(stream.push(id_) for id_ in ids), stream.flush()]


def test_special_tokens_become_themselves(tokenizer):
    ids = tokenizer.encode("<|im_start|>user\nSave<|im_end|>")
    assert ids[0] == TOKEN_IDS["<|im_start|>"] and ids[-1] == TOKEN_IDS["<|im_end|>"]
    assert tokenizer.decode(ids) == "user\nSave"
    assert tokenizer.decode(ids, skip_special=False) == "<|im_start|>user\nSave<|im_end|>"


def test_tokens_that_only_the_settings_list(tokenizer):
    for token in ("<|audio_start|>", "<|audio_end|>", "<|audio_pad|>"):
        assert tokenizer.encode(token) == [TOKEN_IDS[token]]
    assert len(tokenizer) == max(TOKEN_IDS.values()) + 1


def test_plain_marks_are_text(tokenizer):
    ids = tokenizer.encode("<think>Hm</think>")
    assert ids[0] == TOKEN_IDS["<think>"]
    assert tokenizer.decode(ids) == "<think>Hm</think>"


def test_digits_are_single(tokenizer):
    assert len(tokenizer.encode("12345")) == 5


def test_ends(tokenizer):
    assert tokenizer.eos_ids == {TOKEN_IDS["<|im_end|>"]}
    assert tokenizer.token_id("<|no_such_token|>") is None


@given(st.text())
def test_streams_say_what_decoding_says(tokenizer, text):
    ids = tokenizer.encode(text)
    pieces = streamed(tokenizer, ids)
    assert "".join(pieces) == tokenizer.decode(ids) == tokenizer._backend.decode(ids)


def test_no_half_characters(tokenizer):
    ids = tokenizer.encode("🙂é語")
    pieces = streamed(tokenizer, ids)
    assert len(ids) > 3, "the alphabet is bytes"
    assert "".join(pieces) == "🙂é語"
    assert [piece for piece in pieces if piece] == ["🙂", "é", "語"]


def test_broken_bytes(tokenizer):
    ids = tokenizer.encode("🙂")
    assert streamed(tokenizer, ids[:2])[-1] == "\ufffd"
    after = streamed(tokenizer, [*ids[:2], *tokenizer.encode("a")])
    assert "".join(after) == "\ufffda" == tokenizer.decode([*ids[:2], *tokenizer.encode("a")])


def test_special_tokens_are_skipped_unless_asked_for(tokenizer):
    ids = tokenizer.encode("a<|im_end|>b<think>")
    assert "".join(streamed(tokenizer, ids)) == "ab<think>"
    assert "".join(streamed(tokenizer, ids, skip_special=False)) == "a<|im_end|>b<think>"


def test_ids_of_the_padded_vocabulary_are_silent(tokenizer):
    assert streamed(tokenizer, [len(tokenizer) + 3]) == ["", ""]


def test_each_token_costs_only_its_own_bytes(checkpoint, monkeypatch):
    tokenizer = Tokenizer(checkpoint)
    asked = []
    one = tokenizer.token_bytes
    monkeypatch.setattr(tokenizer, "token_bytes", lambda id_: asked.append(id_) or one(id_))
    monkeypatch.setattr(tokenizer, "decode", lambda *_: pytest.fail("decoded the whole"))
    ids = tokenizer.encode("words and 🙂 ") * 500
    stream = tokenizer.stream()
    for id_ in ids:
        stream.push(id_)
    assert asked == ids


def test_broken_files_are_errors_of_the_family(tmp_path):
    folder = write_checkpoint(tmp_path / "a")
    path = folder / "tokenizer.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for broken in (
        "{",
        json.dumps({"model": {}}),
        json.dumps({**whole, "decoder": {"type": "Metaspace"}}),
        json.dumps({**whole, "model": {"type": "Unknown"}}),
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(ConfigError):
            Tokenizer(folder)
    path.unlink()
    with pytest.raises(ConfigError, match=r"tokenizer\.json"):
        Tokenizer(folder)


def test_listed_tokens_must_stand_where_they_say(tmp_path):
    folder = write_checkpoint(tmp_path / "a")
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text())
    settings["added_tokens_decoder"]["999"] = {"content": "<|far|>", "special": True}
    path.write_text(json.dumps(settings))
    with pytest.raises(ConfigError, match="999"):
        Tokenizer(folder)
