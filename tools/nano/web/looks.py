"""How a page looks: font, letters, colours, frames, as CSS variables from a seed.

The rules of style (style.css) are the same for every page and only name variables, so one document
holds many pages of many looks.
"""

import random
from colorsys import hls_to_rgb
from dataclasses import dataclass

Color = tuple[int, int, int]

# Family as CSS names it: share, licence of the font file.
TRAINING = {
    "DejaVu Sans": (3, "Bitstream Vera"),
    "DejaVu Serif": (1, "Bitstream Vera"),
    "DejaVu Sans Mono": (1, "Bitstream Vera"),
    "Liberation Sans": (3, "OFL-1.1"),
    "Liberation Serif": (1, "OFL-1.1"),
    "Liberation Mono": (1, "OFL-1.1"),
    "Liberation Sans Narrow": (1, "GPL-2 with font exception"),
    "Inter": (2, "OFL-1.1"),
    "Noto Sans": (2, "OFL-1.1"),
    "Lato": (2, "OFL-1.1"),
    "Roboto": (2, "Apache-2.0"),
    "Cantarell": (1, "OFL-1.1"),
}
HELD_OUT = {
    "Open Sans": (1, "Apache-2.0"),
    "Noto Serif": (1, "OFL-1.1"),
    "DejaVu Sans Condensed": (1, "Bitstream Vera"),
}
LEAST_CONTRAST = 3.0
WIDE_LETTERS = {"DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Liberation Mono", "Noto Serif"}


def fonts(split: str) -> dict[str, tuple[int, str]]:
    return HELD_OUT if split == "held-out" else TRAINING


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.1 contrast, 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [part / 255 for part in color]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def paint(rng: random.Random, light: tuple[float, float], rich: float) -> Color:
    """A colour of a lightness in a range, at most so saturated (both 0 to 1)."""
    parts = hls_to_rgb(rng.random(), rng.uniform(*light), rich * rng.random())
    return tuple(round(255 * part) for part in parts)  # pyright: ignore[reportReturnType]


def readable(rng: random.Random, grounds: tuple[Color, ...], rich: float, least: float) -> Color:
    """A colour for letters on all these grounds; black or white where chance finds none."""

    def worst(color: Color) -> float:
        return min(contrast(color, ground) for ground in grounds)

    for _ in range(12):
        color = paint(rng, (0.0, 1.0), rich)
        if worst(color) >= least:
            return color
    return max(((0, 0, 0), (255, 255, 255)), key=worst)


def shade(color: Color, by: int) -> Color:
    return tuple(max(0, min(255, part + by)) for part in color)  # pyright: ignore[reportReturnType]


def css(color: Color) -> str:
    return f"rgb({color[0]},{color[1]},{color[2]})"


@dataclass(frozen=True)
class Look:
    """One look: its variables, and what the layouts must know of it."""

    face: str
    letters: int  # CSS pixels
    advance: float  # about how many CSS pixels one letter takes
    variables: str
    button: str  # classes of buttons, options and entries
    option: str
    entry: str


def _grounds(rng: random.Random) -> tuple[str, Color, Color]:
    """Scheme, window and the base of fields and cards."""
    kind = rng.choices(("light", "dark", "any"), (45, 30, 25))[0]
    if kind == "light":
        window = paint(rng, (0.9, 1.0), 0.3)
        base = (255, 255, 255) if rng.random() < 0.6 else paint(rng, (0.94, 1.0), 0.3)
    elif kind == "dark":
        window = paint(rng, (0.03, 0.22), 0.4)
        base = shade(window, rng.choice((-12, 10, 18, 26)))
    else:
        window = paint(rng, (0.1, 0.95), 0.9)
        base = shade(window, rng.choice((-25, -12, 12, 25)))
    dark = contrast(window, (255, 255, 255)) > contrast(window, (0, 0, 0))
    return "dark" if dark else "light", window, base


