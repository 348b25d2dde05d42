"""A picture's window is asked what it holds, if it stands where the picture was taken."""

from dataclasses import replace

import pytest

from app.chat.message import ImagePart, Origin
from app.desktop.face import Cannot, Element, Window, Windows
from app.reading.geometry import pixel_box, point_box
from app.ui.surroundings.witnessing import tree_of
from tests.fixtures.strange_desktop import StrangeDesktop

# On a display left of the main one, in a scaled mode of 1.714 pixels a point, with a border of 48.
ORIGIN = Origin((-1440.0, 100.0, 700.0, 350.0), (48.0, 0.0, 1200.0, 600.0), "Left", "Print")
PICTURE = ImagePart(b"", "print.png", ORIGIN)
WINDOW = Window(7, "Print", "Preview", point_box(-1440, 100, -740, 450))
SAVE = Element("AXButton", "Save", "", point_box(-1405, 135, -1370, 152.5))


class Telling(StrangeDesktop):
    def __init__(self, *windows: Window) -> None:
        super().__init__()
        self.standing = windows
        self.tree: tuple[Element, ...] | Cannot = (SAVE,)
        self.asked: list[int] = []

    def windows(self) -> Windows:
        return Windows(self.standing)

    def accessibility_tree(self, window: Window) -> tuple[Element, ...] | Cannot:
        self.asked.append(window.id)
        return self.tree


@pytest.mark.usefixtures("qapp")
def test_elements_are_in_pixels_of_the_picture():
    (node,) = tree_of(Telling(WINDOW), PICTURE)
    assert (node.role, node.texts) == ("AXButton", ("Save", ""))
    assert node.box == pixel_box(108, 60, 168, 90)


@pytest.mark.usefixtures("qapp")
def test_no_window_is_asked_that_the_picture_does_not_show():
    moved = replace(WINDOW, bounds=point_box(-1400, 100, -700, 450))
    other = replace(WINDOW, title="Save as", app="Finder")
    desktop = Telling(moved, other)
    assert not tree_of(desktop, PICTURE) and desktop.asked == []
    assert tree_of(Telling(WINDOW), replace(PICTURE, origin=None)) == ()
    behind = replace(WINDOW, id=9)
    assert tree_of(desktop := Telling(other, behind), PICTURE) and desktop.asked == [9]


@pytest.mark.usefixtures("qapp")
def test_a_window_that_says_nothing_is_no_witness():
    desktop = Telling(WINDOW)
    desktop.tree = Cannot("It is not allowed.", "Allow it.")
    assert tree_of(desktop, PICTURE) == ()
