"""A small server of chat completions for the tests: run as a program, it answers from a script.

`python -m tests.benchmarks.scripted_server PORT [child]` starts; with "child" it starts a process
of its own first, which ignores being asked to end, and prints that one's id.
"""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


class Script(BaseHTTPRequestHandler):
    """Counts words as tokens; claims to know all but the last message from before."""

    def do_GET(self) -> None:
        self._send(200, "application/json", b"{}")

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["messages"][-1]["content"] == "refuse":
            self._send(400, "application/json", b'{"error": {"message": "no such thing"}}')
            return
        self._send(200, "text/event-stream", b"".join(map(event, answer(asked))))

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def answer(asked: dict[str, Any]) -> list[Any]:
    """The events of one answer."""
    counts = [len(json.dumps(message["content"]).split()) for message in asked["messages"]]
    usage = {
        "prompt_tokens": sum(counts),
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": sum(counts[:-1])},
    }
    deltas = ({"reasoning_content": "hm"}, {"content": "It is"}, {"content": " so."})
    choices = [{"choices": [{"delta": delta, "finish_reason": None}]} for delta in deltas]
    timings = {"first_token_ms": 0.001, "predicted_ms": 0.001, "draft_n": 3, "draft_n_accepted": 2}
    last = {"choices": [{"delta": {}, "finish_reason": "stop"}], "timings": timings}
    return [*choices, last, {"choices": [], "usage": usage}, "[DONE]"]


def event(content: object) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content)
    return f"data: {text}\n\n".encode()


if __name__ == "__main__":
    if sys.argv[2:] == ["child"]:
        print(subprocess.Popen([sys.executable, "-c", STUBBORN]).pid, flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Script).serve_forever()
