"""Addresses: what is taken, what is refused with a reason, what would be readable on the way."""

from pathlib import Path

import pytest

from app.client.connection import AddressError, Connection


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://host", "https://host/v1"),
        ("https://host:8000/", "https://host:8000/v1"),
        (" http://127.0.0.1:80/v1/ ", "http://127.0.0.1:80/v1"),
        ("https://host/openai/v3", "https://host/openai/v3"),
    ],
)
def test_addresses_of_servers(url: str, taken: str):
    assert Connection.to_server(url).url == taken


@pytest.mark.parametrize(
    "url", ["", "host:8000", "ftp://host", "https://", "https://user@host", "https://host/?a=b"]
)
def test_no_address(url: str):
    with pytest.raises(AddressError, match="write"):
        Connection.to_server(url)


@pytest.mark.parametrize("key", ["a b", "a\r\nHost: b", "ключ"])
def test_no_key(key: str):
    with pytest.raises(AddressError, match="copy it again"):
        Connection.to_server("https://host", key)


def test_a_key_is_not_shown():
    assert "geheim" not in repr(Connection.to_server("https://host", "geheim"))


def test_a_socket_path_has_a_limit():
    with pytest.raises(AddressError, match="shorter folder"):
        Connection.to_engine(Path("/" + "a" * 110))


def test_paths():
    server = Connection.to_server("https://host/v1")
    assert server.endpoint("/models") == "https://host/v1/models"
    assert server.beside("/health") == "https://host/health"


@pytest.mark.parametrize(
    ("connection", "readable"),
    [
        (Connection.to_engine(Path("/tmp/s")), False),
        (Connection.to_server("https://host"), False),
        (Connection.to_server("http://localhost:1"), False),
        (Connection.to_server("http://127.0.0.9:1"), False),
        (Connection.to_server("http://[::1]:1"), False),
        (Connection.to_server("http://192.168.0.2:1"), True),
        (Connection.to_server("http://localhost.example"), True),
    ],
    ids=lambda value: value.name if isinstance(value, Connection) else "",
)
def test_what_others_could_read(connection: Connection, readable: bool):
    assert connection.is_readable_on_the_way is readable
