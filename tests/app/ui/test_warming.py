"""What the first answer needs is there before it; the start goes without."""

import subprocess
import sys

SCRIPT = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from app.ui.warming import PARTS, Warming
application = QCoreApplication([])
assert not set(PARTS) & set(sys.modules)
warming = Warming(application)
warming.start()
QTimer.singleShot(10_000, application.quit)
look = QTimer(application)
look.timeout.connect(lambda: set(PARTS) <= set(sys.modules) and application.quit())
look.start(5)
application.exec()
print(set(PARTS) <= set(sys.modules))
"""


def test_all_of_it_is_imported_piece_by_piece():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr
