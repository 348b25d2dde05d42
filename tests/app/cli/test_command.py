"""What the arguments of the one executable mean."""

import pytest

from app.cli import command


@pytest.mark.parametrize(
    ("arguments", "frozen", "meant"),
    [
        ([], True, ["window"]),
        ([], False, []),
        (["--selftest", "--json"], True, ["selftest", "--json"]),
        (["--selftest"], False, ["selftest"]),
        (["ask", "--selftest"], True, ["ask", "--selftest"]),
        (["--help"], True, ["--help"]),
    ],
)
def test_an_icon_that_is_pressed_opens_the_window(
    arguments: list[str], frozen: bool, meant: list[str]
):
    assert command(arguments, frozen=frozen) == meant
