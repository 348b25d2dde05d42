"""What the machine can spare, and that it shall not slow the program down while somebody waits.

Saving power and heat are told by notifications; the power supply is looked at twice a minute, as on
Linux (IOPSGetTimeRemainingEstimate of IOKit: no estimate of the time is needed where a supply
feeds the machine).
"""

from collections.abc import Callable
from ctypes import CDLL, c_double

from PySide6.QtCore import QTimer

from app.desktop.face import Heat, Power
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.observers import Observers
from app.desktop.mac.post import Post

IOKIT = "/System/Library/Frameworks/IOKit.framework/IOKit"
UNLIMITED = -2.0  # kIOPSTimeRemainingUnlimited
LOOK_MS = 30_000


def seconds_left() -> float:
    """Until the battery is empty."""
    iokit = CDLL(IOKIT)
    iokit.IOPSGetTimeRemainingEstimate.restype = c_double
    iokit.IOPSGetTimeRemainingEstimate.argtypes = []
    return float(iokit.IOPSGetTimeRemainingEstimate())


class Energy:
    """Changes are told once each."""

    def __init__(self, post: Post, left: Callable[[], float] = seconds_left) -> None:
        self._left = left
        self._observers = Observers(post)
        self._timer: QTimer | None = None
        self._known = Power()
        self._changed: Callable[[Power], None] | None = None
        self._activity: Cocoa = None
        self._reason = ""

    def stay_awake(self, reason: str) -> None:
        """App Nap is held off; the machine may still go to sleep, as its user set it."""
        if reason == self._reason:
            return
        Foundation = load("Foundation")
        process = Foundation.NSProcessInfo.processInfo()
        former, self._activity, self._reason = self._activity, None, reason
        if reason:
            self._activity = process.beginActivityWithOptions_reason_(
                Foundation.NSActivityUserInitiatedAllowingIdleSystemSleep, reason
            )
        if former is not None:
            process.endActivity_(former)

    def power(self) -> Power:
        Foundation = load("Foundation")
        process = Foundation.NSProcessInfo.processInfo()
        return Power(
            on_battery=self._left() != UNLIMITED,
            low_power=bool(process.isLowPowerModeEnabled()),
            heat=_heat(process.thermalState()),
        )

    def watch(self, changed: Callable[[Power], None]) -> None:
        """Heat is told only after it was asked for once, which `power` does."""
        self._changed, self._known = changed, self.power()
        if self._timer is not None:
            return
        Foundation = load("Foundation")
        self._observers.hear(Foundation.NSProcessInfoPowerStateDidChangeNotification, self.look)
        self._observers.hear(Foundation.NSProcessInfoThermalStateDidChangeNotification, self.look)
        self._timer = QTimer()
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        if self._changed is None:
            return
        now = self.power()
        if now != self._known:
            self._known = now
            self._changed(now)

    def close(self) -> None:
        self.stay_awake("")
        self._observers.end()
        self._changed = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def _heat(state: int) -> Heat:
    """A grade that macOS adds one day counts as the hottest."""
    Foundation = load("Foundation")
    grades: dict[int, Heat] = {
        Foundation.NSProcessInfoThermalStateNominal: "nominal",
        Foundation.NSProcessInfoThermalStateFair: "fair",
        Foundation.NSProcessInfoThermalStateSerious: "serious",
    }
    return grades.get(state, "critical")
