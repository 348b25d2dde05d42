"""Where the engine listens: private, alone, and cleaned up."""

import os
import socket
import stat
from pathlib import Path

import pytest

from app.engine.sockets import AlreadyRunning, PlaceError, tcp_socket, unix_socket


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "engine.sock"


def test_private(path: Path):
    with unix_socket(path) as bound:
        assert mode(path.parent) == 0o700
        assert mode(path) == 0o600
        assert bound.getsockname() == str(path)
    assert not path.exists()


def test_who_comes_early_waits(path: Path):
    with unix_socket(path), socket.socket(socket.AF_UNIX) as early:
        early.connect(str(path))


def test_a_second_engine_is_kept_out(path: Path):
    with unix_socket(path):
        with pytest.raises(AlreadyRunning, match="Another engine"), unix_socket(path):
            pass
        assert path.is_socket()
    with unix_socket(path):
        pass


def test_what_a_killed_engine_left_is_replaced(path: Path):
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert path.is_socket()
    with unix_socket(path), socket.socket(socket.AF_UNIX) as made:
        made.connect(str(path))


def test_a_file_in_its_place_is_left_alone(path: Path):
    path.parent.mkdir(mode=0o700)
    path.write_text("precious")
    with pytest.raises(PlaceError, match="cannot be used"), unix_socket(path):
        pass
    assert path.read_text() == "precious"


def test_an_open_folder(path: Path):
    path.parent.mkdir()
    path.parent.chmod(0o750)
    with pytest.raises(PlaceError, match="chmod 700"), unix_socket(path):
        pass


def test_a_link_in_the_folders_place(path: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    path.parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PlaceError, match="no folder"), unix_socket(path):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_another_users_folder(path: Path):
    path.parent.mkdir(mode=0o700)
    os.chown(path.parent, 12345, 12345)
    with pytest.raises(PlaceError, match="another user"), unix_socket(path):
        pass


def test_a_long_path(path: Path):
    with pytest.raises(PlaceError, match="longer than 103"), unix_socket(path / ("x" * 100)):
        pass
    assert not path.parent.exists()


def test_errors_of_what_is_served_are_not_those_of_the_place(path: Path):
    with pytest.raises(ConnectionResetError), unix_socket(path):
        raise ConnectionResetError
    assert not path.exists()


def test_a_taken_port():
    with tcp_socket("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        with pytest.raises(PlaceError, match="is taken; choose another with --port"):
            tcp_socket("127.0.0.1", port)


def test_a_host_elsewhere():
    with pytest.raises(PlaceError, match="cannot be used"):
        tcp_socket("192.0.2.1", 0)
