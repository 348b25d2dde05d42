"""What the arguments of the one executable mean."""

import pytest

from app.cli import RUN_THE_MODEL, command
from app.cli.program import program


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


def test_every_command_that_runs_a_model_has_the_fast_blas():
    """Without OpenBLAS they are tens of times slower on Linux, and compile kernels as they go."""
    asking = {
        name
        for name, each in program.commands.items()
        if any(parameter.name == "model" for parameter in each.params)
    }
    assert {"ask", "extract", "watch", "pack"} <= asking <= set(RUN_THE_MODEL)
