"""What a window consists of, by the accessibility tree: a second witness of a picture of it.

Every question goes to the other program, which may be busy, hang, or answer with trees without end:
there is a limit for each answer, for all of them, and for how many elements are told.
"""

import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, Element, Window
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.listing import listed
from app.reading.geometry import PointBox, point_box

MOST, DEEPEST = 2000, 60  # elements; levels
ALL_S, ANSWER_S = 3.0, 0.25  # seconds for the whole tree, and for one answer
LONGEST = 2000  # letters of a value: a text field may hold a book
NEAR = 4.0  # points by which two ways of asking for the same window may differ
translate = QCoreApplication.translate


def accessibility_tree(window: Window) -> tuple[Element, ...] | Cannot:
    """Its elements from the outside in, each before what it holds."""
    if (refused := _not_trusted()) is not None:
        return refused
    process = next((one.process for one in listed() if one.window.id == window.id), None)
    if process is None:
        return Cannot(translate("Desktop", "The window is no longer there."))
    ApplicationServices = load("ApplicationServices")
    program = ApplicationServices.AXUIElementCreateApplication(process)
    ApplicationServices.AXUIElementSetMessagingTimeout(program, ANSWER_S)
    found = _window_of(program, window)
    if found is None:
        return Cannot(
            translate("Desktop", "{app} does not tell what its window consists of.").format(
                app=window.app or window.label
            )
        )
    return tuple(_walk(found))


def selected_text() -> str | Cannot:
    """Of the element that has the keyboard, in whichever program."""
    if _not_trusted() is not None:
        return Cannot(
            translate("Desktop", "Kestrel may not read what is selected in other programs."),
            translate(
                "Desktop",
                "Choose “Ask Kestrel about this” in the program's Services menu: it needs no "
                "permission.",
            ),
        )
    ApplicationServices = load("ApplicationServices")
    system = ApplicationServices.AXUIElementCreateSystemWide()
    ApplicationServices.AXUIElementSetMessagingTimeout(system, ANSWER_S)
    focused = _ask(system, "AXFocusedUIElement")
    return "" if focused is None else _words(_ask(focused, "AXSelectedText"))


def _not_trusted() -> Cannot | None:
    ApplicationServices = load("ApplicationServices")
    if ApplicationServices.AXIsProcessTrusted():
        return None
    return Cannot(
        translate("Desktop", "Kestrel may not read the elements of other programs."),
        translate("Desktop", "Allow accessibility in Kestrel's settings, Permissions."),
    )


def _window_of(program: Cocoa, window: Window) -> Cocoa | None:
    """Accessibility knows no window numbers: it is found by its place, and then by its title."""
    there = [(one, _bounds(one)) for one in _ask(program, "AXWindows") or ()]
    near = [one for one, box in there if box is not None and _is_near(box, window.bounds)]
    titled = [one for one in near if _words(_ask(one, "AXTitle")) == window.title]
    return next(iter(titled or near), None)


def _is_near(one: PointBox, other: PointBox) -> bool:
    pairs = zip(_corners(one), _corners(other), strict=True)
    return all(abs(a - b) <= NEAR for a, b in pairs)


def _corners(box: PointBox) -> tuple[float, ...]:
    return box.start.x, box.start.y, box.end.x, box.end.y


def _walk(root: Cocoa) -> Iterator[Element]:
    """Depth first, in the order told. An element that is its own descendant ends at the limits."""
    ends, count = time.monotonic() + ALL_S, 0
    waiting = [(root, 0)]
    while waiting and count < MOST and time.monotonic() < ends:
        node, depth = waiting.pop()
        element = _element(node)
        count += 1
        if element is not None:
            yield element
        if depth < DEEPEST:
            children = list(_ask(node, "AXChildren") or ())
            waiting += [(child, depth + 1) for child in reversed(children)]


def _element(node: Cocoa) -> Element | None:
    """None for what has no place, such as a menu that is closed."""
    box = _bounds(node)
    if box is None or box.width <= 0 or box.height <= 0:
        return None
    role = _words(_ask(node, "AXSubrole")) or _words(_ask(node, "AXRole"))
    title = _words(_ask(node, "AXTitle")) or _words(_ask(node, "AXDescription"))
    return Element(role, title, _words(_ask(node, "AXValue")), box)


def _bounds(node: Cocoa) -> PointBox | None:
    """Both values are packed; accessibility counts as the window server does, y down."""
    ApplicationServices = load("ApplicationServices")
    place, size = _ask(node, "AXPosition"), _ask(node, "AXSize")
    if place is None or size is None:
        return None
    has_place, point = ApplicationServices.AXValueGetValue(
        place, ApplicationServices.kAXValueCGPointType, None
    )
    has_size, extent = ApplicationServices.AXValueGetValue(
        size, ApplicationServices.kAXValueCGSizeType, None
    )
    if not (has_place and has_size):
        return None
    return point_box(point.x, point.y, point.x + extent.width, point.y + extent.height)


def _ask(node: Cocoa, attribute: str) -> Cocoa | None:
    """None where it has none, or does not answer in time."""
    ApplicationServices = load("ApplicationServices")
    error, value = ApplicationServices.AXUIElementCopyAttributeValue(node, attribute, None)
    return value if error == ApplicationServices.kAXErrorSuccess else None


def _words(value: object) -> str:
    """As a person would say it; an object without words says nothing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str | int | float):
        return str(value)[:LONGEST]
    return ""
