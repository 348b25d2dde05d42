"""Text as a search sees it: without case, accents and widths of letters."""

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """`Élan` and `ＥＬＡＮ` become `elan`."""
    return text.lower().replace("\0", " ") if text.isascii() else "".join(map(_fold, text))


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """And, for each sign of it, the place in `text` that it came from."""
    pieces = [_fold(sign) for sign in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), places


@lru_cache(maxsize=8192)
def _fold(sign: str) -> str:
    if "\ud800" <= sign <= "\udfff" or sign == "\0":
        return " "  # half of a pair, which no database takes
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold())
    kept = "".join(piece for piece in plain if not unicodedata.combining(piece))
    return sign if kept.isspace() and not sign.isspace() else kept  # an accent on its own
