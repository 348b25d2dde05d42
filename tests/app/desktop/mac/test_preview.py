"""Quick Look shows what it is given, goes at the second press, and leaves the chain as it was."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.face import Cannot
from app.desktop.mac.preview import Preview
from tests.fixtures.cocoa import URL, Cocoa, NSObject, Said


class Responder(NSObject):
    """NSResponder."""

    following: Any = None

    def nextResponder(self) -> Any:
        return self.following

    def setNextResponder_(self, following: Any) -> None:
        self.following = following


class PreviewPanel:
    """QLPreviewPanel: it looks for its controller in the chain of the window with the focus."""

    def __init__(self, window: Responder) -> None:
        self.window, self.visible, self.looks = window, False, True
        self.exists = False
        self.controller: Any = None
        self.source: Any = None
        self.seen: list[list[str]] = []

    def sharedPreviewPanelExists(self) -> bool:
        return self.exists

    def sharedPreviewPanel(self) -> "PreviewPanel":
        self.exists = True
        return self

    def updateController(self) -> None:
        found = self.window.nextResponder() if self.looks else None
        if found is None or self.controller is not None:
            return
        if found.acceptsPreviewPanelControl_(self):
            self.controller = found
            found.beginPreviewPanelControl_(self)

    def currentController(self) -> Any:
        return self.controller

    def setDataSource_(self, source: Any) -> None:
        self.source = source

    def makeKeyAndOrderFront_(self, sender: Any) -> None:
        self.visible = True

    def orderOut_(self, sender: Any) -> None:
        self.visible = False
        if self.controller is not None:
            self.controller.endPreviewPanelControl_(self)
            self.controller = None

    def isVisible(self) -> bool:
        return self.visible

    def reloadData(self) -> None:
        items = range(self.source.numberOfPreviewItemsInPreviewPanel_(self))
        urls = [self.source.previewPanel_previewItemAtIndex_(self, index) for index in items]
        self.seen.append([Path(url.path()).name for url in urls])


@pytest.fixture
def window() -> Responder:
    return Responder()


@pytest.fixture
def panel(cocoa: Cocoa, window: Responder) -> PreviewPanel:
    panel = PreviewPanel(window)
    application = Said(keyWindow=lambda: panel.window)
    cocoa.give("AppKit", NSResponder=Responder, NSApplication=Said(sharedApplication=application))
    cocoa.give("Foundation", NSURL=URL)
    cocoa.give("Quartz", QLPreviewPanel=panel)
    cocoa.give("objc", typedSelector=lambda signature: lambda function: function)
    return panel


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "a.png", tmp_path / "b.pdf"]
    for path in found:
        path.write_text("content")
    return found


@pytest.fixture
def preview(qtbot: QtBot, panel: PreviewPanel, tmp_path: Path) -> Iterator[Preview]:
    viewer = tmp_path / "qlmanage"
    viewer.write_text(f'#!/bin/sh\necho $$ "$@" > {tmp_path}/shown; exec sleep 60\n')
    viewer.chmod(0o755)
    preview = Preview(str(viewer))
    yield preview
    preview.close()


def test_the_same_files_again_close_it(
    preview: Preview, panel: PreviewPanel, window: Responder, files: list[Path]
):
    assert preview.show(files) is None
    assert panel.visible and panel.seen == [["a.png", "b.pdf"]]
    assert preview.show(files) is None
    assert not panel.visible and panel.source is None and window.nextResponder() is None
    assert preview.show(files) is None
    assert panel.visible


def test_other_files_take_their_place_in_the_open_panel(
    preview: Preview, panel: PreviewPanel, files: list[Path]
):
    preview.show(files)
    preview.show(files[:1])
    assert panel.visible and panel.seen[-1] == ["a.png"]
    preview.show([])
    assert not panel.visible


def test_after_the_user_closed_it_the_same_files_open_it_again(
    preview: Preview, panel: PreviewPanel, files: list[Path]
):
    preview.show(files)
    panel.orderOut_(None)
    preview.show(files)
    assert panel.visible and len(panel.seen) == 2


def test_closing_does_not_make_the_panel(preview: Preview, panel: PreviewPanel):
    preview.close()
    assert not panel.exists


def test_the_chain_of_a_window_that_was_left_is_whole_again(
    preview: Preview, panel: PreviewPanel, window: Responder, files: list[Path]
):
    preview.show(files)
    panel.orderOut_(None)
    panel.window = Responder()  # it has the focus now
    preview.show(files)
    assert window.nextResponder() is None and panel.window.nextResponder() is not None


def test_what_stood_in_the_chain_comes_after_ours_and_back(
    preview: Preview, panel: PreviewPanel, window: Responder, files: list[Path]
):
    other = Responder()
    window.setNextResponder_(other)
    preview.show(files)
    assert window.nextResponder() is not other
    assert window.nextResponder().nextResponder() is other
    preview.close()
    assert window.nextResponder() is other


def shown(folder: Path, qtbot: QtBot) -> list[str]:
    """The process and what it was called with."""
    told = folder / "shown"
    qtbot.waitUntil(lambda: told.exists() and told.read_text().endswith("\n"))
    return told.read_text().split()


def test_where_the_panel_does_not_find_us_a_process_shows_them(
    preview: Preview,
    panel: PreviewPanel,
    window: Responder,
    files: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
):
    panel.looks = False
    assert preview.show(files) is None
    assert not panel.visible and panel.seen == [] and window.nextResponder() is None
    number, *arguments = shown(tmp_path, qtbot)
    assert arguments == ["-p", *map(str, files)]
    preview.show(files)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)


def test_other_files_end_the_process_of_the_former(
    preview: Preview, panel: PreviewPanel, files: list[Path], tmp_path: Path, qtbot: QtBot
):
    panel.looks = False
    preview.show(files)
    number = shown(tmp_path, qtbot)[0]
    (tmp_path / "shown").unlink()
    preview.show(files[:1])
    assert shown(tmp_path, qtbot)[1:] == ["-p", str(files[0])]
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)


def test_without_a_window_with_the_focus_a_process_shows_them(
    preview: Preview, cocoa: Cocoa, files: list[Path], tmp_path: Path, qtbot: QtBot
):
    cocoa.give("AppKit", NSApplication=Said(sharedApplication=Said()))
    assert preview.show(files) is None
    assert shown(tmp_path, qtbot)[1] == "-p"


def test_no_panel_and_no_program(qtbot: QtBot, panel: PreviewPanel, files: list[Path]):
    panel.looks = False
    preview = Preview("/nowhere/qlmanage")
    outcome = preview.show(files)
    assert isinstance(outcome, Cannot) and outcome.reason


def test_a_file_that_is_gone_is_named(preview: Preview, panel: PreviewPanel, files: list[Path]):
    files[1].unlink()
    outcome = preview.show(files)
    assert isinstance(outcome, Cannot) and "b.pdf" in outcome.reason
    assert not panel.visible