def _colors(rng: random.Random) -> dict[str, str]:
    """Every colour of a look; letters are readable on whatever they stand on."""
    scheme, window, base = _grounds(rng)
    end = shade(window, rng.randint(-14, 14)) if rng.random() < 0.15 else window
    grounds = (window, base, end)
    least = rng.choice((LEAST_CONTRAST, 4.5, 7.0, 10.0))
    accent = paint(rng, (0.25, 0.6), 1.0)
    button = accent if rng.random() < 0.25 else shade(base, rng.choice((-30, -18, 14, 28)))
    low = shade(button, rng.choice((-22, -12, 0, 0, 0, 10)))
    line = shade(base, rng.choice((-70, -50, -35, 35, 60)))
    turn = rng.choice(("180deg", "90deg", "135deg"))

    def ramp(one: Color, other: Color) -> str:
        return f"linear-gradient({turn},{css(one)},{css(other)})" if one != other else css(one)

    colors = {
        "text": readable(rng, grounds, 0.3, least),
        "second": readable(rng, grounds, 0.5, LEAST_CONTRAST),
        "link": readable(rng, grounds, 1.0, LEAST_CONTRAST),
        "base": base,
        "line": line,
        "accent": accent,
        "on-accent": readable(rng, (accent,), 0.1, 4.5),
        "button-text": readable(rng, (button, low), 0.5, LEAST_CONTRAST),
        "off": readable(rng, (button, low, window), 0.1, 2.0),
        "zebra": shade(base, rng.choice((-8, 0, 8))),
    }
    return {name: css(color) for name, color in colors.items()} | {
        "scheme": scheme,
        "window": ramp(window, end),
        "button": ramp(button, low),
    }


def _measures(rng: random.Random, letters: int, dense: bool) -> dict[str, str]:
    """Lengths of a look."""
    high = 1 if dense else max(1, round(letters * rng.choice((0.1, 0.2, 0.3, 0.4))))
    shadow = rng.choice(("none", "none", "0 1px 2px", "0 2px 6px", "1px 1px 0"))
    return {
        "px": f"{letters}px",
        "line-height": f"{rng.choice((1.15, 1.2, 1.3, 1.4, 1.5)) if not dense else 1.2}",
        "weight": f"{rng.choices((400, 500, 600, 700), (75, 10, 6, 9))[0]}",
        "strong": f"{rng.choice((600, 700, 700))}",
        "slant": rng.choices(("normal", "italic"), (94, 6))[0],
        "spacing": f"{rng.choices((0, 0.3, 0.6, -0.2), (85, 7, 5, 3))[0]}px",
        "high": f"{high}px",
        "wide": f"{3 if dense else round(letters * rng.choice((0.3, 0.5, 0.7, 1.0)))}px",
        "gap": f"{rng.choice((2, 3) if dense else (4, 6, 8, 10, 12))}px",
        "edge": f"{rng.choice((1, 1, 1, 2))}px",
        "radius": f"{rng.choice((0, 0, 2, 3, 4, 6, 8, 14))}px",
        "shadow": shadow if shadow == "none" else f"{shadow} rgba(0,0,0,.3)",
        "big": f"{min(26, round(letters * rng.choice((1.0, 1.15, 1.3, 1.5))))}px",
        "place": rng.choices(("flex-start", "center", "flex-end"), (70, 15, 15))[0],
        "inset": f"{rng.choices((0, rng.randint(0, 90)), (75, 25))[0]}px",
        "align": rng.choices(("left", "center", "right"), (70, 15, 15))[0],
    }


def look(rng: random.Random, split: str, scale: int, dense: bool = False) -> Look:
    """The look of one page; letters of 11 to 18 CSS pixels, a little less if dense or at 2x."""
    known = fonts(split)
    face = rng.choices(list(known), [share for share, _ in known.values()])[0]
    letters = rng.randint(10, 12) if dense else rng.randint(*((11, 18) if scale == 1 else (10, 15)))
    values = _colors(rng) | _measures(rng, letters, dense)
    family = face.removesuffix(" Condensed")
    variables = "".join(f"--{name}:{value};" for name, value in values.items())
    stretch = "font-stretch:condensed;" if face != family else ""
    return Look(
        face,
        letters,
        letters * (0.62 if face in WIDE_LETTERS else 0.54),
        f"--face:'{family}';{stretch}{variables}",
        rng.choices(("raw", "flat", "framed", "bare"), (20, 45, 25, 10))[0],
        rng.choices(("raw", "drawn", "switch"), (55, 30, 15))[0],
        rng.choices(("raw", "flat", "under"), (25, 60, 15))[0],
    )
