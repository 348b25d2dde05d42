"""The Dock's menu, number and bar: each comes and goes without the others."""

from typing import Any

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.desktop.mac.dock import Dock
from app.desktop.menu import Entry, StatusMenu
from tests.fixtures.cocoa import Cocoa, Kind, Said

BAR = 5


class Size:
    width, height = 128.0, 128.0


class Tile(Said):
    """NSDockTile."""

    def __init__(self) -> None:
        super().__init__(
            size=Size(),
            setBadgeLabel_=lambda label: setattr(self, "label", label),
            setContentView_=lambda view: setattr(self, "view", view),
        )
        self.label: str | None = None
        self.view: Any = None


@pytest.fixture
def bars() -> Kind:
    return Kind()


@pytest.fixture
def tile(cocoa: Cocoa, bars: Kind) -> Tile:
    tile = Tile()
    cocoa.give(
        "AppKit",
        NSApplication=Said(sharedApplication=Said(dockTile=tile, applicationIconImage="icon")),
        NSImageView=Kind(),
        NSProgressIndicator=bars,
        NSProgressIndicatorStyleBar=BAR,
    )
    return tile


def test_the_number_is_there_and_gone(tile: Tile):
    dock = Dock()
    dock.set_badge(3)
    assert tile.label == "3"
    dock.set_badge(0)
    assert tile.label is None


def test_the_bar_stands_over_the_icon_until_the_job_is_done(tile: Tile, bars: Kind):
    dock = Dock()
    dock.set_progress(0.25)
    (bar,) = bars.made
    assert bar.last("setDoubleValue_") == 0.25
    assert tile.view.last("setImage_") == "icon" and tile.view.last("addSubview_") is bar
    assert bar.last("setIndeterminate_") is False and bar.last("setStyle_") == BAR
    assert (bar.last("setMinValue_"), bar.last("setMaxValue_")) == (0.0, 1.0)
    dock.set_progress(2.0)
    assert bar.last("setDoubleValue_") == 1.0 and len(bars.made) == 1
    drawn = tile.count("display")
    dock.set_progress(None)
    assert tile.view is None and tile.count("display") == drawn + 1
    dock.set_progress(0.5)
    assert len(bars.made) == 2 and tile.view is not None


def test_a_step_that_nobody_would_see_is_not_drawn(tile: Tile):
    dock = Dock()
    for share in (0.5, 0.501, 0.502):
        dock.set_progress(share)
    assert tile.count("display") == 1
    dock.set_progress(0.51)
    assert tile.count("display") == 2


def test_number_and_bar_do_not_meet(tile: Tile):
    dock = Dock()
    dock.set_badge(7)
    dock.set_progress(0.5)
    assert tile.label == "7" and tile.view is not None
    dock.set_progress(None)
    assert tile.label == "7" and tile.view is None
    dock.set_progress(0.5)
    dock.set_badge(0)
    assert tile.view is not None


def test_the_menu_is_qts_own(qtbot: QtBot, tile: Tile, monkeypatch: pytest.MonkeyPatch):
    given: list[QMenu] = []
    monkeypatch.setattr(QMenu, "setAsDockMenu", lambda menu: given.append(menu), raising=False)
    chosen: list[str] = []
    dock = Dock()
    dock.set_menu(StatusMenu((Entry("Ask", "ask"),)), chosen.append)
    with qtbot.waitSignal(given[0].destroyed):
        dock.set_menu(StatusMenu((Entry("Ask", "ask"), Entry("Quit", "quit"))), chosen.append)
    given[-1].actions()[1].trigger()
    assert chosen == ["quit"] and len(given) == 2
    with qtbot.waitSignal(given[1].destroyed):
        dock.close()


def test_closed_it_leaves_the_icon_bare(tile: Tile):
    dock = Dock()
    dock.set_progress(0.5)
    dock.close()
    assert tile.view is None
    dock.close()
    assert tile.count("setContentView_") == 2
