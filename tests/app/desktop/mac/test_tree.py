"""The elements of a window, as far as its program tells them in time."""

import os
from types import SimpleNamespace
from typing import Any

import pytest

from app.desktop.face import Cannot, Element, Window
from app.desktop.mac import tree
from app.reading.geometry import point_box
from tests.fixtures.cocoa import Cocoa, Said
from tests.fixtures.screen_capture import ScreenCapture, window_info

NOTES = Window(7, "Plan", "Notes", point_box(10, 20, 110, 80))


class Node(dict[str, Any]):
    """An AXUIElement: one is the same as another if it is that one."""

    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType]
    __eq__ = object.__eq__


def node(role: str, left: float, top: float, width: float, height: float, **more: Any) -> Node:
    place, size = SimpleNamespace(x=left, y=top), SimpleNamespace(width=width, height=height)
    given = {f"AX{name}": value for name, value in more.items()}
    return Node({"AXRole": role, "AXPosition": ("point", place), "AXSize": ("size", size)} | given)


class Programs:
    """Accessibility as dictionaries; `silent` ones never answer."""

    def __init__(self, cocoa: Cocoa) -> None:
        self.trusted, self.disabled = True, False
        self.timeouts: dict[Node, float] = {}
        self.silent: list[Node] = []
        self.asked: list[Node] = []
        save = node("AXButton", 20, 40, 30, 10, Title="Save", Subrole="AXDefaultButton")
        field = node("AXTextField", 20, 55, 60, 10, Description="Pages", Value="1-3")
        tick = node("AXCheckBox", 20, 70, 9, 9, Value=True, Subrole="AXUnknown")
        closed = Node({"AXRole": "AXMenu"})
        self.window = node(
            "AXWindow", 11, 20, 100, 60, Title="Plan", Children=[save, closed, field, tick]
        )
        other = node("AXWindow", 10, 20, 100, 60, Title="Other")
        self.program = Node({"AXWindows": [other, self.window]})
        self.program["AXFocusedUIElement"] = Node({"AXSelectedText": "so much"})
        self.front: Said | None = Said(processIdentifier=300, localizedName="Notes")
        workspace = Said(frontmostApplication=lambda: self.front)
        cocoa.give("AppKit", NSWorkspace=Said(sharedWorkspace=workspace))
        capture = ScreenCapture(cocoa, [window_info(7, 300, "Plan", (10, 20, 100, 60))])
        self.infos = capture.infos
        cocoa.give(
            "ApplicationServices",
            AXIsProcessTrusted=lambda: self.trusted,
            AXUIElementCreateApplication=self._application,
            AXUIElementSetMessagingTimeout=self.timeouts.__setitem__,
            AXUIElementCopyAttributeValue=self._copy,
            AXValueGetValue=lambda value, kind, _: (value[0] == kind, value[1]),
            kAXValueCGPointType="point",
            kAXValueCGSizeType="size",
            kAXErrorSuccess=0,
            kAXErrorAPIDisabled=-25211,
            kAXErrorNoValue=-25212,
        )

    def _application(self, process: int) -> Node:
        assert process == 300
        return self.program

    def _copy(self, element: Node, attribute: str, _: None) -> tuple[int, Any]:
        assert self.timeouts[element] == tree.ANSWER_S, "otherwise it may take six seconds"
        self.asked.append(element)
        if self.disabled:
            return -25211, None
        if element in self.silent:
            return -25204, None  # kAXErrorCannotComplete
        if attribute not in element:
            return -25205, None  # kAXErrorAttributeUnsupported
        value = element[attribute]
        return (-25212, None) if value is None else (0, value)


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
    assert (tick.role, tick.value) == ("AXCheckBox", "1"), "an unknown subrole says nothing"


def test_an_element_that_never_answers_is_left_out(programs: Programs):
    silent = programs.window["AXChildren"][0]
    programs.silent.append(silent)
    assert [one.title for one in elements()] == ["Plan", "Pages", ""]
    assert programs.asked.count(silent) == 1, "each question would take its time"


