"""Where the engine listens: a Unix socket that only this user can open, or a TCP port."""

import errno
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mlx_model.errors import KestrelError

LONGEST = 103  # bytes of a Unix socket's path: what macOS takes (Linux takes 107)


class PlaceError(KestrelError):
    """The engine cannot listen there."""


class AlreadyRunning(PlaceError):
    """Another engine listens there."""


@contextmanager
def unix_socket(path: Path) -> Iterator[socket.socket]:
    """A bound socket at `path`, in a folder that only this user can enter.

    A lock beside it is held meanwhile; it also goes with a process that is killed, so that a
    socket which is left over can be told from one in use.

    Raises:
        AlreadyRunning: another process holds the lock.
        PlaceError: the path is too long, or its folder is open to others.
    """
    path = path.absolute()
    if len(os.fsencode(path)) > LONGEST:
        raise PlaceError(
            f"The socket's path is longer than {LONGEST} bytes: choose a shorter one than {path}."
        )
    with ExitStack() as held:
        try:
            make_private(path.parent)
            held.enter_context(_locked(path.with_name(path.name + ".lock")))
            bound = held.enter_context(_bound(path))
        except OSError as error:
            why = error.strerror or str(error)
            raise PlaceError(f"{path} cannot be used ({why}): choose another.") from error
        yield bound


def tcp_socket(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one.

    Raises:
        PlaceError: the port is taken, or the host is none of this machine's.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken; choose another with --port" if taken else f"cannot be used ({error})"
        raise PlaceError(f"Port {port} of {host} {why}.") from error


def make_private(folder: Path) -> None:
    """Make a folder of mode 0700, or see that it is one.

    Raises:
        PlaceError: it is no folder, another user's, or open to others.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise PlaceError(f"{folder} is no folder: choose another.")
    if found.st_uid != os.geteuid():
        raise PlaceError(f"{folder} belongs to another user: choose another.")
    if found.st_mode & 0o077:
        raise PlaceError(f"{folder} is open to other users: make it private (chmod 700).")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    number = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"Another engine holds {path.name}: use it, or end it first."
            ) from error
        yield
    finally:
        os.close(number)


@contextmanager
def _bound(path: Path) -> Iterator[socket.socket]:
    if path.is_socket():
        path.unlink()  # left over by one that was killed: we hold the lock
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o600)
        bound.listen()  # who comes before the loop runs waits for it
        yield bound
    finally:
        bound.close()
        if path.is_socket():
            path.unlink()
