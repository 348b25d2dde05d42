"""What a window consists of, by the accessibility tree: a second witness of a picture of it.

Every question goes to the other program, which may be busy, hang, or answer with trees without end:
there is a limit for each answer, for all of them, and for how many elements are told. A limit for
answers holds for the one object that it was set on (AXUIElementSetMessagingTimeout), not for those
that it holds.

What is selected is asked of the application in front. The element with the keyboard on the whole
system would be that of Kestrel's own panel, which does not take the activation but the keyboard
(abue-ammar/tinycast#264).
"""

import os
import time
from collections.abc import Iterable, Iterator

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
    ApplicationServices = load("ApplicationServices")
    if not ApplicationServices.AXIsProcessTrusted():
        return _not_trusted()
    now = next((one for one in listed() if one.window.id == window.id), None)
    if now is None:
        return Cannot(translate("Desktop", "The window is no longer there."))
    program = ApplicationServices.AXUIElementCreateApplication(now.process)
    error, windows = _copied(program, "AXWindows")
    if error == ApplicationServices.kAXErrorAPIDisabled:  # the system's own word was stale
        return _not_trusted()
    ends = time.monotonic() + ALL_S
    found = _window_of(windows or (), now.window, ends)
    if found is None:
        return Cannot(
            translate("Desktop", "{app} does not tell what its window consists of.").format(
                app=window.app or window.label
            )
        )
    return tuple(_walk(found, ends))


def selected_text() -> str | Cannot:
    """Of the element that has the keyboard there. Nothing where that is Kestrel: it would wait
    for an answer of its own.
    """
    AppKit, ApplicationServices = load("AppKit"), load("ApplicationServices")
    front = AppKit.NSWorkspace.sharedWorkspace().frontmostApplication()
    if front is None or front.processIdentifier() == os.getpid():
        return ""
    error, value = _selected(front.processIdentifier())
    if error == ApplicationServices.kAXErrorSuccess:
        return _words(value)
    if error == ApplicationServices.kAXErrorNoValue:
        return ""
    reason = translate("Desktop", "{app} does not tell what is selected in it.")
    if error == ApplicationServices.kAXErrorAPIDisabled:
        reason = translate("Desktop", "Kestrel may not read what is selected in other programs.")
    remedy = translate(
        "Desktop",
        "Choose “Ask Kestrel about this” in the program's Services menu: it needs no permission.",
    )
    return Cannot(reason.format(app=front.localizedName()), remedy)


def _selected(process: int) -> tuple[int, Cocoa]:
    """The system's own word may be stale: what counts in the end is how the program answers."""
    ApplicationServices = load("ApplicationServices")
    if not ApplicationServices.AXIsProcessTrusted():
        return ApplicationServices.kAXErrorAPIDisabled, None
    program = ApplicationServices.AXUIElementCreateApplication(process)
    error, focused = _copied(program, "AXFocusedUIElement")
    return (error, None) if focused is None else _copied(focused, "AXSelectedText")


def _not_trusted() -> Cannot:
    return Cannot(
        translate("Desktop", "Kestrel may not read the elements of other programs."),
        translate("Desktop", "Allow accessibility in Kestrel's settings, Permissions."),
    )


def _window_of(windows: Iterable[Cocoa], window: Window, ends: float) -> Cocoa | None:
    """Accessibility knows no window numbers: it is found by its place, and then by its title."""
    there = [(one, _bounds(one)) for one in windows if time.monotonic() < ends]
    near = [one for one, box in there if box is not None and _is_near(box, window.bounds)]
    titled = [one for one in near if _words(_ask(one, "AXTitle")) == window.title]
    return next(iter(titled or near), None)


def _is_near(one: PointBox, other: PointBox) -> bool:
    pairs = zip(_corners(one), _corners(other), strict=True)
    return all(abs(a - b) <= NEAR for a, b in pairs)


def _corners(box: PointBox) -> tuple[float, ...]:
    return box.start.x, box.start.y, box.end.x, box.end.y


def _walk(root: Cocoa, ends: float) -> Iterator[Element]:
    """Depth first, in the order told; each once, for there are trees that hold themselves.

    Every element has a role: one that tells none does not answer, and is asked no further.
    """
    waiting, seen = [(root, 0)], set[Cocoa]()
    for _ in range(MOST):
        if not waiting or time.monotonic() > ends:
            return
        node, depth = waiting.pop()
        role = "" if node in seen else _words(_ask(node, "AXRole"))
        seen.add(node)
        if not role:
            continue
        element = _element(node, role)
        if element is not None:
            yield element
        if depth < DEEPEST:
            children = list(_ask(node, "AXChildren") or ())[:MOST]
            waiting += [(child, depth + 1) for child in reversed(children)]


def _element(node: Cocoa, role: str) -> Element | None:
    """None for what has no place, such as a menu that is closed."""
    box = _bounds(node)
    if box is None or box.width <= 0 or box.height <= 0:
        return None
    kind = _words(_ask(node, "AXSubrole"))
    title = _words(_ask(node, "AXTitle")) or _words(_ask(node, "AXDescription"))
    value = _words(_ask(node, "AXValue"))
    return Element(role if kind in ("", "AXUnknown") else kind, title, value, box)


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
    error, value = _copied(node, attribute)
    return value if error == ApplicationServices.kAXErrorSuccess else None


def _copied(node: Cocoa, attribute: str) -> tuple[int, Cocoa]:
    ApplicationServices = load("ApplicationServices")
    ApplicationServices.AXUIElementSetMessagingTimeout(node, ANSWER_S)
    return ApplicationServices.AXUIElementCopyAttributeValue(node, attribute, None)


def _words(value: object) -> str:
    """As a person would say it; an object without words says nothing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str | int | float):
        return str(value)[:LONGEST]
    return ""
