"""python -m tools.screens [NAME …]: all pictures, or only those named."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from app.chat.store import Store
from app.client.states import Loading, Ready, Starting, Stopped
from app.places import RESOURCES
from app.ui import preferences as prefs
from app.ui.preferences import Preferences
from app.ui.program import Program
from app.ui.single import Knock
from app.ui.window.samples import QUESTIONS, Sample
from tools.screens import chats, streaming
from tools.screens.main_window import MainWindow
from tools.screens.other_windows import OtherWindows
from tools.screens.stage import Stage

# Large enough for all windows at ratio 2.
DISPLAY = {"screens": [{"name": "display", "x": 0, "y": 0, "width": 3840, "height": 2400}]}
TARGET = Path(__file__).parents[2] / "docs" / "screens"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="k-") as folder:
        return _taken(Path(folder))


def _taken(folder: Path) -> int:
    display = folder / "display.json"
    display.write_text(json.dumps(DISPLAY))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={display}"
    os.environ["QT_SCALE_FACTOR"] = "2"
    os.environ["LC_ALL"] = "en_US.UTF-8"
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Kestrel")
    application.setCursorFlashTime(0)
    application.setQuitOnLastWindowClosed(False)
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return _refused()
    began = time.time()
    TARGET.mkdir(parents=True, exist_ok=True)
    stage = Stage(TARGET, sys.argv[1:])
    _first_run(stage, folder / "first")
    made = _fill(folder / "home")
    program = Program(folder / "home")
    program.start(Knock())
    stage.until(lambda: isinstance(program.client.state, Ready))
    OtherWindows(stage, program, made, folder).take_all()
    MainWindow(stage, program, made, folder).take_all()
    streaming.take_all(stage, program, folder)
    program.window.close()
    program.close()
    if not stage.only:
        for old in TARGET.glob("*.png"):
            if old.stat().st_mtime < began:
                old.unlink()
        stage.write_index()
    return 0


def _refused() -> int:
    """One of the chats is Chinese, and without a face for it boxes would stand in its place."""
    message = "No font here has Chinese letters. Install one: apt-get install fonts-noto-cjk"
    print(message, file=sys.stderr)
    return 1


def _fill(home: Path) -> chats.Made:
    store = Store.open(home / "chats")
    made = chats.write(store, home / "shown")
    store.close()
    prefs.save(home / "preferences.json", Preferences(status_item=False))
    return made


def _first_run(stage: Stage, home: Path) -> None:
    """The very first window, and the first question while the engine starts."""
    home.mkdir()
    prefs.save(home / "preferences.json", Preferences(status_item=False))
    program = Program(home)
    program.start(Knock())
    stage.run(0.8)
    stage.shoot("first-run", "The first start.", program.window)
    name, question = QUESTIONS[0]
    sample = Sample(RESOURCES / "samples" / f"{name}.png", question)
    program.client.stop()
    stage.until(lambda: isinstance(program.client.state, Stopped))
    program.window.welcome.tried.emit(sample)
    stage.until(lambda: isinstance(program.client.state, Starting | Loading))
    stage.until(program.desk.path)
    stage.shoot("loading", "A question waits for the engine.", program.window, settle=0.02)
    program.window.close()
    program.close()


if __name__ == "__main__":
    sys.exit(main())
