"""The status item stands once, with its menu, and is gone when it is hidden."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.face import Cannot
from app.desktop.mac.post import Post
from app.desktop.mac.status import StatusItem
from app.desktop.menu import Entry, StatusMenu
from tests.fixtures.cocoa import Cocoa, Kind, Said

MENU = StatusMenu((Entry("Ask", "ask"),), tip="Kestrel")


class Bar(Said):
    """NSStatusBar."""

    def __init__(self) -> None:
        super().__init__(statusItemWithLength_=self._add, removeStatusItem_=self._remove)
        self.items: list[Said] = []

    def _add(self, length: float) -> Said:
        assert length == -2.0
        button = Said()
        self.items.append(Said(button=button))
        return self.items[-1]

    def _remove(self, item: Said) -> None:
        self.items.remove(item)


class Images:
    """NSImage and NSImageRep of files that are there."""

    def __init__(self) -> None:
        self.kind = Kind(each={"initWithContentsOfFile_": self._image})
        self.whole: list[Said] = []

    def _image(self, path: str) -> Said | None:
        if not Path(path).exists():
            return None
        self.whole.append(Said(size=(18, 18)))
        return self.whole[-1]

    def imageRepWithContentsOfFile_(self, path: str) -> Said | None:
        return Said() if Path(path).exists() else None


@pytest.fixture
def images() -> Images:
    return Images()


@pytest.fixture
def bar(cocoa: Cocoa, images: Images) -> Bar:
    bar = Bar()
    cocoa.give(
        "AppKit",
        NSStatusBar=Said(systemStatusBar=bar),
        NSSquareStatusItemLength=-2.0,
        NSImage=images.kind,
        NSImageRep=images,
        NSMenu=Kind(),
        NSMenuItem=Kind(),
    )
    return bar


@pytest.fixture
def icon(tmp_path: Path) -> Path:
    for name in ("status.png", "status@2x.png"):
        (tmp_path / name).write_bytes(b"a picture")
    return tmp_path / "status.png"


def ignore(name: str) -> None: ...


def test_it_stands_once_with_both_sizes_of_its_picture(
    qtbot: QtBot, bar: Bar, images: Images, icon: Path
):
    status = StatusItem(icon, Post())
    assert status.show(MENU, ignore) is None
    assert status.show(StatusMenu((), tip="Busy"), ignore) is None
    (item,) = bar.items
    button: Any = item.button()
    assert item.count("setMenu_") == 2
    assert button.last("setToolTip_") == button.last("setAccessibilityLabel_") == "Busy"
    (image,) = images.whole
    assert button.last("setImage_") is image and image.last("setTemplate_") is True
    assert image.last("addRepresentation_").last("setSize_") == (18, 18)


def test_hidden_it_leaves_the_bar_and_can_come_again(qtbot: QtBot, bar: Bar, icon: Path):
    status = StatusItem(icon, Post())
    status.show(MENU, ignore)
    status.hide()
    status.hide()
    assert bar.items == []
    assert status.show(MENU, ignore) is None
    assert len(bar.items) == 1


def test_a_menu_that_is_still_open_tells_nothing_once_it_is_hidden(
    qtbot: QtBot, bar: Bar, icon: Path, cocoa: Cocoa
):
    entries = Kind(each={"representedObject": "ask"})
    cocoa.give("AppKit", NSMenuItem=entries, NSControlStateValueOn=1)
    chosen: list[str] = []
    status = StatusItem(icon, Post())
    status.show(MENU, chosen.append)
    (entry,) = entries.made
    entry.last("setTarget_").choose_(entry)
    qtbot.waitUntil(lambda: chosen == ["ask"])
    status.hide()
    entry.last("setTarget_").choose_(entry)
    qtbot.wait(20)
    assert chosen == ["ask"]


@pytest.mark.parametrize("name", ["status.png", "status@2x.png"])
def test_without_its_picture_there_is_none(qtbot: QtBot, bar: Bar, icon: Path, name: str):
    icon.with_name(name).unlink()
    outcome = StatusItem(icon, Post()).show(MENU, ignore)
    assert isinstance(outcome, Cannot) and name in outcome.reason
    assert bar.items == []
