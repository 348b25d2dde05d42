"""Numbers of things in words."""


def counted(number: int, thing: str) -> str:
    """`1 file`, `2 files`, `1,000 files`: the plural of regular words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
