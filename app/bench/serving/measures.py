"""What is measured on a server that answers. Each gives plain numbers, by the name of their row."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Barrier
from time import perf_counter, sleep

from app.bench.serving.client import Heard
from app.bench.serving.inside import ROUNDS, WARM_UPS
from app.bench.serving.servers import Json, Place, Server
from app.bench.serving.sitting import Sitting, serving
from app.bench.serving.talk import CROWD, LIST, Conversation, picture

Found = dict[str, float]
SAY = 512  # tokens at most where kestrel-nano reads a screen, as in inside.py
SETTLED = 3  # rounds of four clients, unmeasured


@dataclass(frozen=True)
class Manner:
    """How conversations are held, the same with all servers."""

    turns: int = 10
    max_tokens: int = 48
    pause: float = 1.0  # seconds between an answer and the next question: somebody reads

    def asking(self, sitting: Sitting) -> Callable[[list[Json]], Heard]:
        """Thinking, and as many tokens as allowed."""
        return lambda said: sitting.ask(said, think=True, max_tokens=self.max_tokens)


def chat(sitting: Sitting, lead: list[Json], manner: Manner) -> Found:
    """Tokens prefilled after the first turn, and seconds to the first token."""
    conversation = Conversation(lead)
    heard = [conversation.turn(0, manner.asking(sitting))]
    for number in range(1, manner.turns):
        sleep(manner.pause)
        heard.append(conversation.turn(number, manner.asking(sitting)))
    found = {
        "first, last turn": heard[-1].first_s,
        "first, all later turns": sum(answer.first_s for answer in heard[1:]),
        "prompt, last turn": float(heard[-1].prompt_tokens),
    }
    prefilled = [answer.prefilled for answer in heard[1:]]
    told = [tokens for tokens in prefilled if tokens is not None]
    if len(told) == len(prefilled):
        found["prefilled"] = float(sum(told))
    return found


def restart(server: Server, place: Place, lead: list[Json], manner: Manner) -> Found:
    """All turns but the last, a new process, and the last turn there."""
    conversation = Conversation(lead)
    with serving(server, place) as sitting:
        for number in range(manner.turns - 1):
            conversation.turn(number, manner.asking(sitting))
            sleep(manner.pause)
    with serving(server, place) as sitting:
        heard = conversation.turn(manner.turns - 1, manner.asking(sitting))
    return {
        "first after restart": heard.first_s,
        "prefilled after restart": float(heard.prefilled or 0),
    }


def crowd(sitting: Sitting, manner: Manner, number: int) -> Found:
    """Four clients at once, each with a question of its own that nobody asked before.

    They ask several times; the last counts, when a server that tries what is faster has settled.
    """
    for time in range(SETTLED):
        _together(sitting, manner, f"{number}, {time}")
    return _together(sitting, manner, f"{number}, {SETTLED}")


def _together(sitting: Sitting, manner: Manner, round_: str) -> Found:
    together = Barrier(len(CROWD) + 1)

    def one(text: str) -> Heard:
        said: list[Json] = [{"role": "user", "content": f"Round {round_}. {text}"}]
        together.wait()
        return manner.asking(sitting)(said)

    crew = ThreadPoolExecutor(len(CROWD))
    try:
        asked = [crew.submit(one, text) for text in CROWD]
        together.wait()
        start = perf_counter()
        heard = [future.result() for future in asked]
        seconds = perf_counter() - start
    finally:
        # Not waited for: when somebody interrupts us they end with their server.
        crew.shutdown(wait=False, cancel_futures=True)
    return {
        "crowd, tokens/s": sum(answer.tokens for answer in heard) / seconds,
        "crowd, worst first": max(answer.first_s for answer in heard),
    }


def wire(sitting: Sitting, sample: Path) -> Found:
    """What each token costs the client, and what the server's own clock leaves of it.

    Its clock runs from the start of the prefill to the last token; everything else of the whole
    request is counted as the wire's, the picture's preparation too.
    """
    heard = [reading(sitting, sample) for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]
    found = {"client": median((h.total_s - h.first_s) / (h.tokens - 1) for h in heard)}
    if all("first_token_ms" in answer.timings for answer in heard):
        found["wire, own clock"] = median(_beside(answer) for answer in heard)
    return found


def _beside(heard: Heard) -> float:
    """Seconds a token that the server's clock knows nothing of."""
    known = heard.timings["first_token_ms"] + heard.timings["predicted_ms"]
    return (heard.total_s - known / 1000) / heard.tokens


def guessing(sitting: Sitting, samples: Sequence[Path]) -> Found:
    """How many tokens a second, and how many guesses a token, once the server has tried it."""
    for sample in [*samples] * WARM_UPS:
        reading(sitting, sample)
    heard = [reading(sitting, sample) for sample in samples]
    seconds = sum(answer.total_s - answer.first_s for answer in heard)
    tokens = sum(answer.tokens - 1 for answer in heard)
    guessed = sum(answer.timings.get("draft_n") or 0 for answer in heard)
    return {"decode, tokens/s": tokens / seconds, "guesses a token": guessed / tokens}


def reading(sitting: Sitting, sample: Path) -> Heard:
    """A screen's elements as kestrel-nano lists them."""
    said: list[Json] = [
        {"role": "user", "content": [*picture(sample), {"type": "text", "text": LIST}]}
    ]
    return sitting.ask(said, think=False, max_tokens=SAY)
