"""A Mac's desktop has all that the protocol asks for, and gives everything back at its end."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from app.desktop.choice import open_desktop
from app.desktop.face import Cannot, Desktop, Registered
from app.desktop.mac import hotkey
from app.desktop.macos import MacDesktop
from app.desktop.menu import Entry, StatusMenu
from tests.fixtures.cocoa import Center, Cocoa, Kind, Said

MEMBERS = [name for name in vars(Desktop) if not name.startswith("_")]


class Size:
    width, height = 128.0, 128.0


class Mac:
    """All of a Mac that the desktop takes hold of."""

    def __init__(self, cocoa: Cocoa) -> None:
        self.center, self.tile = Center(), Said(size=Size())
        self.bar = Said(statusItemWithLength_=Said(button=Said()))
        self.application = Said(dockTile=self.tile)
        self.process = Said(
            beginActivityWithOptions_reason_="activity",
            isLowPowerModeEnabled=False,
            thermalState=0,
        )
        self.keys: Any = Said(hear=(0, 1), register=(0, 2), of_system=frozenset())
        self.layout: Any = Said()
        cocoa.give("objc", typedSelector=lambda signature: lambda function: function)
        cocoa.give(
            "Foundation",
            NSNotificationCenter=Said(defaultCenter=self.center),
            NSProcessInfo=Said(processInfo=self.process),
            NSActivityUserInitiatedAllowingIdleSystemSleep=1,
            NSProcessInfoPowerStateDidChangeNotification="power",
            NSProcessInfoThermalStateDidChangeNotification="heat",
            NSProcessInfoThermalStateNominal=0,
            NSProcessInfoThermalStateFair=1,
            NSProcessInfoThermalStateSerious=2,
            NSBundle=Said(mainBundle=Said(bundleIdentifier=None)),
        )
        self._give_appkit(cocoa)

    def _give_appkit(self, cocoa: Cocoa) -> None:
        color = Said(redComponent=0.0, greenComponent=0.0, blueComponent=1.0)
        cocoa.give(
            "AppKit",
            NSApplication=Said(sharedApplication=self.application),
            NSStatusBar=Said(systemStatusBar=self.bar),
            NSSquareStatusItemLength=-2.0,
            NSImage=Kind(),
            NSImageRep=Said(imageRepWithContentsOfFile_=Said()),
            NSMenu=Kind(),
            NSMenuItem=Kind(),
            NSImageView=Kind(),
            NSProgressIndicator=Kind(),
            NSProgressIndicatorStyleBar=0,
            NSColor=Said(controlAccentColor=Said(colorUsingColorSpace_=color)),
            NSColorSpace=Said(),
            NSSystemColorsDidChangeNotification="colors",
        )


@pytest.fixture
def mac(cocoa: Cocoa, monkeypatch: pytest.MonkeyPatch) -> Mac:
    mac, original = Mac(cocoa), hotkey.Hotkey
    monkeypatch.setattr(
        hotkey, "Hotkey", lambda post: original(post, lambda: mac.keys, lambda: mac.layout)
    )
    monkeypatch.setattr("app.desktop.macos.Energy", energy_on_mains)
    return mac


def energy_on_mains(post: Any) -> Any:
    from app.desktop.mac.energy import Energy

    return Energy(post, lambda: -2.0)


@pytest.mark.parametrize("name", MEMBERS)
def test_each_member_is_called_as_the_protocol_says(name: str):
    asked, given = vars(Desktop)[name], vars(MacDesktop)[name]
    if isinstance(asked, property):
        assert isinstance(given, bool)
    else:
        assert inspect.signature(given) == inspect.signature(asked)


def test_it_has_no_members_of_its_own():
    own = {name for name in vars(MacDesktop) if not name.startswith("_")}
    assert own == set(MEMBERS)


def test_importing_it_takes_no_framework():
    script = """
import sys
from app.desktop.mac.frameworks import FRAMEWORKS
import app.desktop.macos
print(sorted(set(FRAMEWORKS) & set(sys.modules)))
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert said.stdout.strip() == "[]"


def test_it_is_chosen_on_a_mac(
    mac: Mac, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert isinstance(open_desktop(tmp_path), MacDesktop)


def test_what_was_taken_is_given_back_at_the_end(mac: Mac, qtbot: QtBot, tmp_path: Path):
    desktop, told = MacDesktop(tmp_path), list[object]()
    menu = StatusMenu((Entry("Ask", "ask"),))
    assert desktop.register_hotkey(QKeySequence("Alt+Space"), lambda: None) == Registered()
    assert desktop.show_status(menu, told.append) is None
    desktop.receive(told.append)
    desktop.watch_power(told.append)
    desktop.watch_accent(told.append)
    desktop.stay_awake("answering")
    desktop.set_badge(2)
    desktop.set_progress(0.5)
    assert told == ["#0000ff"] and len(mac.center.blocks) == 3
    mac.process.answers["isLowPowerModeEnabled"] = True
    mac.center.post("power")  # on its way
    desktop.close()
    qtbot.wait(20)
    assert told == ["#0000ff"]
    assert mac.keys.last("unregister") == 2 and mac.keys.last("end_hearing") == 1
    assert mac.bar.count("removeStatusItem_") == 1 and mac.center.blocks == {}
    assert mac.application.last("setServicesProvider_") is None
    assert mac.process.last("endActivity_") == "activity"
    assert mac.tile.last("setBadgeLabel_") is None and mac.tile.last("setContentView_") is None


def test_notifications_are_asked_of_their_own_part(mac: Mac, qtbot: QtBot, tmp_path: Path):
    desktop = MacDesktop(tmp_path)
    assert desktop.permission("notifications") == "denied"
    assert isinstance(desktop.ask_permission("notifications"), Cannot)
    assert isinstance(desktop.notify("a", "b"), Cannot)
    assert isinstance(desktop.starts_at_login(), Cannot)
