"""The map, in falling detail."""

from app.reading.folders.source import Source
from app.reading.folders.tree import maps, symbols_in

SOURCES = [
    Source("README.md", ("# Title", "", "## Use"), 0),
    Source("app/chat/store.py", ("class Store:", "    def add(self): ...", "def open(): ..."), 0),
    Source("app/main.c", ("int main(void) { }",), 0),
    Source("app/chat/plain.txt", ("a", "b"), 0),
]


def test_the_map_shows_the_tree_lines_and_symbols():
    full, outer, files, folders = maps(SOURCES, symbols_in(SOURCES))
    assert full == (
        "README.md 3: Title 1, Use 3\n"
        "app/\n"
        " chat/\n"
        "  plain.txt 2\n"
        "  store.py 3: Store 1, add 2, open 3\n"
        " main.c 1: main 1\n"
    )
    assert "  store.py 3: Store 1, open 3\n" in outer and "add" not in outer
    assert "  store.py 3\n" in files
    assert folders.splitlines()[1:] == ["./ 1", "app/ 1", "app/chat/ 2"]


def test_what_is_left_out_is_said():
    for shown in list(maps(SOURCES, {}))[1:]:
        assert shown.startswith("(")


def test_folders_that_only_begin_alike_are_told_apart():
    sources = [Source("a/b/x", (), 0), Source("a.b/y", (), 0), Source("a/bc/z", (), 0)]
    shown = next(maps(sources, {}))
    assert shown == "a/\n b/\n  x 0\n bc/\n  z 0\na.b/\n y 0\n"
