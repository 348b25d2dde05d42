"""The program that freeze.sh made, in a world without Python: KESTREL_FROZEN names its folder."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = os.environ.get("KESTREL_FROZEN", "")
LIMIT_S = 120
Done = subprocess.CompletedProcess[bytes]
Frozen = Callable[..., Done]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        if not FOLDER:
            item.add_marker(pytest.mark.skip(reason="`make freeze` makes and tests the program"))


@pytest.fixture
def program() -> Path:
    found = (ROOT / FOLDER / "kestrel").resolve()
    assert found.exists(), f"{found} is missing"
    return found


@pytest.fixture
def world(tmp_path: Path) -> dict[str, str]:
    """What a program that is started from a desktop finds; a home whose name is no ASCII."""
    home = tmp_path / "Anna Müller"
    home.mkdir()
    return {
        "HOME": str(home),
        "KESTREL_HOME": str(home / "Kestrel söll"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(tmp_path / "poisoned"),
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def frozen(program: Path, world: dict[str, str]) -> Frozen:
    """frozen("find", "shot.png", "Save"), started in the root folder without a PATH."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Done:
        command = [str(program), *map(str, arguments)]
        return subprocess.run(
            command, input=stdin, capture_output=True, cwd="/", env=world, timeout=LIMIT_S
        )

    return call
