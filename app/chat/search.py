"""Finding words in titles and turns, as they are typed.

Three signs and more are found anywhere; fewer must begin a word, but in a script without spaces.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from app.chat.conversation import ChatCard, Hit, Turn
from app.chat.database import Database
from app.chat.records import searchable
from app.chat.words import folded, folded_with_places

MOST_WORDS, LONGEST_WORD = 12, 64
PER_CHAT = 5  # so that one long chat does not hide the others
BEFORE, AFTER = 32, 120  # signs of an excerpt around what was found
_TRIGRAM = 3
_BATCH = 256


class Search:
    def __init__(self, db: Database, turn: Callable[[str], Turn]) -> None:
        self._db, self._turn = db, turn

    def find(self, words: str, cards: tuple[ChatCard, ...], limit: int) -> tuple[Hit, ...]:
        """Titles first, then turns, both the latest first. All of the words must be there."""
        wanted = [word[:LONGEST_WORD] for word in folded(words).split()[:MOST_WORDS]]
        if not wanted:
            return ()
        patterns = [_pattern(word) for word in wanted]
        hits = [
            Hit(card, "", *_excerpt(card.title, patterns))
            for card in cards
            if _has_all(folded(card.title), patterns)
        ][:limit]
        by_id = {card.id: card for card in cards}
        found: Counter[str] = Counter()
        for chat, turn in self._turns(wanted, patterns):
            if len(hits) >= limit:
                break
            if chat in by_id and found[chat] < PER_CHAT:
                found[chat] += 1
                text = searchable(self._turn(turn))
                hits.append(Hit(by_id[chat], turn, *_excerpt(text, patterns)))
        return tuple(hits)

    def _turns(
        self, wanted: list[str], patterns: list[re.Pattern[str]]
    ) -> Iterator[tuple[str, str]]:
        """Chats and turns, the latest first, read on only as far as they are asked for."""
        where, values = _condition(wanted)
        last = 1 << 62
        while True:
            rows = self._db.rows(
                f"SELECT rowid, text FROM words WHERE {where} AND rowid < ?"
                f" ORDER BY rowid DESC LIMIT {_BATCH}",
                *values,
                last,
            )
            for last, text in rows:
                if _has_all(text, patterns):
                    row = self._db.row("SELECT chat, id FROM turns WHERE seq = ?", last)
                    if row is not None:  # another process may have deleted it just now
                        yield row[0], row[1]
            if len(rows) < _BATCH:
                return


def _condition(wanted: list[str]) -> tuple[str, list[str]]:
    """What the index can tell; short words are looked for in the text itself."""
    long = [word for word in wanted if len(word) >= _TRIGRAM]
    short = [word for word in wanted if len(word) < _TRIGRAM]
    clauses = ["instr(text, ?) > 0"] * len(short)
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
