"""One HTTP request and its answer, over a Unix socket or the network, without a thread of ours.

Each exchange has a QNetworkAccessManager of its own (measured: 0.1 ms): Qt keeps connections by
host name, so that two sockets would be mixed up; a connection kept alive is lost if the server
closes it while the next request is on its way; and only six requests to a host run at once.
"""

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from app.client.connection import Connection
from app.client.failure import Failure, broken, refused, silent, status_of

Attribute = QNetworkRequest.Attribute
CONNECT_S = 10.0
LONGEST_REFUSAL = 2**16  # bytes kept of an answer that is no success


class Exchange(QObject):
    """Signals `received` any number of times, then `closed` once; nothing after `abort`.

    received: bytes of a successful answer. closed: a Failure, or None at its proper end.
    """

    received = Signal(object)
    closed = Signal(object)

    def __init__(
        self,
        connection: Connection,
        parent: QObject | None = None,
        *,
        connect_s: float = CONNECT_S,
    ) -> None:
        super().__init__(parent)
        self._connection = connection
        self._network = QNetworkAccessManager(self)
        self._reply: QNetworkReply | None = None
        self._refusal = b""
        self._connect_s = connect_s
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)

    def post(self, path: str, body: bytes) -> None:
        """Send JSON. However long the answer is silent, it is waited for."""
        request = self._request(self._connection.endpoint(path))
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        self._follow(self._network.post(request, body))

    def get(self, url: str, *, within_s: float = 0.0) -> None:
        """Ask for a URL of this connection; 0 sets no limit to the answer's silence."""
        request = self._request(url)
        request.setTransferTimeout(round(within_s * 1000))
        self._follow(self._network.get(request))

    def abort(self) -> None:
        """Close the connection, by which the server knows; signal nothing more."""
        self._patience.stop()
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.abort()

    @property
    def content_type(self) -> str:
        """Of the answer; "" before it is known."""
        kind = self._reply and self._reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader)
        return kind if isinstance(kind, str) else ""

    def _request(self, url: str) -> QNetworkRequest:
        request = QNetworkRequest(QUrl(url))
        if self._connection.socket is not None:
            name = str(self._connection.socket)
            request.setAttribute(Attribute.FullLocalServerNameAttribute, name)
        # A key must not follow a redirection to somebody else.
        policy = QNetworkRequest.RedirectPolicy.ManualRedirectPolicy
        request.setAttribute(Attribute.RedirectPolicyAttribute, policy)
        headers = {
            "Accept-Encoding": "identity",  # a compressed stream comes in lumps
            "Accept-Language": "*",  # Qt would tell this user's
            "Connection": "close",
            "User-Agent": "Kestrel",
        }
        if self._connection.key:
            headers["Authorization"] = f"Bearer {self._connection.key}"
        for name, value in headers.items():
            request.setRawHeader(name.encode(), value.encode())
        return request

    def _follow(self, reply: QNetworkReply) -> None:
        assert self._reply is None, "an exchange is for one request"
        self._reply = reply
        reply.readyRead.connect(self._read)
        reply.finished.connect(self._finish)
        reply.requestSent.connect(self._patience.stop)
        self._patience.start(round(self._connect_s * 1000))

    def _read(self) -> None:
        """Whoever hears of the bytes may abort, or run an event loop in which more arrive."""
        self._patience.stop()
        reply = self._reply
        if reply is None:
            return
        piece = reply.readAll().data() if reply.isOpen() else b""
        if not 200 <= status_of(reply) < 300:
            self._refusal = (self._refusal + piece)[:LONGEST_REFUSAL]
        elif piece:
            self.received.emit(piece)

    def _finish(self) -> None:
        self._read()
        self._patience.stop()
        reply, self._reply = self._reply, None
        if reply is not None:
            self.closed.emit(self._failure(reply))

    def _failure(self, reply: QNetworkReply) -> Failure | None:
        status = status_of(reply)
        if status and not 200 <= status < 300:
            return refused(self._connection, status, self._refusal)
        if reply.error() != QNetworkReply.NetworkError.NoError:
            return broken(self._connection, reply)
        return None

    def _give_up(self) -> None:
        if self._reply is not None:
            self.abort()
            self.closed.emit(silent(self._connection, self._connect_s))
