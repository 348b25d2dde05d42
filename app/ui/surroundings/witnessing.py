"""What the platform itself says of a picture of a window: its accessibility tree, in pixels.

A picture knows where on the desktop it was taken. The window that stands there still, by its
bounds and its title, is asked; a window that has moved since, or closed, is no witness.
"""

from collections.abc import Sequence

from app.chat.message import ImagePart, Origin
from app.desktop.face import Cannot, Desktop, Window
from app.reading.coordinates import capture_of
from app.reading.geometry import Box, PointBox
from app.reading.witness import Witnessed

SAME = 2.0  # points by which a window's bounds may differ from what the picture says


def tree_of(desktop: Desktop, picture: ImagePart) -> Sequence[Witnessed]:
    """Everything that the window in the picture says it holds; nothing where none is known."""
    if picture.origin is None:
        return ()
    window = _window(desktop.windows().listed, picture.origin)
    tree = desktop.accessibility_tree(window) if window is not None else ()
    if isinstance(tree, Cannot):
        return ()
    capture = capture_of(picture.origin)
    return [
        Witnessed(
            node.role,
            (node.title, node.value),
            Box(capture.pixels(node.bounds.start), capture.pixels(node.bounds.end)),
        )
        for node in tree
    ]


def _window(windows: Sequence[Window], origin: Origin) -> Window | None:
    bounds = capture_of(origin).bounds
    there = [window for window in windows if _is_at(window.bounds, bounds)]
    return next((window for window in there if origin.title in (window.title, window.label)), None)


def _is_at(one: PointBox, other: PointBox) -> bool:
    return all(
        abs(ours - theirs) <= SAME
        for ours, theirs in (
            (one.start.x, other.start.x),
            (one.start.y, other.start.y),
            (one.end.x, other.end.x),
            (one.end.y, other.end.y),
        )
    )
