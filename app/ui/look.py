"""Colours of one appearance, as plain values. The measures are those of ../shared/look."""

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor

READABLE = 4.5  # the least contrast of letters, as WCAG 2 counts it
LIGHT_ENOUGH = 0.72  # an accent so light has dark letters on it


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
    knob: str  # of a slider: it stands out on every ground
    code: str
    hover: str
    accent: str  # behind letters, and for lines and signs
    link: str  # letters in the accent's colour
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
    soft="#67676c",
    faint="#838389",
    bubble="#f2f2f5",
    card="#ffffff",
    knob="#ffffff",
    code="#f6f6f8",
    hover="#e9e9ec",
    accent="#0a6cff",
    link="#0a5fe0",
    accent_soft="#e8f0ff",
    on_accent="#ffffff",
    good="#147a40",
    warn="#a05500",
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
    knob="#d6d6da",
    code="#19191b",
    hover="#323236",
    accent="#2472e8",
    link="#5aa0ff",
    accent_soft="#1d2f4b",
    on_accent="#ffffff",
    good="#4cc27d",
    warn="#e0a14a",
    bad="#ff6b62",
)


def with_accent(look: Look, accent: QColor) -> Look:
    """The same with the colour that the user chose for the system.

    Few of the system's colours can be read under white letters or as letters on any ground: it is
    made darker or lighter until it can.
    """
    page = QColor(look.page)
    share = 0.24 if look.dark else 0.1
    pairs = zip(_rgb(accent), _rgb(page), strict=True)
    soft = QColor(*(round(a * share + p * (1 - share)) for a, p in pairs)).name()
    letters = "#1d1d1f" if accent.lightnessF() > LIGHT_ENOUGH else "#ffffff"
    return replace(
        look,
        accent=_readable(accent, letters),
        link=_readable(accent, look.page, look.side, look.bubble, look.hover, soft),
        accent_soft=soft,
        on_accent=letters,
    )


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG 2 counts it: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _readable(color: QColor, *others: str) -> str:
    """The colour, moved away from the others as far as it takes."""
    away = -1 if _luminance(others[0]) > 0.5 else 1
    hue = max(color.hslHueF(), 0.0)
    saturation, lightness = color.hslSaturationF(), color.lightnessF()
    while min(contrast(color.name(), other) for other in others) < READABLE:
        lightness += away * 0.01
        if not 0 <= lightness <= 1:
            return "#ffffff" if away > 0 else "#000000"
        color = QColor.fromHslF(hue, saturation, lightness)
    return color.name()


def _luminance(color: str) -> float:
    parts = [part / 255 for part in _rgb(QColor(color))]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
