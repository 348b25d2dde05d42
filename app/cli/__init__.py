"""The command line: kestrel window | ask | read | find | chat | serve | models | bench | demo.

`--engine` in the first place makes this process the engine of a window instead: it is looked at
before anything else is imported, so that no engine ever loads Qt.
"""

import io
import sys

from app.preload import preload_openblas

ENGINE = "--engine"
RUN_THE_MODEL = ("ask", "read", "find", "chat", "serve", "bench", "demo", ENGINE)


def main() -> None:
    """The program, from the arguments to the exit code."""
    try:
        if sys.argv[1:2] and sys.argv[1] in RUN_THE_MODEL and "--help" not in sys.argv:
            preload_openblas()
        if sys.argv[1:2] == [ENGINE]:
            from app.cli.serve import run_engine

            sys.exit(run_engine(sys.argv[2:]))
        from app.cli.program import run  # after the preload, which starts us anew
    except KeyboardInterrupt:
        sys.exit(130)

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name need not be UTF-8, and a terminal need not know every letter.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
