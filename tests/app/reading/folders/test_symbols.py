"""What a file defines and in which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.folders.symbols import MOST, symbols_of


def told(path: str, text: str) -> list[tuple[int, str]]:
    return [(symbol.line, symbol.name) for symbol in symbols_of(path, text.split("\n"))]


def test_python_by_its_grammar():
    text = "import a\n\nclass A:\n    x = 1\n    @b\n    def c(self): ...\n    class D: ...\n\n"
    text += "async def e():\n    def f(): ..."
    found = symbols_of("a.py", text.split("\n"))
    assert [(s.line, s.name, s.depth) for s in found] == [
        (3, "A", 0),
        (6, "c", 1),
        (7, "D", 1),
        (9, "e", 0),
    ]


def test_python_that_is_none_is_read_by_its_words():
    assert told("a.py", "print 'old'\nclass A:\n  def b(self):\n    pass") == [(2, "A"), (3, "b")]


def test_headings_but_not_those_in_code():
    text = "# One\n\n```sh\n# no heading\n```\n## Two ##\n~~~\n# no\n~~~\n#no\n### Three"
    found = symbols_of("a.md", text.split("\n"))
    assert [(s.line, s.name, s.depth) for s in found] == [
        (1, "One", 0),
        (6, "Two", 1),
        (11, "Three", 2),
    ]


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("a.js", "class Foo {}\nfunction qux(a) { return b(a) }\n", [(1, "Foo"), (2, "qux")]),
        ("a.ts", "interface I {}\nenum E {A}\ntype T = string\n", [(1, "I"), (2, "E"), (3, "T")]),
        (
            "a.go",
            "func main() {}\nfunc (s *S) Start(x int) error { return foo(x) }\ntype S struct {}\n",
            [(1, "main"), (2, "Start"), (3, "S")],
        ),
        ("a.rs", "pub struct Foo { a: u8 }\nfn main() { bar() }\n", [(1, "Foo"), (2, "main")]),
        (
            "a.c",
            "struct foo { int a; };\nstatic int bar(int x) {\n  return baz(x);\n}\n",
            [(1, "foo"), (2, "bar")],
        ),
        ("a.swift", "class A {\n  func b() { c() }\n}\n", [(1, "A"), (2, "b")]),
        ("a.java", "class A {\n  int b(int x) { return c(x); }\n}\n", [(1, "A"), (2, "b")]),
        ("a.txt", "class A\n", []),
    ],
)
def test_other_languages(path: str, text: str, wanted: list[tuple[int, str]]):
    assert told(path, text) == wanted


def test_there_is_an_end_to_symbols():
    assert len(symbols_of("a.py", ["def a(): ..."] * (MOST + 100))) == MOST
    assert symbols_of("a.py", ["def a(): ..." + "#" * 300_000]) == ()


@given(st.sampled_from(["a.py", "a.go", "a.md", "a.js", "a.c"]), st.text(max_size=200))
def test_anything_has_symbols_within_its_lines(path: str, text: str):
    lines = text.split("\n")
    for symbol in symbols_of(path, lines):
        assert 1 <= symbol.line <= len(lines)


def test_deep_nesting_is_no_crash():
    assert symbols_of("a.py", ["(" * 5000]) == ()
    assert symbols_of("a.py", ["-" * 100_000 + "1"]) == ()
