"""A part of a captured picture, with the place on the desktop that it truly shows."""

from app.chat.message import Origin
from app.desktop.face import Captured
from app.reading.geometry import Box, PointBox, pixel_box, whole_box


def cut(captured: Captured, region: PointBox, title: str = "") -> Captured | None:
    """None where the region lies outside. The edges fall on whole pixels, the origin tells where.

    A region of 100.5 points may become 173 pixels; its bounds are then those of these pixels.
    """
    geometry = captured.geometry
    wanted = Box(geometry.pixels(region.start), geometry.pixels(region.end))
    if wanted.shared(geometry.content) <= 0:
        return None
    inside = pixel_box(
        max(wanted.start.x, geometry.content.start.x),
        max(wanted.start.y, geometry.content.start.y),
        min(wanted.end.x, geometry.content.end.x),
        min(wanted.end.y, geometry.content.end.y),
    )
    x1, y1, x2, y2 = whole_box(inside, (captured.picture.width(), captured.picture.height()))
    bounds = geometry.point_box(pixel_box(x1, y1, x2, y2))
    picture = captured.picture.copy(x1, y1, x2 - x1, y2 - y1)
    origin = Origin(
        bounds=(bounds.start.x, bounds.start.y, bounds.width, bounds.height),
        content=(0.0, 0.0, float(x2 - x1), float(y2 - y1)),
        display=captured.origin.display,
        title=title or captured.origin.title,
    )
    return Captured(picture, origin)
