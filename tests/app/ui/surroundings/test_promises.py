"""Files that are only promised are received when they are dropped, and nothing is taken twice."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.ui.program import Program
from app.ui.surroundings.promises import KEPT_S
from tests.fixtures.strange_desktop import StrangeDesktop

SAMPLE = Path(__file__).parents[4] / "resources/samples/print.png"


def drop(window: QWidget, mime: QMimeData) -> bool:
    """Whether the window took it."""
    where, copy = window.rect().center(), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, mime, left, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, mime, left, none))
    return enter.isAccepted()


def test_a_promise_is_received_into_a_folder_of_its_own(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    desktop.promising = ((SAMPLE,), "")
    mime = QMimeData()
    assert drop(program.window, mime)
    (part,) = program.window.composer.draft().parts
    assert isinstance(part, ImagePart) and isinstance(part.source, Path)
    assert part.source.name == "print.png" and part.source.parents[1] == program.home / "received"
    assert drop(program.window, QMimeData())
    first, second = program.window.composer.draft().parts
    assert first != second


def test_its_picture_of_the_file_is_not_taken_as_well(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    desktop.promising = ((SAMPLE,), "")
    mime = QMimeData()
    mime.setText("print.png")
    mime.setData("image/png", SAMPLE.read_bytes())
    assert drop(program.window, mime)
    draft = program.window.composer.draft()
    assert len(draft.parts) == 1 and draft.text == ""


def test_real_files_are_taken_as_ever(qtbot: QtBot, program: Program, desktop: StrangeDesktop):
    desktop.promising = ((), "nobody keeps it")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    assert drop(program.window, mime)
    (part,) = program.window.composer.draft().parts
    assert isinstance(part, ImagePart) and part.source == SAMPLE


def test_a_promise_that_is_broken_says_so(qtbot: QtBot, program: Program, desktop: StrangeDesktop):
    desktop.promising = ((SAMPLE,), "Photos did not deliver 1 of 2 files in time.")
    assert drop(program.window, QMimeData())
    composer = program.window.composer
    assert len(composer.draft().parts) == 1
    assert any("did not deliver" in chip.line for chip in composer.tray.chips)


def test_the_quick_panel_takes_promises_too(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    program.quick.open()
    desktop.promising = ((SAMPLE,), "")
    assert drop(program.quick.panel, QMimeData())
    (part,) = program.quick.quick.context.parts
    assert isinstance(part, ImagePart)


def test_nothing_is_taken_where_nothing_is_promised(
    qtbot: QtBot, program: Program, desktop: StrangeDesktop
):
    assert not drop(program.window, QMimeData())
    assert program.window.composer.draft().is_empty


@pytest.mark.parametrize(("age", "stays"), [(0.0, True), (KEPT_S + 60, False)])
def test_what_was_received_long_ago_is_deleted(
    program: Program, tmp_path: Path, age: float, stays: bool
):
    folder = program.home / "received" / "old"
    folder.mkdir(parents=True)
    (folder / "a.png").touch()
    then = folder.stat().st_mtime - age
    os.utime(folder, (then, then))
    program.surroundings.promises.tidy()
    assert folder.exists() is stays
