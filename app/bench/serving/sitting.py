"""A sitting with one server: it is started, warmed by one short request, asked, and ended."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.serving.client import Client, Heard, Unanswered
from app.bench.serving.running import child, free_port, last_words, wait_until
from app.bench.serving.servers import Json, Place, Server, request

WARM_UP: list[Json] = [{"role": "user", "content": "Hello"}]


@dataclass(frozen=True)
class Sitting:
    """A server that answers; `place` outlives it, so that it can be started there again."""

    server: Server
    place: Place

    def client(self) -> Client:
        """A connection of its own."""
        socket = str(self.place.socket) if self.server.by_socket else None
        return Client(f"http://127.0.0.1:{self.place.port}", socket)

    def ask(self, messages: list[Json], *, think: bool, max_tokens: int) -> Heard:
        """One answer.

        Raises:
            Unanswered: there is none.
        """
        body = request(self.server, self.place, messages, think=think, max_tokens=max_tokens)
        with self.client() as client:
            return client.ask(body)


@contextmanager
def serving(server: Server, place: Place) -> Generator[Sitting, None, None]:
    """Start a server, and end it when the block is left.

    Raises:
        NotStarted: it did not come up.
        Unanswered: it refused a request; what it wrote about it is added.
    """
    sitting = Sitting(server, replace(place, port=free_port()))
    log = place.folder / "log"
    with ExitStack() as stack:
        command, environment = server.command(sitting.place), server.environment(place)
        process = stack.enter_context(child(command, environment, log))
        with sitting.client() as client:
            wait_until(client.ready, process, log)
        try:
            sitting.ask(WARM_UP, think=False, max_tokens=4)
            yield sitting
        except Unanswered as error:
            raise Unanswered(f"{error} (its log ends: {last_words(log)})") from error


@contextmanager
def new_place(model: Path) -> Generator[Place, None, None]:
    """A folder that nothing was kept in, gone when the block is left."""
    with TemporaryDirectory(prefix="kestrel-bench-", ignore_cleanup_errors=True) as folder:
        yield Place(model, 0, Path(folder))
