"""All checks, in the order in which a fault explains those after it."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app import VERSION
from app.places import RESOURCES
from app.selftest import answering, keeping, machine, parts, place
from app.selftest.check import Check, Checked, made
from app.selftest.probe import Probe

Json = dict[str, Any]  # Any: what json.dumps takes


@dataclass(frozen=True)
class Report:
    """What is printed, and attached to a report of a fault."""

    checks: tuple[Checked, ...]
    began: float  # seconds since 1970

    @property
    def passed(self) -> bool:
        return all(check.state != "failed" for check in self.checks)

    def json(self) -> Json:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.began))
        checks = [asdict(check) for check in self.checks]
        return {"kestrel": VERSION, "began": when, "passed": self.passed, "checks": checks}


def checks(home: Path) -> list[Check]:
    """Those of this platform. There must be a QApplication when they are made."""
    from app.desktop.choice import open_desktop

    desktop, probe = open_desktop(RESOURCES), Probe()
    of_a_mac = [Check("Apple's frameworks", parts.frameworks)] if sys.platform == "darwin" else []
    return [
        Check("program", machine.program),
        Check("system", machine.system),
        Check("packages", machine.packages),
        Check("memory", machine.memory),
        Check("disk", lambda: machine.disk(home)),
        Check("window's parts", parts.window_parts),
        *of_a_mac,
        Check("engine's parts", probe.parts),
        Check("MLX", probe.evaluation),
        Check("display", place.drawing),
        Check("windows of others", lambda: place.windows(desktop)),
        Check("permissions", lambda: place.permissions(desktop)),
        Check("folder of the program", lambda: keeping.writable(home)),
        Check("conversations", keeping.kept),
        Check("answer of the engine", answering.answered),
    ]


def run(home: Path, begins: Callable[[str], None], ended: Callable[[Checked], None]) -> Report:
    """Make all checks; each is told before and after it is made."""
    from PySide6.QtWidgets import QApplication

    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a server may be tested too
    application = QApplication.instance() or QApplication(sys.argv[:1])
    began = time.time()
    done: list[Checked] = []
    for checked in made(checks(home), begins):
        done.append(checked)
        ended(checked)
    assert application is not None, "it lives until here"
    return Report(tuple(done), began)
