"""Runs in the frozen program before all else, in place of PyInstaller's own hook for PySide6.

That hook loads QtCore to tell Qt where it lies, in every process: in the engine and on the command
line too, which do without Qt. PySide6's wheels tell Qt that themselves when they are imported; what
remains is where the plugins are.
"""

import os
import sys

os.environ["QT_PLUGIN_PATH"] = os.path.join(sys._MEIPASS, "PySide6", "Qt", "plugins")  # pyright: ignore[reportAttributeAccessIssue]