def test_a_tree_that_holds_itself_tells_each_element_once(programs: Programs):
    save = programs.window["AXChildren"][0]
    save["AXChildren"] = [programs.window, save]
    programs.window["AXChildren"].append(save)
    assert [one.title for one in elements()] == ["Plan", "Save", "Pages", ""]


class Endless:
    """Children of children, each one new."""

    def __init__(self) -> None:
        self.made = 0

    def __iter__(self) -> Any:
        self.made += 1
        yield node("AXGroup", 0, 0, 9, 9, Title=str(self.made), Children=self)


@pytest.fixture
def slow(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Each answer takes all the time that it has."""
    monkeypatch.setattr(tree.time, "monotonic", lambda: len(programs.asked) * tree.ANSWER_S)
    return programs


LAST_S = 8 * tree.ANSWER_S  # one element more may have been begun


def test_a_tree_without_end_ends_in_time(slow: Programs):
    slow.window["AXChildren"] = Endless()
    assert elements() and len(slow.asked) * tree.ANSWER_S <= tree.ALL_S + LAST_S


def test_windows_that_hang_are_not_all_waited_for(slow: Programs):
    slow.silent += [Node() for _ in range(100)]
    slow.program["AXWindows"] = slow.silent
    assert isinstance(tree.accessibility_tree(NOTES), Cannot)
    assert len(slow.asked) * tree.ANSWER_S <= tree.ALL_S + LAST_S


@pytest.mark.parametrize(("limit", "told"), [("MOST", 20), ("DEEPEST", 21)])
def test_a_tree_without_end_ends_at_the_limits(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, limit: str, told: int
):
    monkeypatch.setattr(tree, limit, 20)
    programs.window["AXChildren"] = Endless()
    assert len(elements()) == told


def test_a_window_that_was_moved_is_found_where_it_is_now(programs: Programs):
    programs.infos[:] = [window_info(7, 300, "Plan", (210, 20, 100, 60))]
    moved = node("AXWindow", 210, 20, 100, 60, Title="Plan")
    programs.program["AXWindows"] = [programs.window, moved]
    assert [one.bounds for one in elements()] == [point_box(210, 20, 310, 80)]


def test_windows_at_one_place_are_told_apart_by_their_titles(programs: Programs):
    programs.infos[:] = [window_info(7, 300, None, (10, 20, 100, 60))]
    assert [one.title for one in elements()] == ["Other"], "no title is told: the first there"


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
        programs.program = Node()
    assert isinstance(tree.accessibility_tree(NOTES), Cannot)


@pytest.mark.parametrize("is_stale", [False, True])
def test_without_the_permission_the_remedy_is_told(programs: Programs, is_stale: bool):
    """Even if the system's own word is stale: then each question is refused."""
    programs.trusted = programs.disabled = is_stale
    refused = tree.accessibility_tree(NOTES)
    assert isinstance(refused, Cannot) and "Permissions" in refused.remedy


@pytest.mark.parametrize("is_stale", [False, True])
def test_without_the_permission_services_give_what_is_selected(programs: Programs, is_stale: bool):
    programs.trusted = programs.disabled = is_stale
    selected = tree.selected_text()
    assert isinstance(selected, Cannot) and "Services" in selected.remedy
    assert "may not" in selected.reason


def test_what_is_selected_in_the_program_in_front(programs: Programs):
    assert tree.selected_text() == "so much"


@pytest.mark.parametrize("where", ["no keyboard", "no selection", "nobody", "us"])
def test_nothing_is_selected(programs: Programs, where: str):
    if where == "no keyboard":
        programs.program["AXFocusedUIElement"] = None
    elif where == "no selection":
        programs.program["AXFocusedUIElement"]["AXSelectedText"] = None
    else:
        programs.front = Said(processIdentifier=os.getpid()) if where == "us" else None
    assert tree.selected_text() == ""


@pytest.mark.parametrize("how", ["knows no selection", "hangs"])
def test_a_program_that_does_not_tell_what_is_selected(programs: Programs, how: str):
    if how == "hangs":
        programs.silent.append(programs.program)
    else:
        del programs.program["AXFocusedUIElement"]["AXSelectedText"]
    selected = tree.selected_text()
    assert isinstance(selected, Cannot) and "Services" in selected.remedy
    assert selected.reason.startswith("Notes does not tell")
