"""The map of a folder: its tree with the lines of each file, and what each file defines, where.

    app/
     chat/
      store.py 210: Store 12, Store.add 40

It comes in four grades of detail, so that it never takes more than its share of a prompt.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from app.reading.folders.source import Source
from app.reading.folders.symbols import Symbol, symbols_of

Symbols = Mapping[str, Sequence[Symbol]]
LEXED = 8_000_000  # letters of a folder that are read for symbols; it takes seconds


def symbols_in(sources: Sequence[Source], check: Callable[[], None] = lambda: None) -> Symbols:
    """What each file defines, by its path; `check` may end it by raising. In a very large folder
    the files beyond LEXED letters are mapped without symbols.
    """
    found: dict[str, Sequence[Symbol]] = {}
    letters = 0
    for source in sources:
        check()
        letters += sum(map(len, source.lines))
        if letters > LEXED:
            break
        found[source.path] = symbols_of(source.path, source.lines)
    return found


def maps(sources: Sequence[Source], symbols: Symbols) -> Iterator[str]:
    """The map in falling detail: all symbols, outer ones, files alone, folders alone. Each ends
    with a line end; one that lacks something says so in its first line.
    """
    ordered = sorted(sources, key=lambda source: source.path.split("/"))
    yield "".join(_lines(ordered, symbols, depth=9))
    yield "(inner definitions are left out)\n" + "".join(_lines(ordered, symbols, depth=0))
    yield "(definitions are left out)\n" + "".join(_lines(ordered, {}, depth=0))
    yield "(only folders, with the number of their files)\n" + _folders(ordered)


def _lines(ordered: Sequence[Source], symbols: Symbols, depth: int) -> Iterator[str]:
    above: list[str] = []
    for source in ordered:
        *folders, name = source.path.split("/")
        shared = _shared(above, folders)
        for level, folder in enumerate(folders[shared:], start=shared):
            yield f"{' ' * level}{folder}/\n"
        above = folders
        defined = [s for s in symbols.get(source.path, ()) if s.depth <= depth]
        told = ", ".join(f"{symbol.name} {symbol.line}" for symbol in defined)
        yield f"{' ' * len(folders)}{name} {len(source.lines)}{': ' if told else ''}{told}\n"


def _folders(ordered: Sequence[Source]) -> str:
    def folder(source: Source) -> str:
        return source.path.rpartition("/")[0]

    named = groupby(sorted(ordered, key=folder), key=folder)
    return "".join(f"{name or '.'}/ {len(list(files))}\n" for name, files in named)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many names two paths begin with alike."""
    pairs = list(zip(one, other, strict=False))
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(pairs))
