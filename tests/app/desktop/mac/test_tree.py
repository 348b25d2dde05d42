"""The elements of a window, as far as its program tells them in time."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.desktop.face import Cannot, Element, Window
from app.desktop.mac import tree
from app.reading.geometry import point_box
from tests.fixtures.cocoa import Cocoa
from tests.fixtures.screen_capture import ScreenCapture, window_info

NOTES = Window(7, "Plan", "Notes", point_box(10, 20, 110, 80))
Node = dict[str, Any]


def node(role: str, left: float, top: float, width: float, height: float, **more: Any) -> Node:
    place, size = SimpleNamespace(x=left, y=top), SimpleNamespace(width=width, height=height)
    given = {f"AX{name}": value for name, value in more.items()}
    return {"AXRole": role, "AXPosition": ("point", place), "AXSize": ("size", size), **given}


class Programs:
    """Accessibility as dictionaries; `silent` ones never answer."""

    def __init__(self, cocoa: Cocoa) -> None:
        self.trusted, self.timeouts = True, list[float]()
        self.silent: list[Node] = []
        save = node("AXButton", 20, 40, 30, 10, Title="Save", Subrole="AXDefaultButton")
        field = node("AXTextField", 20, 55, 60, 10, Description="Pages", Value="1-3")
        tick = node("AXCheckBox", 20, 70, 9, 9, Value=True)
        closed = {"AXRole": "AXMenu"}
        self.window = node(
            "AXWindow", 11, 20, 100, 60, Title="Plan", Children=[save, closed, field, tick]
        )
        other = node("AXWindow", 10, 20, 100, 60, Title="Other")
        self.program: Node = {"AXWindows": [other, self.window]}
        self.system: Node = {"AXFocusedUIElement": {"AXSelectedText": "so much"}}
        capture = ScreenCapture(cocoa, [window_info(7, 300, "Plan", (10, 20, 100, 60))])
        self.infos = capture.infos
        cocoa.give(
            "ApplicationServices",
            AXIsProcessTrusted=lambda: self.trusted,
            AXUIElementCreateApplication=self._application,
            AXUIElementCreateSystemWide=lambda: self.system,
            AXUIElementSetMessagingTimeout=lambda element, s: self.timeouts.append(s),
            AXUIElementCopyAttributeValue=self._copy,
            AXValueGetValue=lambda value, kind, _: (value[0] == kind, value[1]),
            kAXValueCGPointType="point",
            kAXValueCGSizeType="size",
            kAXErrorSuccess=0,
        )

    def _application(self, process: int) -> Node:
        assert process == 300
        return self.program

    def _copy(self, element: Node, attribute: str, _: None) -> tuple[int, Any]:
        if any(element is one for one in self.silent):
            return -25204, None  # kAXErrorCannotComplete
        return (0, element[attribute]) if attribute in element else (-25205, None)


@pytest.fixture
def programs(cocoa: Cocoa) -> Programs:
    return Programs(cocoa)


def elements(window: Window = NOTES) -> tuple[Element, ...]:
    found = tree.accessibility_tree(window)
    assert isinstance(found, tuple), found
    return found


def test_the_window_of_that_title_is_told_from_the_outside_in(programs: Programs):
    window, save, field, tick = elements()
    assert window.title == "Plan" and window.bounds == point_box(11, 20, 111, 80)
    assert save == Element("AXDefaultButton", "Save", "", point_box(20, 40, 50, 50))
    assert (field.role, field.title, field.value) == ("AXTextField", "Pages", "1-3")
    assert tick.value == "1"
    assert programs.timeouts == [tree.ANSWER_S]


def test_an_element_that_never_answers_is_left_out(programs: Programs):
    programs.silent.append(programs.window["AXChildren"][0])
    assert [one.title for one in elements()] == ["Plan", "Pages", ""]


def test_a_tree_that_holds_itself_ends(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree, "MOST", 50)
    programs.window["AXChildren"].insert(0, programs.window)
    assert len(elements()) <= 50


def test_a_tree_without_end_ends_in_time(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    clock = iter(float(second) for second in range(100))
    monkeypatch.setattr(tree.time, "monotonic", lambda: next(clock))
    programs.window["AXChildren"] = [programs.window] * 3
    assert 0 < len(elements()) <= tree.ALL_S


def test_a_long_value_is_cut(programs: Programs):
    programs.window["AXChildren"][2]["AXValue"] = "a" * 10**6
    assert len(elements()[2].value) == tree.LONGEST


@pytest.mark.parametrize("how", ["gone", "elsewhere", "mute"])
def test_a_window_that_cannot_be_found_is_said(programs: Programs, how: str):
    if how == "gone":
        programs.infos.clear()
    elif how == "elsewhere":
        programs.program["AXWindows"] = [node("AXWindow", 500, 500, 9, 9, Title="Plan")]
    else:
        programs.program = {}
    assert isinstance(tree.accessibility_tree(NOTES), Cannot)


def test_without_the_permission_the_remedy_is_told(programs: Programs):
    programs.trusted = False
    refused = tree.accessibility_tree(NOTES)
    assert isinstance(refused, Cannot) and "Permissions" in refused.remedy
    selected = tree.selected_text()
    assert isinstance(selected, Cannot) and "Services" in selected.remedy


def test_what_is_selected_in_the_program_in_front(programs: Programs):
    assert tree.selected_text() == "so much"
    programs.system = {}
    assert tree.selected_text() == ""
