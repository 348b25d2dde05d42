"""Icons that people know by name, as SVG paths on a grid of 24."""

ICONS = {
    "close": "M5 5L19 19M19 5L5 19",
    "add": "M12 4V20M4 12H20",
    "menu": "M4 6H20M4 12H20M4 18H20",
    "search": "M10 4A6 6 0 1 0 10 16A6 6 0 1 0 10 4M15 15L21 21",
    "back": "M20 12H4M10 6L4 12L10 18",
    "forward": "M4 12H20M14 6L20 12L14 18",
    "download": "M12 3V15M7 10L12 15L17 10M4 20H20",
    "upload": "M12 16V4M7 9L12 4L17 9M4 20H20",
    "home": "M3 12L12 4L21 12M6 10V20H18V10",
    "delete": "M5 7H19M9 7V4H15V7M7 7L8 21H16L17 7",
    "play": "M7 4L19 12L7 20Z",
    "pause": "M8 4V20M16 4V20",
    "check mark": "M4 12L10 18L20 6",
    "email": "M3 6H21V18H3ZM3 6L12 13L21 6",
}


def svg(name: str, side: int) -> str:
    """An icon in the colour of the text around it, `side` CSS pixels a side."""
    return (
        f'<svg width="{side}" height="{side}" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" '
        f'stroke-linecap="round"><path d="{ICONS[name]}"/></svg>'
    )
