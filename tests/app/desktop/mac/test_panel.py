"""The panel does not activate the program; where it did, another is put in front again."""

import itertools
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.mac.panel import Panels, Parting, settle
from tests.fixtures.cocoa import Cocoa, Said

PANEL = object()
BORDERLESS, NONACTIVATING = 4, 128


class Mac:
    """AppKit with one window of ours, and another application in front."""

    def __init__(self, cocoa: Cocoa, is_panel: bool = True) -> None:
        self.is_active, self.mask = False, BORDERLESS
        self.window = Said(
            isKindOfClass_=lambda kind: is_panel and kind is PANEL,
            styleMask=lambda: self.mask,
            setStyleMask_=self._set_mask,
        )
        self.application = Said(isActive=lambda: self.is_active)
        self.former = Said(isTerminated=False)
        self.own = object()
        cocoa.give("objc", objc_object=lambda c_void_p: Said(window=self.window))
        cocoa.give(
            "AppKit",
            NSPanel=PANEL,
            NSWindowStyleMaskNonactivatingPanel=NONACTIVATING,
            NSStatusWindowLevel=25,
            NSWindowCollectionBehaviorCanJoinAllSpaces=1,
            NSWindowCollectionBehaviorFullScreenAuxiliary=256,
            NSApplication=Said(sharedApplication=self.application),
            NSWorkspace=Said(sharedWorkspace=Said(frontmostApplication=self.former)),
            NSRunningApplication=Said(currentApplication=self.own),
        )

    def _set_mask(self, mask: int) -> None:
        self.mask = mask


@pytest.fixture
def mac(cocoa: Cocoa) -> Mac:
    return Mac(cocoa)


class Window(QWidget):
    """Counts how often it is shown."""

    shown = 0

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        self.shown += 1


@pytest.fixture
def panel(qtbot: QtBot, mac: Mac) -> Window:
    widget = Window()
    qtbot.addWidget(widget)
    widget.panels = Panels()  # type: ignore[attr-defined]  # as long as the widget
    widget.panels.float(widget)  # type: ignore[attr-defined]
    return widget


def test_it_is_a_tool_that_stays_and_does_not_activate(panel: Window):
    assert panel.windowType() == Qt.WindowType.Tool
    assert panel.testAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
    assert panel.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    panel.show()
    assert panel.shown == 1  # it sees its own events


def test_the_mask_is_there_before_it_is_first_shown_and_again_at_each_time(panel: Window, mac: Mac):
    assert mac.mask == BORDERLESS | NONACTIVATING and not panel.isVisible()
    mac.mask = BORDERLESS  # as Qt sets it when it makes the window anew
    panel.show()
    assert mac.mask == BORDERLESS | NONACTIVATING


def test_its_level_is_set_after_what_sets_another(mac: Mac):
    assert settle(mac.window) is True
    sent = [name for name, *_ in mac.window.said]
    assert sent.index("setLevel_") > sent.index("setFloatingPanel_")
    assert mac.window.last("setLevel_") == 25
    assert mac.window.last("setFloatingPanel_") is True
    assert mac.window.last("setHidesOnDeactivate_") is False
    assert mac.window.last("setBecomesKeyOnlyIfNeeded_") is False
    assert mac.window.last("setCollectionBehavior_") == 257


def test_a_window_that_is_no_panel_is_left_as_it_is(cocoa: Cocoa):
    mac = Mac(cocoa, is_panel=False)
    assert settle(mac.window) is False
    assert mac.mask == BORDERLESS and mac.window.count("setLevel_") == 0


@pytest.mark.parametrize("known", list(itertools.product([True, False], repeat=3)))
def test_it_is_given_back_only_if_it_was_taken_from_one_that_runs(known: tuple[bool, bool, bool]):
    is_active, turned, former_runs = known
    assert Parting(*known).gives_back is (known == (True, False, True))


def shown_and_hidden(panel: Window, qtbot: QtBot, meanwhile: Any) -> None:
    panel.show()
    meanwhile()
    panel.hide()
    qtbot.wait(20)


def focus(window: QWindow | None) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusWindowChanged.emit(window)


def given_back(mac: Mac) -> bool:
    return mac.former.said.count(("activateFromApplication_options_", mac.own, 0)) == 1


def test_what_was_taken_is_given_back(panel: Window, mac: Mac, qtbot: QtBot):
    shown_and_hidden(panel, qtbot, lambda: setattr(mac, "is_active", True))
    assert mac.application.last("yieldActivationToApplication_") is mac.former
    assert given_back(mac)


def test_what_was_not_taken_is_not_given(panel: Window, mac: Mac, qtbot: QtBot):
    shown_and_hidden(panel, qtbot, lambda: None)
    assert not given_back(mac)
    mac.is_active = True  # the program was in front before
    shown_and_hidden(panel, qtbot, lambda: None)
    assert not given_back(mac)


def test_who_went_to_another_window_of_ours_stays_there(panel: Window, mac: Mac, qtbot: QtBot):
    other = QWidget()
    qtbot.addWidget(other)
    other.show()

    def turn() -> None:
        mac.is_active = True
        focus(other.windowHandle())

    shown_and_hidden(panel, qtbot, turn)
    assert not given_back(mac)


def test_a_menu_of_the_panel_is_no_other_window(panel: Window, mac: Mac, qtbot: QtBot):
    def turn() -> None:
        mac.is_active = True
        focus(panel.windowHandle())
        focus(None)

    shown_and_hidden(panel, qtbot, turn)
    assert given_back(mac)


def test_an_application_that_ended_meanwhile_is_left_alone(panel: Window, mac: Mac, qtbot: QtBot):
    def end() -> None:
        mac.is_active = True
        mac.former.answers["isTerminated"] = True

    shown_and_hidden(panel, qtbot, end)
    assert not given_back(mac)
