"""The one client that all servers are asked with: httpx, streamed chat completions, a stopwatch.

The first token is the first piece of text, thoughts or answer: what a person would see.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx

Json = dict[str, Any]  # Any: JSON as it came
PATIENCE = httpx.Timeout(600.0, connect=5.0)  # seconds without a byte


class Unanswered(Exception):
    """A server refused, or broke off; the message is its reason."""


@dataclass
class Heard:
    """One answer, in seconds since it was asked for; what the server itself told, if it did."""

    first_s: float = 0.0  # until the first text
    last_s: float = 0.0  # until the last
    total_s: float = 0.0  # until the stream ended
    thoughts: str = ""
    text: str = ""
    finish: str = ""
    usage: Json = field(default_factory=dict)
    timings: Json = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """Tokens said, thoughts and the stop token among them."""
        return int(self.usage.get("completion_tokens", 0))

    @property
    def prompt_tokens(self) -> int:
        return int(self.usage.get("prompt_tokens", 0))

    @property
    def prefilled(self) -> int | None:
        """Tokens of the prompt that were not known from before; None where a server tells not."""
        details = self.usage.get("prompt_tokens_details") or {}
        known = details.get("cached_tokens", self.timings.get("cache_n"))
        return None if known is None else self.prompt_tokens - int(known)


class Client:
    """Asks one server, by a Unix socket where `socket` is given, else by TCP."""

    def __init__(self, address: str, socket: str | None = None) -> None:
        transport = httpx.HTTPTransport(uds=socket) if socket else None
        self._http = httpx.Client(
            base_url=address, transport=transport, timeout=PATIENCE, trust_env=False
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ready(self) -> bool:
        """Whether the server can answer by now."""
        try:
            return self._http.get("/health", timeout=5.0).status_code == 200
        except httpx.TransportError:
            return False

    def ask(self, body: Mapping[str, Any]) -> Heard:
        """Ask for a chat completion and listen to the end of it.

        Raises:
            Unanswered: the server refused, broke off or sent something else.
        """
        start = perf_counter()
        try:
            with self._http.stream("POST", "/v1/chat/completions", json=body) as answer:
                if answer.status_code != 200:
                    raise Unanswered(_reason(answer.read()) or f"status {answer.status_code}")
                return listen(answer.iter_lines(), lambda: perf_counter() - start)
        except httpx.TransportError as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error


def listen(lines: Iterable[str], seconds: Callable[[], float]) -> Heard:
    """Read server-sent events to their end; `seconds` is the stopwatch.

    Raises:
        Unanswered: an error came, or the stream ended before "[DONE]".
    """
    heard = Heard()
    for line in lines:
        if not line.startswith("data:"):
            continue  # empty lines between events, comments that keep the connection
        content = line.removeprefix("data:").strip()
        if content == "[DONE]":
            heard.total_s = seconds()
            heard.last_s = heard.last_s or heard.total_s
            heard.first_s = heard.first_s or heard.total_s  # it said nothing: the end is the news
            return heard
        _note(heard, json.loads(content), seconds)
    raise Unanswered("the stream broke off")


def _note(heard: Heard, chunk: Json, seconds: Callable[[], float]) -> None:
    if "error" in chunk:
        raise Unanswered(_reason(json.dumps(chunk).encode()))
    for choice in chunk.get("choices") or ():
        delta = choice.get("delta") or {}
        # mlx-lm says "reasoning", the others "reasoning_content"; mlx-vlm says both.
        thought = delta.get("reasoning_content") or delta.get("reasoning") or ""
        text = delta.get("content") or ""
        if thought or text:
            heard.last_s = seconds()
            heard.first_s = heard.first_s or heard.last_s
        heard.thoughts += thought
        heard.text += text
        heard.finish = choice.get("finish_reason") or heard.finish
    heard.usage = chunk.get("usage") or heard.usage
    heard.timings = chunk.get("timings") or heard.timings


def _reason(body: bytes) -> str:
    """What an error of any of the servers says, in one line."""
    try:
        said: Any = json.loads(body)
    except ValueError:
        said = body.decode(errors="replace")
    for key in ("error", "detail", "message"):
        said = said.get(key, said) if isinstance(said, dict) else said
    return " ".join(str(said).split())[:300]
