"""README's example of the server, run as it stands against the server that it names."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def address():
    """A server on a free port; README's own port may be taken."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0", "--token", "my-secret-token"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert server.stdout is not None
    found = re.search(r"http://[\d.:]+", server.stdout.readline())
    assert found
    yield found[0]
    server.terminate()
    assert server.wait(30) == 0


def test_the_example_of_the_server(address):
    readme = (ROOT / "README.md").read_text()
    (example,) = re.findall(r"```python\n(import base64, openai.*?)```", readme, re.DOTALL)
    assert "http://127.0.0.1:8080" in example
    until_healthy(address)
    script = example.replace("http://127.0.0.1:8080", address)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r'\[{"bbox_2d": \[\d+, \d+, \d+, \d+\], "label": "\w+"}\]\n', done.stdout)


def until_healthy(address: str) -> None:
    """Wait until a server has loaded its checkpoint."""
    ask = urllib.request.Request(f"{address}/health")
    ask.add_header("Authorization", "Bearer my-secret-token")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(ask, timeout=10):
                return
        except urllib.error.HTTPError as error:
            assert error.code == 503, error
            time.sleep(0.05)
    raise AssertionError("the server never became healthy")
