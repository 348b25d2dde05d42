"""Whether an answer goes in circles.

Small models of the family are known to give one caption for a whole minute of film, and to fall
into loops. A text repeats itself where a run of words comes again and again, a list of events where
the same sentence stands for several of them.
"""

import re
from collections import Counter
from collections.abc import Sequence

RUN = 6  # words that make a run
TURNS = 3  # so often a run or a sentence comes before it is called a repetition
SHARE = 0.5  # of a text's words that repeated runs cover
_WORD = re.compile(r"\w+")


def goes_in_circles(text: str) -> bool:
    """Whether most of a text are runs of words that come at least three times."""
    words = _words(text)
    runs = [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    counts = Counter(runs)
    covered: set[int] = set()
    for at, run in enumerate(runs):
        if counts[run] >= TURNS:
            covered.update(range(at, at + RUN))
    return len(covered) > SHARE * len(words) if words else False


def repeated(sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that stand for at least three events, or for both of two."""
    normal = [" ".join(_words(sentence)) for sentence in sentences]
    counts = Counter(sentence for sentence in normal if sentence)
    enough = min(TURNS, max(len(normal), 2))
    often = {words for words, count in counts.items() if count >= enough}
    return tuple(
        dict.fromkeys(
            sentence for sentence, words in zip(sentences, normal, strict=True) if words in often
        )
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
