"""Markdown as words alone: for names, titles and what a screen reader says."""

from collections.abc import Sequence

from app.ui.text.items import Grid, Item, plain
from app.ui.text.reading import Reading

_READ = 4  # letters of Markdown read for each letter wanted: signs take some


def plain_text(items: Sequence[Item]) -> str:
    """As it is spoken: a line a paragraph, cells parted by commas."""
    lines: list[str] = []
    for item in items:
        if isinstance(item, Grid):
            for row in (item.head, *item.rows):
                lines.append(", ".join(filter(None, map(plain, row))))
        elif item.kind not in ("code-head", "rule"):
            text = plain(item.runs)
            lines.append(f"{item.marker} {text}" if item.marker else text)
    return "\n".join(line for line in lines if line.strip())


def plain_excerpt(markdown: str, length: int) -> str:
    """The first words in one line, cut at a word; "…" says that there are more."""
    part = markdown[: length * _READ + 200]
    _, items = Reading().read(part, done=len(part) == len(markdown))
    words = " ".join(plain_text(items).split())
    if len(words) <= length and len(part) == len(markdown):
        return words
    kept = words[: length - 1]
    if len(words) >= length and " " in kept[length // 2 :]:
        kept = kept[: kept.rfind(" ")]
    return kept.rstrip(" .,;:") + "…"
