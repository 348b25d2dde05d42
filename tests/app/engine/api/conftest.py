"""The wire over a scripted engine: in this process, or behind a real server in a thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.engine.api.access import Access
from app.engine.api.app import create_app
from app.engine.late import LateEngine
from app.engine.serve import Server, Service
from app.engine.sockets import tcp_socket, unix_socket
from tests.fixtures.scripted_engine import ScriptedEngine

TOKEN = "a-token-for-tests"
HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
TCP = Access(token=TOKEN, hosts=HOSTS, local=False)
QUESTION = {"messages": [{"role": "user", "content": "How are you?"}]}


@dataclass
class Wire:
    """Requests without a socket: httpx speaks ASGI to the application."""

    engine: ScriptedEngine = field(default_factory=ScriptedEngine)
    access: Access = field(default_factory=Access)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(create_app(self.engine, self.access))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **options)

        return asyncio.run(sent())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def chat(self, **fields: Any) -> httpx.Response:
        return self.request("POST", "/v1/chat/completions", json={**QUESTION, **fields})

    def complete(self, **fields: Any) -> httpx.Response:
        return self.request("POST", "/v1/completions", json={"prompt": "Once", **fields})


@dataclass(frozen=True)
class Served:
    """A server that runs, and how to reach it."""

    url: str
    path: Path | None
    server: Server

    def connect(self) -> socket.socket:
        """A bare connection; a small window, so that little fits in before it must be read."""
        made = socket.socket(socket.AF_UNIX if self.path else socket.AF_INET)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(10)
        made.connect(str(self.path) if self.path else ("127.0.0.1", int(self.url.split(":")[-1])))
        return made


Serving = Callable[..., Any]


@pytest.fixture
def serving(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """with serving(engine, access) as served: on TCP, or with unix=True on a Unix socket."""

    @contextmanager
    def running(
        engine: ScriptedEngine, access: Access = TCP, unix: bool = False
    ) -> Iterator[Served]:
        late = LateEngine("scripted", lambda: engine)
        server = Server(Service("scripted", lambda: engine, access), late)
        path = tmp_path_factory.mktemp("s") / "private" / "engine.sock" if unix else None
        with unix_socket(path) if path else tcp_socket("127.0.0.1", 0) as bound:
            port = 0 if path else bound.getsockname()[1]
            thread = threading.Thread(target=server.run, args=([bound],))
            thread.start()
            try:
                yield Served(f"http://127.0.0.1:{port}", path, server)
            finally:
                server.should_exit = True
                thread.join()

    return running


@pytest.fixture
def wire() -> Wire:
    return Wire()
