"""Line icons, drawn from SVG paths in a 16-unit square, in any colour of the look."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import theme

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="{color}" '
_STROKE = 'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round">'
PATHS = {
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "capture": '<path d="M1.5 5V3A1.5 1.5 0 0 1 3 1.5h2M11 1.5h2A1.5 1.5 0 0 1 14.5 3v2'
    'M14.5 11v2a1.5 1.5 0 0 1-1.5 1.5h-2M5 14.5H3A1.5 1.5 0 0 1 1.5 13v-2"/>'
    '<circle cx="8" cy="8" r="2"/>',
    "send": '<path d="M8 13V3M3.5 7.5 8 3l4.5 4.5"/>',
    "stop": '<rect x="4.5" y="4.5" width="7" height="7" rx="1.2" fill="{color}"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "new": '<path d="M13.5 8.5V12A1.5 1.5 0 0 1 12 13.5H4A1.5 1.5 0 0 1 2.5 12V4'
    'A1.5 1.5 0 0 1 4 2.5h3.5M7 9l.4-2L13 1.6 14.4 3 8.9 8.6z"/>',
    "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "copy": '<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/>'
    '<path d="M10.5 3.5v-.5A1.2 1.2 0 0 0 9.3 1.8H3A1.2 1.2 0 0 0 1.8 3v6.3'
    'A1.2 1.2 0 0 0 3 10.5h.5"/>',
    "check": '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
    "chevron-right": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "chevron-left": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "chevron-down": '<path d="M3.5 6 8 10.5 12.5 6"/>',
    "pin": '<path d="M10 1.8 14.2 6l-2.7.9-2.8 2.8-.3 3L3.3 7.6l3-.3 2.8-2.8zM5.5 10.5 2 14"/>',
    "folder": '<path d="M1.8 4.5A1.2 1.2 0 0 1 3 3.3h3l1.5 1.7H13a1.2 1.2 0 0 1 1.2 1.2'
    'v5.5A1.2 1.2 0 0 1 13 12.9H3a1.2 1.2 0 0 1-1.2-1.2z"/>',
    "trash": '<path d="M2.5 4.2h11M6 4V2.5h4V4M4 4.2l.6 9.3h6.8L12 4.2M6.7 7v3.8M9.3 7v3.8"/>',
    "retry": '<path d="M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 1.8V5h-3.2"/>',
    "branch": '<circle cx="4.5" cy="3.5" r="1.7"/><circle cx="4.5" cy="12.5" r="1.7"/>'
    '<circle cx="11.5" cy="5.5" r="1.7"/><path d="M4.5 5.2v5.6M11.5 7.2c0 2.3-7 1.3-7 3.6"/>',
    "edit": '<path d="M10.8 2.5 13.5 5.2 5.5 13.2l-3.2.5.5-3.2z"/>',
    "more": '<circle cx="3.5" cy="8" r=".8" fill="{color}"/><circle cx="8" cy="8" r=".8" '
    'fill="{color}"/><circle cx="12.5" cy="8" r=".8" fill="{color}"/>',
    "film": '<rect x="1.8" y="3" width="12.4" height="10" rx="1.5"/>'
    '<path d="M5 3v10M11 3v10M1.8 8h12.4"/>',
    "document": '<path d="M4 1.8h5.5L13 5.3v8.9H4zM9.3 1.8v3.7H13"/>',
    "image": '<rect x="1.8" y="2.5" width="12.4" height="11" rx="1.5"/>'
    '<circle cx="5.5" cy="6" r="1.2"/><path d="m2.5 12 3.8-3.8 2.5 2.3L11.5 8l2.5 2.5"/>',
    "warning": '<path d="M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.7v.1"/>',
    "zoom-in": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5M7 5v4M5 7h4"/>',
    "save": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "sidebar": '<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.8"/><path d="M6 2.8v10.4"/>',
    "down": '<path d="M8 3v10M3.5 8.5 8 13l4.5-4.5"/>',
    "lock": '<rect x="3.5" y="7" width="9" height="6.5" rx="1.3"/>'
    '<path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "shield": '<path d="M8 1.8 13.2 3.6v4c0 3.2-2.2 5.4-5.2 6.6-3-1.2-5.2-3.4-5.2-6.6v-4z"/>'
    '<path d="m5.7 7.8 1.7 1.7 3-3.2"/>',
    "settings": '<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6"/><circle cx="10" cy="4.5" r="1.8"/>'
    '<circle cx="6" cy="11.5" r="1.8"/>',
    "external": '<path d="M7 3H3.5v9.5H13V9M9.5 2.5h4v4M13.2 2.8 7.5 8.5"/>',
    "minus": '<path d="M3 8h10"/>',
    "fit": '<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10"/>',
    "actual": '<path d="M3 6l1.8-1.3V11.3M10.7 6l1.8-1.3V11.3M8 6.4v.1M8 9.6v.1"/>',
    "speech": '<path d="M3.5 2.5h9A1.7 1.7 0 0 1 14.2 4.2v5a1.7 1.7 0 0 1-1.7 1.7H8l-3.5 2.9v-2.9'
    'h-1A1.7 1.7 0 0 1 1.8 9.2v-5A1.7 1.7 0 0 1 3.5 2.5z"/>',
    "chip": '<rect x="4" y="4" width="8" height="8" rx="1.3"/><rect x="6.6" y="6.6" width="2.8" '
    'height="2.8" rx=".4"/><path d="M6 1.8V4M10 1.8V4M6 12v2.2M10 12v2.2M1.8 6H4M1.8 10H4M12 6h2.2'
    'M12 10h2.2"/>',
    "drawer": '<path d="M1.8 9.5 4 3.2h8l2.2 6.3v2.8a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1zM1.8 9.5h12.4'
    'M11.5 11.4v.1"/>',
}


def pixmap(name: str, color: str, points: float, ratio: float, width: float = 1.5) -> QPixmap:
    """An icon at a size in points for a screen of `ratio` pixels a point."""
    svg = (_HEAD + _STROKE).format(color=color, width=width)
    body = PATHS[name].replace("{color}", color)
    drawn = QPixmap(QSize(round(points * ratio), round(points * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(f"{svg}{body}</svg>".encode()))
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, points: float = 16, color: str = "") -> QIcon:
    """An icon in the look's second colour, or in one given; faint where it is disabled."""
    look = theme().look
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, color or look.soft, points, ratio))
        made.addPixmap(pixmap(name, look.faint, points, ratio), QIcon.Mode.Disabled)
    return made
