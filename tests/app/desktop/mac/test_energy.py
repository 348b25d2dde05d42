"""What the machine can spare is told at each change; App Nap is held off while somebody waits."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.face import Heat, Power
from app.desktop.mac.energy import Energy, seconds_left
from app.desktop.mac.post import Post
from tests.fixtures.carbon import built
from tests.fixtures.cocoa import Center, Cocoa, Said

SAVING, HEAT = "power state", "thermal state"
MAINS, EMPTYING = -2.0, 3600.0


class Process:
    """NSProcessInfo."""

    def __init__(self) -> None:
        self.saves, self.heat = False, 0
        self.activities: list[str] = []

    def processInfo(self) -> "Process":
        return self

    def isLowPowerModeEnabled(self) -> bool:
        return self.saves

    def thermalState(self) -> int:
        return self.heat

    def beginActivityWithOptions_reason_(self, options: int, reason: str) -> Any:
        assert options == 0xEFFFFF
        self.activities.append(reason)
        return reason

    def endActivity_(self, activity: Any) -> None:
        self.activities.remove(activity)


@pytest.fixture
def center() -> Center:
    return Center()


@pytest.fixture
def process(cocoa: Cocoa, center: Center) -> Process:
    process = Process()
    cocoa.give(
        "Foundation",
        NSProcessInfo=process,
        NSNotificationCenter=Said(defaultCenter=center),
        NSActivityUserInitiatedAllowingIdleSystemSleep=0xEFFFFF,
        NSProcessInfoPowerStateDidChangeNotification=SAVING,
        NSProcessInfoThermalStateDidChangeNotification=HEAT,
        NSProcessInfoThermalStateNominal=0,
        NSProcessInfoThermalStateFair=1,
        NSProcessInfoThermalStateSerious=2,
    )
    return process


@pytest.fixture
def left() -> list[float]:
    """Seconds until the battery is empty, the last one counts."""
    return [MAINS]


@pytest.fixture
def energy(qtbot: QtBot, process: Process, left: list[float]) -> Energy:
    return Energy(Post(), lambda: left[-1])


@pytest.mark.parametrize(
    ("state", "heat"),
    [(0, "nominal"), (1, "fair"), (2, "serious"), (3, "critical"), (9, "critical")],
)
def test_heat_is_graded_as_macos_does(energy: Energy, process: Process, state: int, heat: Heat):
    process.heat = state
    assert energy.power() == Power(heat=heat)


@pytest.mark.parametrize(("seconds", "wanted"), [(MAINS, False), (EMPTYING, True), (-1.0, True)])
def test_whether_it_runs_on_its_battery(
    energy: Energy, left: list[float], seconds: float, wanted: bool
):
    """An estimate that is not made yet is one of a battery as well."""
    left.append(seconds)
    assert energy.power().on_battery is wanted


def test_iokit_is_asked_for_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.desktop.mac.energy.IOKIT", built(tmp_path))
    assert seconds_left() == 3600.5


def test_each_change_is_told_once(
    energy: Energy, process: Process, center: Center, left: list[float], qtbot: QtBot
):
    told: list[Power] = []
    energy.watch(told.append)
    process.saves = True
    center.post(SAVING)
    assert told == []  # it may be another thread
    qtbot.waitUntil(lambda: told == [Power(low_power=True)])
    center.post(SAVING)
    process.heat = 2
    center.post(HEAT)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == Power(low_power=True, heat="serious")
    left.append(EMPTYING)
    energy.look()
    assert told[2].on_battery and len(told) == 3


def test_a_second_listener_takes_the_place_of_the_first(
    energy: Energy, process: Process, center: Center, qtbot: QtBot
):
    first: list[Power] = []
    second: list[Power] = []
    energy.watch(first.append)
    energy.watch(second.append)
    process.saves = True
    center.post(SAVING)
    qtbot.waitUntil(lambda: len(second) == 1)
    assert first == [] and len(center.blocks) == 2


def test_app_nap_is_held_off_as_long_as_there_is_a_reason(energy: Energy, process: Process):
    energy.stay_awake("answering")
    energy.stay_awake("answering")
    assert process.activities == ["answering"]
    energy.stay_awake("downloading")
    assert process.activities == ["downloading"]
    energy.stay_awake("")
    energy.stay_awake("")
    assert process.activities == []


def test_closed_it_holds_nothing(energy: Energy, process: Process, center: Center, qtbot: QtBot):
    told: list[Power] = []
    energy.watch(told.append)
    energy.stay_awake("answering")
    process.saves = True
    center.post(SAVING)
    energy.close()
    energy.close()
    qtbot.wait(20)
    assert process.activities == [] and center.blocks == {} and told == []
