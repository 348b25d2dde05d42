"""What holds for every test."""

import os
import sys

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    # Qt aborts the whole run where it finds no display.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
