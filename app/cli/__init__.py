"""The command line: kestrel window | ask | read | find | extract | watch | pack | chat | ...

`--engine` in the first place makes this process the engine of a window instead, and `--probe` the
one that a self-test has evaluate: both are looked at before anything else is imported, so that they
never load Qt. A frozen program without a command opens the window, and `--selftest` is the command
of that name: a Mac's application has this one executable for everything.
"""

import io
import sys

from app.preload import preload_openblas

ENGINE, PROBE = "--engine", "--probe"
RUN_THE_MODEL = (
    *("ask", "read", "find", "extract", "watch", "pack", "chat", "serve", "bench", "demo"),
    *(ENGINE, PROBE),
)


def main() -> None:
    """The program, from the arguments to the exit code."""
    try:
        if sys.argv[1:2] and sys.argv[1] in RUN_THE_MODEL and "--help" not in sys.argv:
            preload_openblas()
        if sys.argv[1:2] == [ENGINE]:
            from app.cli.serve import run_engine

            sys.exit(run_engine(sys.argv[2:]))
        if sys.argv[1:2] == [PROBE]:
            from app.selftest.probe import probe

            sys.exit(probe())
        from app.cli.program import run  # after the preload, which starts us anew
    except KeyboardInterrupt:
        sys.exit(130)

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name need not be UTF-8, and a terminal need not know every letter.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(command(sys.argv[1:], frozen=getattr(sys, "frozen", False))))


def command(arguments: list[str], *, frozen: bool) -> list[str]:
    """What is meant by them: who presses the icon of an application says nothing."""
    if arguments[:1] == ["--selftest"]:
        return ["selftest", *arguments[1:]]
    return arguments or (["window"] if frozen else [])
