"""What is no HTTP, or HTTP that contradicts itself, on a real socket."""

import pytest

from app.engine.api.access import Access
from tests.app.engine.api.conftest import Serving
from tests.fixtures.scripted_engine import ScriptedEngine

POST = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
GARBAGE = {
    "no request": b"\x16\x03\x01\x02\x00 hello\r\n\r\n",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "a header without end": b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000,
    "a header without a name": b"GET /health HTTP/1.1\r\n: a\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length that is none": POST + b"Content-Length: two\r\n\r\n{}",
    "an unknown coding": POST + b"Transfer-Encoding: gzip\r\n\r\n{}",
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n",
    "a compressed body": POST + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
    "an encoded zero": b"GET /v1/models/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "an unknown method": b"BREW /health HTTP/1.1\r\nHost: a\r\n\r\n",
    "steps upwards": b"GET /v1/models/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.filterwarnings("ignore")
def test_garbage(serving: Serving):
    """A 4xx each, at once; the next client is served."""
    with serving(ScriptedEngine(), Access(patience=2), unix=True) as served:
        for what, sent in GARBAGE.items():
            with served.connect() as made:
                made.sendall(sent)
                assert made.recv(10) == b"HTTP/1.1 4", what
        with served.connect() as made:
            made.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
            assert made.recv(12) == b"HTTP/1.1 200"
