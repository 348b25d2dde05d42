"""The engine process and `kestrel serve`, as processes, with a scripted engine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.fixtures.scripted_service"]
Program = subprocess.Popen[str]
Start = Callable[..., Program]
QUESTION = {"messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def start() -> Iterator[Start]:
    """start("engine", "--socket", path); what still runs at the end is killed."""
    running: list[Program] = []

    def starting(*words: str | Path) -> Program:
        pipe = subprocess.PIPE
        command = [*COMMAND, *map(str, words)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environment.pop("KESTREL_TOKEN", None)
        running.append(
            subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=environment
            )
        )
        return running[-1]

    yield starting
    for program in running:
        program.kill()
        program.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "k" / "engine.sock"


def client(path: Path) -> httpx.Client:
    transport = httpx.HTTPTransport(uds=str(path), retries=0)
    return httpx.Client(transport=transport, base_url="http://kestrel", timeout=10)


def health(path: Path, wanted: int | str = 200) -> httpx.Response:
    """Asks until the answer has that status, or those words in it."""
    for _ in range(600):
        try:
            with client(path) as asking:
                found = asking.get("/health")
            if wanted in (found.status_code, found.json()["status"]):
                return found
        except httpx.TransportError:
            pass
        threading.Event().wait(0.05)
    raise AssertionError(f"{path} never answered {wanted}")


def ended(program: Program) -> tuple[int, str]:
    _, said = program.communicate(timeout=30)
    return program.returncode, said


def test_an_engine_from_start_to_end(start: Start, path: Path):
    engine = start("engine", "--socket", path)
    assert health(path).json() == {"status": "ok", "model": "scripted"}
    code, said = ended(start("engine", "--socket", path))
    assert (code, said.count("\n")) == (3, 1)
    assert said.startswith("kestrel: Another engine")
    with client(path) as asking:
        assert asking.post("/v1/chat/completions", json=QUESTION).json()["choices"]
        # In the middle of an answer without end:
        body = {**QUESTION, "stream": True}
        with asking.stream("POST", "/v1/chat/completions", json=body) as answer:
            pieces = answer.iter_text()
            assert "role" in next(pieces)
            engine.send_signal(signal.SIGTERM)
            rest = "".join(pieces)
    assert rest.endswith("\n\n") and '"code":"cancelled"' in rest and "[DONE]" not in rest
    assert ended(engine) == (0, "")
    assert not path.exists()


def test_one_that_was_killed_leaves_nothing_in_the_way(start: Start, path: Path):
    engine = start("engine", "--socket", path)
    health(path)
    clips = path.with_suffix(".clips")
    (clips / "kestrel-clip-left").write_bytes(b"private")
    engine.kill()
    engine.wait()
    assert path.is_socket()
    again = start("engine", "--socket", path)
    health(path)
    assert not list(clips.iterdir())
    again.send_signal(signal.SIGINT)
    assert ended(again) == (0, "")


def test_health_while_loading_and_an_end_before_it_is_done(start: Start, path: Path):
    engine = start("loading-engine", "--socket", path)
    assert health(path, "loading").status_code == 503
    with client(path) as asking:
        refused = asking.post("/v1/chat/completions", json=QUESTION)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "loading")
    engine.send_signal(signal.SIGTERM)
    assert ended(engine) == (0, "")


def test_a_checkpoint_that_cannot_be_used(start: Start, path: Path):
    engine = start("failing-engine", "--socket", path)
    assert "Damaged" in health(path, "failed").json()["error"]
    engine.terminate()
    assert ended(engine)[0] == 0
    code, said = ended(start("failing-serve", "--port", "0"))
    assert (code, said) == (2, "kestrel: Damaged: download it again.\n")


def test_an_engine_ends_with_its_parent(start: Start, path: Path):
    """Whose end of the pipe the system closes, however it dies."""
    engine = start("engine", "--socket", path, "--parent-pipe")
    health(path)
    assert engine.stdin is not None
    engine.stdin.close()
    engine.stdin = None  # else communicate() would flush it
    assert ended(engine) == (0, "")
    assert not path.exists()


def test_an_idle_engine_ends(start: Start, path: Path):
    assert ended(start("engine", "--socket", path, "--idle-exit", "0.3")) == (0, "")
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--socket", "x" * 200], "longer than 103"),
        (["--socket", "{}", "--model", "missing"], "no checkpoint 'missing'"),
        (["--model", "kestrel-nano"], "--socket"),
        (["--socket", "{}", "--memory", "much"], "--memory"),
    ],
)
def test_what_the_engine_refuses(start: Start, path: Path, words: list[str], named: str):
    code, said = ended(start("engine", *(word.format(path) for word in words)))
    assert code == 2 and named in said and "Traceback" not in said


def announced(program: Program) -> tuple[str, str]:
    """The address and the token that it prints."""
    assert program.stdout is not None
    address = re.search(r"http://\S+", program.stdout.readline())
    token = program.stdout.readline().removeprefix("Token: ").strip()
    assert address
    return address[0], token


def test_serve(start: Start):
    server = start("serve", "--port", "0")
    url, token = announced(server)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", url) and len(token) >= 32
    key = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, timeout=10) as asking:
        while asking.get("/models", headers=key).json()["data"] == []:
            threading.Event().wait(0.05)
        assert asking.post("/chat/completions", json=QUESTION, headers=key).status_code == 200
        assert asking.get("/models").status_code == 401
        foreign = asking.get("/models", headers={**key, "host": "evil.example"})
        assert foreign.status_code == 403
        picture = {"type": "image_url", "image_url": {"url": f"file://{ROOT}/resources/x.png"}}
        body = {"messages": [{"role": "user", "content": [picture]}]}
        assert asking.post("/chat/completions", json=body, headers=key).status_code == 400
    server.send_signal(signal.SIGINT)
    assert ended(server) == (0, "")


def test_serve_refuses_a_taken_port_and_a_weak_token(start: Start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = ended(start("serve", "--port", port))
    assert code == 2 and "is taken" in said and said.count("\n") == 1
    code, said = ended(start("serve", "--port", "0", "--token", "short"))
    assert code != 0 and "8 or more" in said


def test_an_open_engine_answers_about_a_file(start: Start, path: Path, tmp_path: Path):
    (tmp_path / "in.png").write_bytes(b"x")
    start("engine", "--socket", path, "--files", tmp_path)
    health(path)
    with client(path) as asking:
        for name, status in ((tmp_path / "in.png", 200), (ROOT / "README.md", 400)):
            picture = {"type": "image_url", "image_url": {"url": f"file://{name}"}}
            body = json.dumps({"messages": [{"role": "user", "content": [picture]}]})
            headers = {"content-type": "application/json"}
            found = asking.post("/v1/chat/completions", content=body, headers=headers)
            assert found.status_code == status, found.text
    assert found.json()["error"]["code"] == "file"
