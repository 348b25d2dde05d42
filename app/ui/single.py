"""One window program a user: a second start hands its files to the first and ends."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 1000


def door(home: Path) -> str:
    """The socket's path: short wherever the home lies, and of this user alone."""
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return str(Path(tempfile.gettempdir()) / f"kestrel-{os.getuid()}-{name}")


@dataclass(frozen=True)
class Knock:
    """What a later start wants: its files attached, or the quick panel; words to be sent or not."""

    files: tuple[str, ...] = ()
    quick: bool = False
    text: str = ""


def handed_over(home: Path, knock: Knock) -> bool:
    """Whether a program that runs already has taken it up and shown its window."""
    socket = QLocalSocket()
    socket.connectToServer(door(home))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(json.dumps(asdict(knock)).encode() + b"\n")
    return socket.waitForBytesWritten(WAIT_MS) and socket.waitForReadyRead(WAIT_MS)


class Door(QObject):
    """Listens for later starts. `knocked` carries a Knock."""

    knocked = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        if not self._server.listen(door(home)):
            QLocalServer.removeServer(door(home))  # of one that was killed: nobody answered
            self._server.listen(door(home))

    @property
    def is_open(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            told = json.loads(bytes(socket.readLine().data()))
            files, quick = tuple(map(str, told["files"])), bool(told["quick"])
            knock = Knock(files, quick, str(told.get("text", "")))
        except (ValueError, KeyError, TypeError):
            return  # somebody else's words
        socket.write(b"ok\n")
        socket.flush()
        self.knocked.emit(knock)
