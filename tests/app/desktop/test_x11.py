"""A real X11 server: windows of other programs are listed, captured and in their true place."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb"),
]
OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); app.setApplicationName("Settings")
window = QWidget(); window.setWindowTitle("Sound “1”"); window.setStyleSheet("background: #00ff00")
window.setGeometry(60, 50, 300, 180); window.show()
app.processEvents(); print("shown", flush=True); app.exec()
"""
LOOK = """
import json, sys
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from app.desktop.plain import PlainDesktop
from app.ui.capture.capturer import Capturer
app = QApplication([])
own = QWidget(); own.setStyleSheet("background: #ff0000"); own.setGeometry(0, 0, 500, 500)
own.show(); app.processEvents()
desktop = PlainDesktop()
window = next(w for w in desktop.windows().listed if w.title.startswith("Sound"))
results = []
def taken(part):
    box, origin = window.bounds, part.origin
    pixel = QImage.fromData(part.source).pixelColor(
        int((box.center.x - origin.bounds[0]) * origin.content[2] / origin.bounds[2]),
        int((box.center.y - origin.bounds[1]) * origin.content[3] / origin.bounds[3]))
    desktop.capture_window(window, results.append)
    (alone,) = results
    print(json.dumps([window.title, window.app, box.start.x, box.start.y, box.width, box.height,
        pixel.name(), alone.picture.width(), alone.picture.height(), own.isVisible()]))
    app.quit()
capturer = Capturer(desktop); capturer.taken.connect(taken); capturer.failed.connect(app.exit)
capturer.take("screen"); app.exec()
"""


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of a display of our own, with another program's window on it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x700x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    number = os.read(read, 16).decode().strip()
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None and other.stdout.readline() == "shown\n"
        yield environment
    finally:
        other.kill()
        other.communicate()
        server.terminate()
        server.wait()
        os.close(read)
        os.close(write)


@pytest.mark.parametrize("factor", [1.0, 1.714, 2.0])
def test_a_window_of_another_program(display: dict[str, str], factor: float):
    environment = {**display, "QT_SCALE_FACTOR": str(factor)}
    said = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stderr
    title, program, left, top, width, height, color, wide, high, stands = json.loads(said.stdout)
    assert (title, program) == ("Sound “1”", "Settings")
    assert (left * factor, top * factor) == pytest.approx((60, 50))
    assert (width * factor, height * factor) == pytest.approx((300, 180))
    assert color == "#00ff00"  # our own window, which covered it, was away
    assert abs(wide - 300) <= 1 and abs(high - 180) <= 1
    assert stands is True
