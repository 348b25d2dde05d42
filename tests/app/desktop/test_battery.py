"""A machine's own battery counts, told by the kernel's files; a mouse's does not."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.battery import Battery, on_battery
from app.desktop.face import Power


def supply(root: Path, name: str, **told: str) -> Path:
    folder = root / name
    folder.mkdir(exist_ok=True)
    for key, value in told.items():
        (folder / key).write_text(f"{value}\n")
    return folder


EMPTYING = {"type": "Battery", "status": "Discharging"}


@pytest.mark.parametrize(
    ("supplies", "wanted"),
    [
        ({}, False),  # a desktop computer
        ({"BAT0": EMPTYING, "AC": {"type": "Mains", "online": "0"}}, True),
        ({"BAT0": EMPTYING, "AC": {"type": "Mains", "online": "1"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Full"}}, False),
        ({"hidpp": EMPTYING | {"scope": "Device"}}, False),
    ],
)
def test_what_counts_as_running_on_the_battery(
    tmp_path: Path, supplies: dict[str, dict[str, str]], wanted: bool
):
    for name, told in supplies.items():
        supply(tmp_path, name, **told)
    assert on_battery(tmp_path) is wanted
    assert on_battery(tmp_path / "missing") is False


def test_a_change_is_told_once_and_not_after_the_end(qtbot: QtBot, tmp_path: Path):
    main = supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "BAT0", **EMPTYING)
    battery, told = Battery(tmp_path), list[Power]()
    battery.watch(told.append)
    battery.look()
    (main / "online").write_text("0")
    battery.look()
    battery.look()
    assert told == [Power(on_battery=True)] and told[0].is_scarce
    battery.stop()
    (main / "online").write_text("1")
    battery.look()
    assert len(told) == 1
