"""The limit on reaching a server ends with reaching it, however slow or silent it is then."""

import socket
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.client.connection import Connection
from app.client.exchange import Exchange


def test_neither_silence_nor_a_slow_upload_is_unreached(qtbot: QtBot, socket_path: Path):
    """Both are connected, and nothing they send is read."""
    connection = Connection.to_engine(socket_path)
    closed: list[object] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(socket_path))
        listener.listen()
        asking = Exchange(connection, connect_s=0.5)
        sending = Exchange(connection, connect_s=0.5)
        for exchange in (asking, sending):
            exchange.closed.connect(closed.append)
        asking.get(connection.beside("/health"))
        sending.post("/chat/completions", b" " * 20_000_000)
        qtbot.wait(1000)
        asking.abort()
        sending.abort()
    assert closed == []
