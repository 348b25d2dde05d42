"""What an answer cites, checked against the files themselves.

A citation is `path:line` or `path:from-to`, also `path#L12-L20`. That its place exists proves
nothing of what is said about it, so it stays unconfirmed until words that the answer quotes beside
it are found there; a place that does not exist, or where other words stand, contradicts it. What is
confirmed is the quotation: whether a statement follows from it, no file can tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.reading.counted import counted
from app.reading.folders.source import Source
from app.reading.verdict import Evidence, Verdict, verdict_of

_PLACE = re.compile(r"`?(?::|#L|,? lines? )(\d{1,7})(?:[-–]L?(\d{1,7}))?(?!\w)")
_PATH = re.compile(r"[^\s`\"'“”()\[\]{}<>,;:#|*]+$")
_QUOTE = re.compile(r"\"([^\"\n]{1,400})\"|“([^”\n]{1,400})”|`([^`\n]{1,400})`")
_NUMBER = re.compile(r"^\s*\d+\| ?")  # of a line as it stands in a pack
_ELLIPSIS = re.compile(r"\s*(?:…|\.{3})\s*")
LONGEST_PATH = 300  # letters of one in an answer
NEAR = 24  # letters between a citation and the words that it is quoted for
LEAST = 3  # letters of a quotation that is looked for
ENOUGH_WORDS, ENOUGH_LETTERS = 3, 12  # of a quotation in one piece: either shows where it is from
WIDEST = 20  # lines of a citation: almost any words stand somewhere in more
_WORD = re.compile(r"[^\W_]+")


class Packed(Protocol):
    """What the check needs of a pack."""

    @property
    def root(self) -> Path: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...


@dataclass(frozen=True)
class Citation:
    """Where an answer says that something stands; `start` to `end` is its place in the answer."""

    path: str
    first: int
    last: int
    quotes: tuple[str, ...]
    start: int
    end: int
    evidence: Evidence

    @property
    def verdict(self) -> Verdict:
        return verdict_of([self.evidence])

    @property
    def place(self) -> str:
        """As people write it."""
        span = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.path}:{span}"


@dataclass(frozen=True)
class Checked:
    """An answer and its citations, in their order."""

    text: str
    citations: tuple[Citation, ...]
    root: Path

    def marked(self) -> str:
        """The answer with what contradicts it written beside it."""
        return self._with(lambda each: self.text[each.start : each.end])

    def markdown(self) -> str:
        """The same, each place that exists being a link to it."""
        return self._with(self._link)

    def _with(self, show: "Show") -> str:
        pieces: list[str] = []
        place = 0
        for each in self.citations:
            pieces += [self.text[place : each.start], show(each)]
            if each.verdict == "contradicted":
                pieces.append(f" [does not hold: {each.evidence.words}]")
            place = each.end
        return "".join([*pieces, self.text[place:]])

    def _link(self, each: Citation) -> str:
        if each.first == 0:
            return self.text[each.start : each.end]
        address = (self.root / each.path).as_uri()
        label = re.sub(r"([\\\[\]*_`<>])", r"\\\1", each.place)
        return f"[{label}]({address.replace('(', '%28').replace(')', '%29')}#L{each.first})"


class Show(Protocol):
    def __call__(self, each: Citation, /) -> str: ...


def check_answer(text: str, pack: Packed) -> Checked:
    """Find every citation of an answer and hear the files about it."""
    places = list(_places(text, pack.sources))
    quotes = _quotes(text, places)
    checked = tuple(
        _citation(path, first, last, quotes[number], (start, end), pack.sources)
        for number, (path, first, last, start, end) in enumerate(places)
    )
    return Checked(text, checked, pack.root)


Place = tuple[str, int, int, int, int]  # path, first, last, start, end


def _places(text: str, sources: Mapping[str, Source]) -> Iterator[Place]:
    suffixes = {PurePosixPath(path).suffix for path in sources} - {""}
    before = 0  # where the last one ended: a column may follow a line
    for found in _PLACE.finditer(text):
        path = None
        if found.start() != before:
            path = _path_before(text[before : found.start()], sources, suffixes)
        before = found.end()
        if path is not None:
            first = int(found[1])
            last = int(found[2] or first)
            yield path, first, last, *_in_ticks(text, found.start() - len(path), found.end())


def _path_before(text: str, sources: Mapping[str, Source], suffixes: set[str]) -> str | None:
    """The path that a text ends with: a known one, which may hold blanks, else what looks so."""
    tail = text[-LONGEST_PATH:]
    for start in range(len(tail)):
        if tail[start:] in sources and _begins(tail, start):
            return tail[start:]
    word = _PATH.search(tail)
    if word is None or word[0].startswith("//"):  # an address on the net
        return None
    looks_so = PurePosixPath(word[0]).suffix in suffixes or "/" in word[0].strip("/")
    return word[0] if looks_so else None


def _begins(tail: str, start: int) -> bool:
    before = tail[:start][-1:]
    return not (before.isalnum() or before in tuple("_-./"))


def _in_ticks(text: str, start: int, end: int) -> tuple[int, int]:
    """Code shows no links, so ticks around a citation are taken as part of it."""
    ticked = text[start - 1 : start] == "`"
    if ticked and text[end : end + 1] == "`":
        return start - 1, end + 1
    return (start - 1, end) if ticked and "`" in text[start:end] else (start, end)


def _quotes(text: str, places: Sequence[Place]) -> list[list[str]]:
    """Of each citation the words quoted beside it; a quotation belongs to the nearest one."""
    belonging: list[list[str]] = [[] for _ in places]
    for found in _QUOTE.finditer(text):
        words = next(group for group in found.groups() if group is not None)
        if any(found.start() < end and start < found.end() for *_, start, end in places):
            continue  # the citation itself stands in quotation marks
        gaps = [_gap(text, found.span(), (start, end)) for *_, start, end in places]
        nearest = min(gaps, default=NEAR + 1)
        if nearest <= NEAR and len(re.sub(r"\W", "", words)) >= LEAST:
            belonging[gaps.index(nearest)].append(words)
    return belonging


def _gap(text: str, quote: tuple[int, int], place: tuple[int, int]) -> int:
    """Letters between them, NEAR + 1 where a sentence or a line ends between."""
    left, right = sorted((quote, place))
    between = text[left[1] : right[0]]
    apart = re.search(r"\n|[.;!?]\s", between)
    return NEAR + 1 if apart else len(between)


def _citation(
    path: str,
    first: int,
    last: int,
    quotes: Sequence[str],
    span: tuple[int, int],
    sources: Mapping[str, Source],
) -> Citation:
    meant = _meant(path, sources)
    if len(meant) != 1:
        verdict: Verdict = "unconfirmed" if meant else "contradicted"
        words = f"{len(meant)} files are called so" if meant else f"there is no file {path}"
        return Citation(path, 0, 0, tuple(quotes), *span, Evidence("file", verdict, words))
    source = sources[meant[0]]
    fault = _fault(source, first, last)
    if fault:
        evidence = Evidence("file", "contradicted", fault)
        return Citation(source.path, 0, 0, tuple(quotes), *span, evidence)
    heard = _heard(source, first, last, quotes)
    return Citation(source.path, first, last, tuple(quotes), *span, heard)


def _meant(path: str, sources: Mapping[str, Source]) -> list[str]:
    """The files that a path may mean: itself, or those that end with it."""
    plain = path.removeprefix("./")
    if plain in sources:
        return [plain]
    return [known for known in sources if known.endswith(f"/{plain}")]


def _fault(source: Source, first: int, last: int) -> str:
    """Why there are no such lines, "" if there are."""
    count = len(source.lines)
    if first < 1 or last < first:
        return f"{first}-{last} are no lines"
    if last > count:
        return f"{PurePosixPath(source.path).name} has {counted(count, 'line')}"
    return ""


def _heard(source: Source, first: int, last: int, quotes: Sequence[str]) -> Evidence:
    """What the file says of the words quoted from these lines."""
    if not quotes:
        return Evidence("file", "unconfirmed", "the lines are there; nothing is quoted from them")
    lines = source.lines[first - 1 : last]
    for words in quotes:
        if not _stands(words, lines):
            return Evidence("file", "contradicted", _elsewhere(words, source))
    if len(lines) > WIDEST:
        told = f"{len(lines)} lines are too many to show where the words quoted stand"
        return Evidence("file", "unconfirmed", told)
    telling = next((piece for words in quotes for piece in _pieces(words) if _tells(piece)), None)
    if telling is None:
        told = "the words quoted stand there, but they are too few to show anything"
        return Evidence("file", "unconfirmed", told)
    line = next((line for line in lines if _stands(telling, [line])), lines[0])
    return Evidence("file", "confirmed", f"the quotation stands there: {line.strip()}")


def _tells(piece: str) -> bool:
    """Whether words are enough to tell their place from others."""
    words = _WORD.findall(piece)
    return len(words) >= ENOUGH_WORDS or sum(map(len, words)) >= ENOUGH_LETTERS


def _elsewhere(words: str, source: Source) -> str:
    where = next((n for n, line in enumerate(source.lines, 1) if _stands(words, [line])), None)
    if where is not None:
        return f"the words quoted stand in line {where}"
    return "the words quoted do not stand there"


def _stands(words: str, lines: Sequence[str]) -> bool:
    """Whether words stand in lines as whole words, blanks apart; an ellipsis stands for anything
    between, and a stop or a comma at the end may be the answer's own.
    """
    text = " ".join(" ".join(lines).split())
    pieces = _pieces(words)
    if not pieces:
        return False
    ending = [*pieces[:-1], pieces[-1].rstrip(".,;:")]
    return _in_order(pieces, text) or _in_order(ending, text)


def _pieces(words: str) -> list[str]:
    """A quotation without its ellipses, and without the number of its line in a pack."""
    plain = " ".join(_NUMBER.sub("", words).split())
    return [piece for piece in _ELLIPSIS.split(plain) if piece]


def _in_order(pieces: Sequence[str], text: str) -> bool:
    place = 0
    for piece in pieces:
        found = re.compile(rf"{_edge(piece[:1], '<!')}{re.escape(piece)}{_edge(piece[-1:], '!')}")
        match = found.search(text, place)
        if match is None:
            return False
        place = match.end()
    return True


def _edge(letter: str, side: str) -> str:
    """A word ends where a quotation does: `ret` does not stand in `return`."""
    return rf"(?{side}\w)" if re.match(r"\w", letter) else ""
