"""Whether a Linux machine runs on its battery, from the kernel's own files (sysfs power_supply)."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

from app.desktop.face import Power

SUPPLIES = Path("/sys/class/power_supply")
LOOK_MS = 30_000


class Battery:
    """Looks again twice a minute once somebody watches."""

    def __init__(self, supplies: Path = SUPPLIES) -> None:
        self._supplies = supplies
        self._timer: QTimer | None = None
        self._known = Power()
        self._changed: Callable[[Power], None] | None = None

    def power(self) -> Power:
        return Power(on_battery=on_battery(self._supplies))

    def watch(self, changed: Callable[[Power], None]) -> None:
        """Tell each change; how it is now is asked with `power`."""
        self._changed, self._known = changed, self.power()
        if self._timer is None:
            self._timer = QTimer()
            self._timer.setInterval(LOOK_MS)
            self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        now = self.power()
        if self._changed is not None and now != self._known:
            self._known = now
            self._changed(now)

    def stop(self) -> None:
        self._changed = None
        if self._timer is not None:
            self._timer.stop()


def on_battery(supplies: Path) -> bool:
    """A battery that is being emptied while nothing else feeds the machine.

    That of a mouse has the scope "Device" and does not count.
    """
    found = [_read(folder) for folder in sorted(supplies.glob("*"))]
    own = [one for one in found if one.get("scope") != "Device"]
    fed = any(one.get("type") in ("Mains", "USB") and one.get("online") == "1" for one in own)
    emptied = any(
        one.get("type") == "Battery" and one.get("status") == "Discharging" for one in own
    )
    return emptied and not fed


def _read(folder: Path) -> dict[str, str]:
    """What the kernel says of one supply; one that was unplugged meanwhile says nothing."""
    told: dict[str, str] = {}
    for name in ("type", "scope", "online", "status"):
        try:
            told[name] = (folder / name).read_text().strip()
        except OSError:
            continue
    return told
