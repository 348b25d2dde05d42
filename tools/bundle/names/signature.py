"""How many arguments a method has by its type encoding, such as b"v@:@q".

The encodings are those of Apple's Objective-C Runtime Programming Guide: the result, the object,
the selector, then an argument each.
"""

QUALIFIERS = "rnNoORV^"
PAIRS = {"{": "}", "(": ")", "[": "]"}


def arguments(encoding: str) -> int:
    return len(types(encoding)) - 3


def types(encoding: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(encoding):
        start = at
        while encoding[at] in QUALIFIERS:
            at += 1
        at = _end(encoding, at)
        found.append(encoding[start:at])
    return found


def _end(encoding: str, at: int) -> int:
    """After one type: a block is `@?`, a structure goes to its closing bracket."""
    if encoding[at] not in PAIRS:
        return at + (2 if encoding[at : at + 2] == "@?" else 1)
    depth = 0
    for place in range(at, len(encoding)):
        depth += (encoding[place] in PAIRS) - (encoding[place] in PAIRS.values())
        if depth == 0:
            return place + 1
    raise ValueError(f"{encoding}: a bracket is not closed")
