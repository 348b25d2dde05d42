"""Colours of one appearance, as plain values. The measures are those of ../shared/look."""

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Look:
    """Colours as #rrggbb."""

    dark: bool
    page: str  # behind a conversation
    side: str  # behind a sidebar
    line: str
    text: str
    soft: str  # second to the text
    faint: str  # hints; never the only place of a fact
    bubble: str  # behind what the user said
    card: str
    code: str
    hover: str
    accent: str
    accent_soft: str  # behind what is chosen, where text stays dark
    on_accent: str
    good: str
    warn: str
    bad: str


LIGHT = Look(
    dark=False,
    page="#ffffff",
    side="#f3f3f5",
    line="#e3e3e6",
    text="#1d1d1f",
    soft="#6e6e73",
    faint="#8e8e93",
    bubble="#f2f2f5",
    card="#ffffff",
    code="#f6f6f8",
    hover="#e9e9ec",
    accent="#0a6cff",
    accent_soft="#e8f0ff",
    on_accent="#ffffff",
    good="#1a8f4c",
    warn="#b25f00",
    bad="#c9342b",
)
DARK = Look(
    dark=True,
    page="#1e1e20",
    side="#262629",
    line="#37373b",
    text="#f2f2f4",
    soft="#a1a1a8",
    faint="#85858d",
    bubble="#2b2b2f",
    card="#262629",
    code="#19191b",
    hover="#323236",
    accent="#4a97ff",
    accent_soft="#1d2f4b",
    on_accent="#ffffff",
    good="#4cc27d",
    warn="#e0a14a",
    bad="#ff6b62",
)


def with_accent(look: Look, accent: QColor) -> Look:
    """The same with the colour that the user chose for the system."""
    page = QColor(look.page)
    share = 0.24 if look.dark else 0.1
    pairs = zip(_rgb(accent), _rgb(page), strict=True)
    soft = QColor(*(round(a * share + p * (1 - share)) for a, p in pairs))
    dark_letters = accent.lightnessF() > 0.72
    return replace(
        look,
        accent=accent.name(),
        accent_soft=soft.name(),
        on_accent="#1d1d1f" if dark_letters else "#ffffff",
    )


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
