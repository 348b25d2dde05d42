"""A server as a child process: started, waited for, and ended with all its own children.

It gets a process group of its own, so that Ctrl-C reaches the bench alone and nothing survives it.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_server
from time import monotonic, sleep

ROOT = Path(__file__).parents[3]
START_WITHIN = 180.0  # seconds
END_WITHIN = 15.0
LOOK_EVERY = 0.1


class NotStarted(Exception):
    """A server did not come up; the message is the reason it gave."""


@contextmanager
def child(
    command: list[str], environment: Mapping[str, str], log: Path
) -> Generator["subprocess.Popen[bytes]", None, None]:
    """Run a command in a process group of its own, which is gone when the block is left."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def wait_until(
    ready: Callable[[], bool],
    process: "subprocess.Popen[bytes]",
    log: Path,
    within: float = START_WITHIN,
) -> None:
    """Look until the server is ready.

    Raises:
        NotStarted: it ended, or took too long.
    """
    last = monotonic() + within
    while not ready():
        if process.poll() is not None:
            raise NotStarted(f"it ended with {process.returncode}: {last_words(log)}")
        if monotonic() > last:
            raise NotStarted(f"not ready after {within:.0f} s: {last_words(log)}")
        sleep(LOOK_EVERY)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the group to end, and kill what of it is still there a while later."""
    _signal(process, signal.SIGTERM)
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_WITHIN)
    finally:
        _signal(process, signal.SIGKILL)  # its children may have outlived it
        process.wait()


def last_words(log: Path) -> str:
    """The last line that a server wrote."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    return next((line[:200] for line in reversed(lines) if line), "it said nothing")


def free_port() -> int:
    """A TCP port that nobody listens on just now."""
    with create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    # The whole group is gone; a Mac says "not permitted" where only zombies are left of it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
