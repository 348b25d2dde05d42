"""Who is let in on TCP, and how large a body may be."""

import pytest

from app.engine.api.access import Access
from app.engine.api.guards import host_name
from tests.app.engine.api.conftest import HOSTS, QUESTION, TCP, TOKEN, Wire
from tests.fixtures.scripted_engine import ScriptedEngine

KEY = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def wire() -> Wire:
    return Wire(ScriptedEngine(), TCP)


def test_token(wire: Wire):
    assert wire.get("/v1/models", headers=KEY).status_code == 200
    assert wire.get("/v1/models", headers={"authorization": f"bearer {TOKEN}"}).status_code == 200
    wrong = ["", TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer \xff"]
    for header in wrong:
        headers = {"authorization": header.encode("latin-1")}
        for path in ("/v1/models", "/health", "/status", "/openapi.json", "/nope"):
            response = wire.request("GET", path, headers=headers)
            assert response.status_code == 401, (header, path)
            assert response.headers["www-authenticate"] == "Bearer"
    assert wire.get("/health").json()["error"]["type"] == "authentication_error"


def test_two_tokens_are_none(wire: Wire):
    headers = [("authorization", "Bearer x"), ("authorization", KEY["authorization"])]
    assert wire.get("/health", headers=headers).status_code == 401


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080"])
def test_hosts(wire: Wire, host: str):
    assert wire.get("/health", headers={**KEY, "host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost:8080.evil",
        "192.168.0.1",
        "",
        "[::1",
        "::1",
    ],
)
def test_foreign_hosts(wire: Wire, host: str):
    response = wire.get("/health", headers={**KEY, "host": host})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "host_refused")


def test_an_open_interface_may_be_called_by_any_number_but_not_by_any_name():
    wire = Wire(ScriptedEngine(), Access(token=TOKEN, hosts=HOSTS | {"*"}, local=False))
    assert wire.get("/health", headers={**KEY, "host": "192.168.0.1:8080"}).status_code == 200
    assert wire.get("/health", headers={**KEY, "host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost"])
def test_pages_are_kept_out(wire: Wire, origin: str):
    headers = {**KEY, "origin": origin, "access-control-request-method": "POST"}
    for method in ("GET", "POST", "OPTIONS"):
        response = wire.request(method, "/v1/chat/completions", headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "origin_refused")
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_the_unix_socket_asks_for_nothing():
    wire = Wire(ScriptedEngine(), Access())
    headers = {"host": "kestrel", "origin": "http://localhost"}
    assert wire.get("/health", headers=headers).status_code == 200


def test_too_large_by_its_header_or_by_its_bytes():
    wire = Wire(ScriptedEngine(), Access(max_body=1000))
    headers = {"content-type": "application/json"}

    async def pieces():
        for _ in range(3):
            yield b" " * 500

    for content in (b" " * 1001, pieces()):
        response = wire.request("POST", "/v1/completions", content=content, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")
        assert response.headers["connection"] == "close"
    assert wire.chat(**QUESTION).status_code == 200


@pytest.mark.parametrize("length", ["-1", "x", "1" * 30, "2147483648"])
def test_strange_lengths(length: str):
    wire = Wire(ScriptedEngine(), Access())
    response = wire.get("/health", headers={"content-length": length})
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("a:1", "a"),
        ("A.", "a"),
        ("[::1]", "::1"),
        ("[::1]:5", "::1"),
        ("[::1]x", ""),
        ("a:b", ""),
        ("a:1:2", ""),
    ],
)
def test_host_names(header: str, name: str):
    assert host_name(header) == name
