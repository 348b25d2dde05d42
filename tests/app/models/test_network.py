"""The log of connections, and law 7: who may open one at all."""

import ast
import os
import socket
import threading
from pathlib import Path

import pytest

from app.models.catalogue import load_catalogue
from app.models.network import NetworkLog
from app.places import RESOURCES

APP = RESOURCES.parent / "app"
# What can open a connection, and the only files that may know it.
OPENERS = {"httpx", "urllib.request", "http.client", "requests", "aiohttp", "websockets"}
ALLOWED = {"app/models/wire.py"}
QT_ALLOWED = {"app/client/exchange.py", "app/client/failure.py"}


def test_the_newest_first(tmp_path: Path):
    times = iter([1.0, 2.0, 3.0])
    log = NetworkLog(tmp_path / "a" / "network.jsonl", lambda: next(times))
    first, second = log.began("one", "Getting x"), log.began("two", "Asking")
    log.ended(first, received=7, sent=3)
    newest, oldest = log.contacts()
    assert newest == second
    assert (oldest.host, oldest.received, oldest.sent, oldest.ended) == ("one", 7, 3, 3.0)


def test_a_torn_line_hides_no_other(tmp_path: Path):
    path = tmp_path / "network.jsonl"
    log = NetworkLog(path)
    log.began("one", "x")
    with path.open("a") as file:
        file.write('{"id": "torn", "ho\n{"id": "unknown", "ended": 1}\n[]\n')
    log.began("two", "x")
    assert [contact.host for contact in log.contacts()] == ["two", "one"]


def test_many_threads(tmp_path: Path):
    log = NetworkLog(tmp_path / "network.jsonl")
    threads = [threading.Thread(target=log.began, args=(str(n), "x")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {contact.host for contact in log.contacts()} == {str(n) for n in range(20)}


def test_it_is_nobody_elses(tmp_path: Path):
    log = NetworkLog(tmp_path / "network.jsonl")
    assert log.contacts() == ()
    log.began("one", "x")
    assert os.stat(tmp_path / "network.jsonl").st_mode & 0o077 == 0
    log.clear()
    assert log.contacts() == ()


def names(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_law_7_nobody_else_can_open_a_connection():
    for path in APP.rglob("*.py"):
        name = str(path.relative_to(APP.parent))
        if name.startswith("app/bench/"):
            continue  # measures servers of this machine; no part of the program
        known = names(path)
        assert name in ALLOWED or not known & OPENERS, f"{name} knows {known & OPENERS}"
        if name not in QT_ALLOWED:
            assert not any(one.startswith("PySide6.QtNetwork.QNetworkRe") for one in known), name
        assert "PySide6.QtNetwork.QNetworkAccessManager" not in known or name in QT_ALLOWED, name


def test_law_7_looking_at_the_catalogue_asks_nobody(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert load_catalogue()
