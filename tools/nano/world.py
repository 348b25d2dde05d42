"""The world that kestrel-nano reads: its words, fonts, sizes, themes and grid, as plain values.

Everything that makes a screen easy or hard to read stands here, so that the same generator serves
the narrow world of a CPU and a wide one later: widen a `World`, not the code that draws it.
"""

from dataclasses import dataclass, field
from pathlib import Path

# One line each: what one does, what there is, how it is.
_LINES = (Path(__file__).parent / "words.txt").read_text().splitlines()
ACTIONS, NOUNS, QUALITIES = (tuple(line.split()) for line in _LINES)
WORDS = ACTIONS + NOUNS + QUALITIES

PURPOSES = {
    "Print": "printing",
    "Search": "searching",
    "Export": "exporting files",
    "Import": "importing files",
    "Login": "signing in",
    "Account": "managing an account",
    "Settings": "changing settings",
    "Contact": "editing a contact",
    "Network": "connecting to a network",
    "Calendar": "planning events",
    "Backup": "backing up files",
    "Invoice": "writing an invoice",
    "Update": "installing updates",
    "Message": "writing a message",
    "Privacy": "protecting privacy",
    "Display": "adjusting the display",
}

ROLES = (
    "button",
    "checkbox",
    "radio",
    "field",
    "combobox",
    "label",
    "menuitem",
    "title",
    "link",
    "tab",
)
STATES = ("", "checked", "disabled")


Color = tuple[int, int, int]  # red, green, blue


@dataclass(frozen=True)
class Theme:
    """The colours of one look."""

    name: str
    window: Color
    base: Color
    button: Color
    text: Color
    faint: Color
    border: Color
    accent: Color


LIGHT = Theme(
    "light",
    (239, 239, 239),
    (255, 255, 255),
    (228, 228, 228),
    (16, 16, 16),
    (160, 160, 160),
    (150, 150, 150),
    (48, 110, 200),
)
DARK = Theme(
    "dark",
    (45, 45, 48),
    (30, 30, 32),
    (68, 68, 72),
    (240, 240, 240),
    (125, 125, 125),
    (110, 110, 110),
    (80, 150, 240),
)


@dataclass(frozen=True)
class Face:
    """A font: the family as Qt names it and the file that Pillow opens."""

    family: str
    file: Path


DEJAVU = Face("DejaVu Sans", Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
LIBERATION = Face(
    "Liberation Sans", Path("/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf")
)


@dataclass(frozen=True)
class World:
    """What a screen may look like; sides are multiples of 32 px so that nothing is resized."""

    sizes: tuple[tuple[int, int], ...] = ((256, 128), (256, 192), (320, 192), (384, 256))
    faces: tuple[Face, ...] = (DEJAVU, LIBERATION)
    pixel_sizes: tuple[int, ...] = (13, 15)
    themes: tuple[Theme, ...] = (LIGHT, DARK)
    words: tuple[str, ...] = WORDS
    scales: tuple[int, ...] = (1,)  # pixels a point
    grid: int = 8  # points, as are all measures below
    row_heights: tuple[int, ...] = (24,)
    pitches: tuple[int, ...] = (32,)
    tops: tuple[int, ...] = (8, 16)
    open_words: bool = False  # texts of any kind (texts.py) in place of the closed list
    familiar: float = 0.25  # share of the closed list among open texts, in training
    two_words: float = 0.25
    disabled: float = 0.1
    kinds: tuple[str, ...] = field(
        default=("form", "dialog", "menu", "toolbar", "settings", "mixed")
    )


NARROW = World()
