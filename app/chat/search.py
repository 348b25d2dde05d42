"""Finding words in titles and turns, as they are typed.

Three signs and more are found anywhere; fewer must begin a word, but in a script without spaces.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice

from app.chat.conversation import ChatCard, Hit, Turn
from app.chat.database import Database
from app.chat.records import dumped, searchable
from app.chat.words import folded, folded_with_places

MOST_WORDS, LONGEST_WORD = 12, 64
PER_CHAT = 5  # so that one long chat does not hide the others
BEFORE, AFTER = 32, 120  # signs of an excerpt around what was found
_TRIGRAM = 3
_BATCH = 64
_NEXT = (
    "SELECT words.rowid, words.text, chats.id, turns.id FROM words"
    " JOIN turns ON turns.seq = words.rowid JOIN chats ON chats.id = turns.chat"
    " WHERE {where} AND words.rowid < ? AND chats.trashed IS NULL"
    " AND chats.id NOT IN (SELECT value FROM json_each(?))"
    f" ORDER BY words.rowid DESC LIMIT {_BATCH}"
)


class Search:
    def __init__(
        self, db: Database, card: Callable[[str], ChatCard], turn: Callable[[str], Turn]
    ) -> None:
        self._db, self._card, self._turn = db, card, turn

    def find(self, words: str, limit: int) -> tuple[Hit, ...]:
        """Titles first, then turns, both the latest first. All of the words must be there."""
        wanted = [word[:LONGEST_WORD] for word in folded(words).split()[:MOST_WORDS]]
        if not wanted:
            return ()
        patterns = [_pattern(word) for word in wanted]
        found = chain(self._titles(patterns), self._turns(wanted, patterns))
        return tuple(islice(found, limit))

    def _titles(self, patterns: list[re.Pattern[str]]) -> Iterator[Hit]:
        rows = self._db.rows(
            "SELECT id, title FROM chats WHERE trashed IS NULL ORDER BY changed DESC"
        )
        for chat, title in rows:
            if _has_all(folded(title), patterns):
                yield Hit(self._card(chat), "", *_excerpt(title, patterns))

    def _turns(self, wanted: list[str], patterns: list[re.Pattern[str]]) -> Iterator[Hit]:
        """Read on only as far as they are asked for."""
        where, values = _condition(wanted)
        found: Counter[str] = Counter()
        last = 1 << 62
        while True:
            full = dumped([chat for chat, count in found.items() if count >= PER_CHAT])
            rows = self._db.rows(_NEXT.format(where=where), *values, last, full)
            for _, text, chat, turn in rows:
                if found[chat] < PER_CHAT and _has_all(text, patterns):
                    found[chat] += 1
                    said = searchable(self._turn(turn))
                    yield Hit(self._card(chat), turn, *_excerpt(said, patterns))
            if len(rows) < _BATCH:
                return
            last = rows[-1][0]


def _condition(wanted: list[str]) -> tuple[str, list[str]]:
    """What the index can tell; short words are looked for in the text itself."""
    long = [word for word in wanted if len(word) >= _TRIGRAM]
    short = [word for word in wanted if len(word) < _TRIGRAM]
    clauses = ["instr(words.text, ?) > 0"] * len(short)
    values = [*short]
    if long:
        clauses.insert(0, "words MATCH ?")
        quoted = ['"' + word.replace('"', '""') + '"' for word in long]
        values.insert(0, " AND ".join(quoted))
    return " AND ".join(clauses), values


def _pattern(word: str) -> re.Pattern[str]:
    begins = len(word) < _TRIGRAM and word[0].isalnum() and not _without_spaces(word[0])
    return re.compile((r"(?<![^\W_])" if begins else "") + re.escape(word))


def _without_spaces(sign: str) -> bool:
    """Whether its script sets no spaces between words: Chinese, Japanese, Thai and their like."""
    return "\u0e00" <= sign <= "\u0eff" or "\u1000" <= sign <= "\u11ff" or sign >= "\u2e80"


def _has_all(text: str, patterns: list[re.Pattern[str]]) -> bool:
    return all(pattern.search(text) for pattern in patterns)


def _excerpt(text: str, patterns: list[re.Pattern[str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line around the first word found, and where in it the words stand."""
    plain, places = folded_with_places(text)
    found = patterns[0].search(plain)
    first = places[found.start()] if found and found.start() < len(places) else 0
    start = 0 if first <= BEFORE else _word_start(text, first - BEFORE, first)
    line = " ".join(text[start : first + AFTER].split())
    if start:
        line = "…" + line
    if first + AFTER < len(text):
        line += "…"
    return line, _spans(line, patterns)


def _word_start(text: str, earliest: int, latest: int) -> int:
    """After the first space there is: an excerpt begins with a whole word."""
    for place in range(earliest, latest):
        if text[place].isspace():
            return place + 1
    return earliest


def _spans(line: str, patterns: list[re.Pattern[str]]) -> tuple[tuple[int, int], ...]:
    """In order, those that touch or overlap as one."""
    plain, places = folded_with_places(line)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1)
        for pattern in patterns
        for match in pattern.finditer(plain)
    )
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return tuple(spans)
