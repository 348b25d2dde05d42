"""The plain desktop without a display: its own windows are what can be seen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desktop.choice import open_desktop
from app.desktop.face import Cannot, Captured, CaptureResult
from app.desktop.menu import StatusMenu
from app.desktop.plain import PlainDesktop
from app.places import RESOURCES
from app.reading.geometry import Pixels, point_box


@pytest.fixture
def desktop(qtbot: QtBot) -> PlainDesktop:
    return PlainDesktop()


@pytest.fixture
def green(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setWindowTitle("Green")
    widget.setStyleSheet("background: #00ff00")
    widget.setGeometry(40, 30, 200, 100)
    widget.show()
    return widget


def one(results: list[CaptureResult]) -> Captured:
    (result,) = results
    assert isinstance(result, Captured)
    return result


def test_a_window_is_listed_and_captured_with_its_place(desktop: PlainDesktop, green: QWidget):
    window = next(window for window in desktop.windows().listed if window.title == "Green")
    assert window.bounds == point_box(40, 30, 240, 130)
    results: list[CaptureResult] = []
    desktop.capture_window(window, results.append)
    captured = one(results)
    assert captured.origin.title == "Green"
    assert captured.origin.bounds == (40, 30, 200, 100)
    assert captured.picture.pixelColor(5, 5) == QColor("#00ff00")
    assert captured.geometry.points(Pixels(0, 0)).x == 40


def test_a_screen_shows_the_window_and_a_region_cuts_it_out(desktop: PlainDesktop, green: QWidget):
    results: list[CaptureResult] = []
    screen = desktop.screens()[0]
    assert screen.is_main
    desktop.capture_screen(screen, results.append)
    desktop.capture_region(point_box(100, 50, 150, 70), results.append)
    whole, part = results
    assert isinstance(whole, Captured) and isinstance(part, Captured)
    assert whole.picture.pixelColor(100, 60) == QColor("#00ff00")
    assert whole.picture.pixelColor(300, 200) != QColor("#00ff00")
    assert (part.picture.width(), part.picture.height()) == (50, 20)
    assert part.origin.bounds == (100, 50, 50, 20)
    assert QImage.fromData(part.png()).pixelColor(3, 3) == QColor("#00ff00")


def test_what_is_gone_is_said(desktop: PlainDesktop, green: QWidget):
    (window,) = [w for w in desktop.windows().listed if w.title == "Green"]
    green.destroy()
    results: list[CaptureResult] = []
    desktop.capture_window(window, results.append)
    desktop.capture_region(point_box(-900, -900, -800, -800), results.append)
    assert all(isinstance(result, Cannot) and "no longer" in result.reason for result in results)


def test_what_it_cannot_do_it_says_with_a_remedy(desktop: PlainDesktop):
    hotkey = desktop.register_hotkey(QKeySequence("Ctrl+Alt+K"), lambda: None)
    assert isinstance(hotkey, Cannot)
    assert "Mac" in hotkey.reason and hotkey.remedy
    assert isinstance(desktop.starts_at_login(), Cannot)
    assert isinstance(desktop.show_status(StatusMenu(()), lambda name: None), Cannot)
    assert isinstance(desktop.notify("a", "b"), Cannot)
    assert desktop.permission("capture") == "unneeded"
    picked: list[CaptureResult] = []
    desktop.capture_picked(picked.append)
    assert len(picked) == 1 and isinstance(picked[0], Cannot) and picked[0].reason
    desktop.hide_status()
    desktop.close()


def test_nothing_is_promised_on_it(desktop: PlainDesktop, tmp_path: Path):
    told: list[tuple[tuple[Path, ...], str]] = []
    desktop.receive_promises(tmp_path, lambda files, reason: told.append((files, reason)))
    assert not desktop.holds_promises()
    assert told == [((), "")]


def test_a_file_is_moved_to_the_trash_or_the_reason_told(desktop: PlainDesktop, tmp_path: Path):
    missing = desktop.trash(tmp_path / "missing.txt")
    assert isinstance(missing, Cannot) and "missing.txt" in missing.reason


def test_it_is_chosen_on_this_platform():
    assert isinstance(open_desktop(RESOURCES), PlainDesktop)


@pytest.mark.parametrize("factor", ["1", "1.714", "2"])
def test_the_factor_of_a_capture_is_measured(factor: str):
    """At another scale Qt has to be started anew."""
    script = """
import json
from PySide6.QtWidgets import QApplication, QWidget
from app.desktop.plain import PlainDesktop
from app.places import RESOURCES
from app.reading.geometry import point_box
app = QApplication([])
widget = QWidget(); widget.setStyleSheet("background: #00ff00")
widget.setGeometry(40, 30, 200, 100); widget.show()
desktop, results = PlainDesktop(), []
desktop.capture_region(point_box(40, 30, 240, 130), results.append)
(window,) = desktop.windows().listed
desktop.capture_window(window, results.append)
print(json.dumps([
    [r.picture.width(), r.picture.height(), *r.origin.bounds,
     sum(r.picture.pixelColor(x, 20).green() == 255 for x in range(r.picture.width()))]
    for r in results
]))
"""
    environment = {**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
    )
    region, window = json.loads(said.stdout)
    for wide, high, left, top, width, height, green in (region, window):
        assert abs(wide - 200 * float(factor)) <= 1 and abs(high - 100 * float(factor)) <= 1
        assert abs(left - 40) < 1 and abs(top - 30) < 1
        assert abs(width - 200) < 1 and abs(height - 100) < 1
        assert green >= wide - 2
