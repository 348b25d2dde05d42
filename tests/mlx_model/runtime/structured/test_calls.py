"""Calls are read the same however the answer is cut, and nothing of an answer is lost."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlx_model.errors import RequestError
from mlx_model.runtime.events import Call
from mlx_model.runtime.structured.calls import CallReader
from tests.fixtures.tool_calls import HEAD, TOOLS, as_json, meant, read, tool, xml

TAGS = ("<tool_call>", "</tool_call>", "<function=write>", "<function=other>", "</function>")
TAGS += ("<parameter=path>", "<parameter=times>", "</parameter>", "\n", "{", "}", " ", "text", '"')
TAGS += ('{"name": "write", "arguments": {"times": 2}}', "5", "\\", "<", "<tool_", "é")
soup = st.lists(st.sampled_from(TAGS), max_size=14).map("".join)


@given(soup, st.data())
@settings(max_examples=1500, deadline=None)
def test_cuts_change_nothing(answer: str, choice: st.DataObject):
    places = sorted(choice.draw(st.sets(st.integers(0, len(answer)), max_size=6)))
    ends = [0, *places, len(answer)]
    pieces = [answer[a:b] for a, b in zip(ends, ends[1:], strict=False)]
    for cut in (False, True):
        whole = read([answer], cut=cut)
        assert read(pieces, cut=cut) == whole
        assert read(list(answer), cut=cut) == whole


@given(soup)
@settings(max_examples=800, deadline=None)
def test_arguments_are_json_and_every_word_is_kept(answer: str):
    """Marked letters: what is no part of the form is found again, in order."""
    found = meant(read([answer]))
    kept = "".join(e if isinstance(e, str) else json.dumps(e[1], ensure_ascii=False) for e in found)
    for word in ("text", "é", "5"):
        assert kept.count(word) == answer.count(word)
    if not any(isinstance(entry, tuple) for entry in found):
        assert "".join(found) == answer


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(
    lambda text: "</" not in text and not text.endswith("<")
)
values = st.fixed_dictionaries(
    {},
    optional={
        "path": words,
        "text": words,
        "times": st.integers(),
        "share": st.floats(allow_nan=False, allow_infinity=False),
        "sure": st.booleans(),
        "tags": st.lists(words, max_size=3),
        "more": st.dictionaries(words, st.integers() | words | st.none(), max_size=3),
        "mode": st.sampled_from(["fast", "slow"]),
        "limit": st.none() | st.integers(),
        "title": words.filter(lambda text: text.strip() not in ("None", "null")),
    },
)
said = st.text("abc \n<>{}", max_size=12).map(str.strip)
form = st.sampled_from([xml, as_json])


@given(st.lists(st.tuples(said, form, values), min_size=1, max_size=3), said, st.integers(1, 9))
@settings(max_examples=600, deadline=None)
def test_what_was_meant_is_what_is_read(turns: list, last: str, size: int):
    answer, expected = "", []
    for words_before, write, arguments in turns:
        answer += words_before + "\n\n" + write("write", arguments) + "\n"
        expected += [words_before] * bool(words_before) + [("write", arguments)]
    answer, expected = answer + last, expected + [last] * bool(last)
    pieces = [answer[n : n + size] for n in range(0, len(answer), size)]
    assert meant(read(pieces)) == expected


def test_a_text_parameter_comes_as_it_grows():
    reader = CallReader(TOOLS)
    assert reader.push('<tool_call>\n<function=write>\n<parameter=path>\n"a') == [
        Call(0, "write", ""),
        Call(0, "", '{"path": "\\"a'),
    ]
    assert reader.push("b\n") == [Call(0, "", "b")]  # the line break may belong to the form
    assert reader.push("c</para") == [Call(0, "", "\\nc")]
    assert reader.push("graph>") == [Call(0, "", "</paragraph>")]


def test_plain_text_is_not_held_back():
    reader = CallReader(TOOLS)
    assert reader.push("One <b>two") == ["One <b>two"]
    assert reader.push(" \n") == []
    assert reader.push("<tool") == []
    assert reader.push("s>") == [" \n<tools>"]


FILE = "<function>\n</parameter>\n<parameter>x</parameter> y</tool_call>\n</function>\n <tool_call>"


@pytest.mark.parametrize(
    "text", [FILE, "", " a ", "\n", "\n\nx\n\n", "<", "</parameter", "{'a': 1}"]
)
def test_texts_are_kept_to_the_letter(text: str):
    answer = xml("write", {"text": text, "times": 1})
    for pieces in ([answer], list(answer)):
        assert meant(read(pieces)) == [("write", {"text": text, "times": 1})]


CUT = [
    "<parameter=path>\nhalf a te",
    "<parameter=times>\n12",
    "<parameter=path>\na\n</parameter>\n",
]


@pytest.mark.parametrize("body", CUT)
def test_half_a_call_cannot_be_run_if_the_answer_was_cut_off(body: str):
    (name, arguments) = read([HEAD + body], cut=True)[0]
    assert name == "write"
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments)


@example([])
@given(st.lists(soup, max_size=3))
def test_without_tools_everything_is_text_at_once(pieces: list[str]):
    reader = CallReader(())
    assert ["".join(map(str, reader.push(piece))) for piece in pieces] == pieces
    assert reader.flush() == [] and reader.calls == 0


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"type": "function"}, "name"),
        ({"function": {"name": "a", "parameters": 5}}, "'a'"),
        (tool("a", {"x": {"$ref": "#/$defs/No"}}), "leads nowhere"),
        (tool("a", {"x": {"$ref": "#/properties/x"}}), "circle"),
        (tool("a", {"x": {"$ref": "http://example.com/x"}}), "outside"),
        (tool("ping"), "ping"),
    ],
)
def test_tools_that_are_none_are_refused(wrong: dict, named: str):
    with pytest.raises(RequestError, match=named):
        CallReader((*TOOLS, wrong))


def test_half_a_surrogate_pair_can_be_sent():
    arguments = '{"name": "write", "arguments": {"path": "\\ud83d"}}'
    ((_, written),) = read([f"<tool_call>{arguments}</tool_call>"])
    written.encode("utf-8")
    assert json.loads(written) == {"path": "\ud83d"}
