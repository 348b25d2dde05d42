"""What models write instead of the form: tolerated, typed by the schema, or left as text."""

import pytest

from tests.fixtures.tool_calls import HEAD, as_json, meant, read, xml

TYPED = {
    "times": [("5", 5), (" 5 ", 5), ("-0", 0), ("five", "five"), ("5.5", "5.5"), ("True", "True")],
    "share": [("0.5", 0.5), ("2", 2), ("1e999", "1e999"), ("NaN", "NaN"), ("9" * 5000, "9" * 5000)],
    "sure": [("true", True), ("True", True), ("false", False), ("False", False), ("1", "1")],
    "tags": [('["a"]', ["a"]), ("['a', None]", ["a", None]), ("a, b", "a, b"), ("{}", "{}")],
    "more": [
        ('{"a": {}}', {"a": {}}),
        ("{'a': True}", {"a": True}),
        ("{", "{"),
        ("{1, 2}", "{1, 2}"),
    ],
    "mode": [("fast", "fast"), ("true", "true")],
    "limit": [("None", None), ("null", None), ("3", 3), ("many", "many")],
    "title": [("null", None), ("nullify", "nullify"), ("5", "5"), ("true", "true")],
    "free": [("5", 5), ("[1]", [1]), ("a b", "a b"), ('"q"', '"q"'), ("[" * 3000, "[" * 3000)],
    "unknown": [("5", 5), ("words", "words")],
}
CASES = [(key, *case) for key, cases in TYPED.items() for case in cases]


@pytest.mark.parametrize(("key", "text", "value"), CASES, ids=lambda part: str(part)[:20])
def test_values_are_typed_by_the_schema(key: str, text: str, value: object):
    answer = f"<tool_call>\n<function=write>\n<parameter={key}>\n{text}\n</parameter>\n</function>"
    found = meant(read([answer + "\n</tool_call>"]))
    assert found == [("write", {key: value})]
    assert type(found[0][1][key]) is type(value)


TOLERATED = {
    "no argument": ("<tool_call>\n<function=ping>\n</function>\n</tool_call>", [("ping", {})]),
    "no line breaks": (
        "<tool_call><function=write><parameter=times>5</parameter><parameter=path>a</parameter>"
        "</function></tool_call>",
        [("write", {"times": 5, "path": "a"})],
    ),
    "parameter never closed": (
        HEAD + "<parameter=path>\na\n</function>\n</tool_call>",
        [("write", {"path": "a"})],
    ),
    "function never closed": (
        HEAD + "<parameter=path>\na\n</parameter>\n</tool_call>",
        [("write", {"path": "a"})],
    ),
    "only the call closed": (
        HEAD + "<parameter=path>\na\n</tool_call>",
        [("write", {"path": "a"})],
    ),
    "call never closed": (
        HEAD + "<parameter=times>\n1\n</parameter>\n</function>\nDone.",
        [("write", {"times": 1}), "Done."],
    ),
    "nothing closed": (HEAD + "<parameter=path>\na", [("write", {"path": "a"})]),
    "ends in a mark": (
        HEAD + "<parameter=times>\n1\n</parameter>\n</fun",
        [("write", {"times": 1})],
    ),
    "JSON as text": (
        '<tool_call>{"name": "write", "arguments": "{\\"times\\": 1}"}</tool_call>',
        [("write", {"times": 1})],
    ),
    "JSON with a mark in a text": (
        as_json("write", {"path": "</tool_call><tool_call>"}),
        [("write", {"path": "</tool_call><tool_call>"})],
    ),
    "JSON without arguments": ('<tool_call>{"name": "ping"}</tool_call>', [("ping", {})]),
    "JSON never closed": ('<tool_call>{"name": "ping"}\n</tool', [("ping", {})]),
    "JSON, the next call": (
        '<tool_call>{"name": "ping"}\n' + xml("write", {"times": 1}),
        [("ping", {}), ("write", {"times": 1})],
    ),
}


@pytest.mark.parametrize(("answer", "expected"), TOLERATED.values(), ids=TOLERATED.keys())
def test_small_slips_are_tolerated(answer: str, expected: list):
    for pieces in ([answer], list(answer)):
        assert meant(read(pieces)) == expected


REFUSED = {
    "undeclared": xml("other", {"path": "a"}),
    "undeclared JSON": as_json("other", {"path": "a"}),
    "prose": "The mark <tool_call> begins a call.",
    "no function": "<tool_call>\n<parameter=path>\na\n</parameter>\n</tool_call>",
    "prose in the head": "<tool_call>\n<function=write>\nwell\n</function>\n</tool_call>",
    "broken JSON": '<tool_call>\n{"name": "write", "arguments": {"path": }}\n</tool_call>',
    "mixture": '<tool_call>\n{"name": "write", <function=write>\n</function>\n</tool_call>',
    "mixed keys": '<tool_call>\n{"name": "write", "parameters": {}}\n</tool_call>',
    "no object": '<tool_call>\n{"name": "write", "arguments": [1]}\n</tool_call>',
    "no JSON number": '<tool_call>\n{"name": "write", "arguments": {"a": NaN}}\n</tool_call>',
    "head cut off": "<tool_call>\n<function=wri",
    "JSON cut off": '<tool_call>\n{"name": "write", "argu',
    "a mark alone": "<tool_call>",
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_call_comes_out_whole(answer: str):
    around = f"Before.\n\n{answer}\n\nAfter.\n"
    for text in (answer, around):
        assert read([text]) == [text]
        assert read(list(text)) == [text]


def test_a_refused_call_does_not_hide_the_next():
    answer = xml("other", {"path": "a"}) + "\n" + xml("write", {"times": 1})
    assert meant(read([answer])) == [xml("other", {"path": "a"}), ("write", {"times": 1})]


def test_a_call_that_goes_wrong_keeps_what_it_had_and_the_rest_is_text():
    nameless = HEAD + "<parameter=times>\n1\n</parameter>\n<parameter=>\n2\n</parameter>\n"
    assert meant(read([nameless])) == [("write", {"times": 1}), "<parameter=>\n2\n</parameter>\n"]
    twice = HEAD + "<parameter=times>\n1\n</parameter>\n<parameter=times>\n2\n</parameter>\n"
    assert meant(read([twice])) == [("write", {"times": 1}), "<parameter=times>\n2\n</parameter>\n"]
