"""Qt as sound as elsewhere."""

import pytest

from tests.fixtures.qt_references import assert_sound


@pytest.fixture(scope="session", autouse=True)
def sound_qt() -> None:
    assert_sound()
