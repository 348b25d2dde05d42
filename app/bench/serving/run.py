"""The whole bench: every row on every server it concerns, by turns.

Each measurement has a server of its own, started for it in an empty folder and ended after it, so
that none warms another. One that failed is not tried again; its cell becomes a dash with a reason.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app.bench.serving import inside, measures
from app.bench.serving.client import Unanswered
from app.bench.serving.inside import in_own_process
from app.bench.serving.measures import Found, Manner
from app.bench.serving.results import Results
from app.bench.serving.running import NotStarted
from app.bench.serving.servers import KESTREL, MLX_LM, MLX_VLM_CACHE, SERVERS, Server
from app.bench.serving.sitting import Sitting, new_place, serving
from app.bench.serving.talk import in_words, picture
from mlx_model.errors import RequestError

ROWS = ("chat", "restart", "crowd", "wire", "mtp")
AS_IT_IS = "guesses: as it is"  # whichever way the server finds faster


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    model: Path  # for the conversations
    nano: Path  # kestrel-nano, for decoding
    samples: tuple[Path, ...]  # screens, each with its elements beside it; the first is talked of
    rows: tuple[str, ...] = ROWS
    servers: tuple[Server, ...] = SERVERS
    repeats: int = 3
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True)
class Task:
    """One cell of the table; `measure` is given the number of the round."""

    row: str
    column: str
    measure: Callable[[int], Found]


def run_serving(plan: Plan, tell: Callable[[str], None] = lambda line: None) -> Results:
    """Measure all of it; `tell` is told each run as a line.

    Raises:
        RequestError: the numbers make no sense.
    """
    if plan.repeats < 1 or plan.manner.turns < 2 or plan.manner.max_tokens < 2:
        raise RequestError("Measure at least one run, of two turns, of two tokens each.")
    results, work = Results(), list(tasks(plan))
    for column in {server.name: server for server in plan.servers if not server.installed}:
        results.failures["", column] = "not installed here"
    for number in range(plan.repeats):
        for task in work:
            tell(f"round {number + 1} of {plan.repeats}: {_measure(results, task, number)}")
    return results


def tasks(plan: Plan) -> Iterator[Task]:
    """The cells, Kestrel's beside its peers', in the order in which they are measured."""
    servers = [server for server in plan.servers if server.installed]
    sample = plan.samples[0]
    for server in servers if "chat" in plan.rows else ():
        if server.sees:
            yield _on(server, plan, "picture", _chat(plan, picture(sample)))
        if server.name in (KESTREL.name, MLX_LM.name):
            yield _on(server, plan, "text", _chat(plan, in_words(sample)))
    for server in servers if "crowd" in plan.rows else ():
        if server.name == MLX_VLM_CACHE.name:
            continue  # nobody asked these questions before: its cache has nothing to give
        yield _on(server, plan, "crowd", lambda s, n: measures.crowd(s, plan.manner, n))
    for server in servers:
        if server.name == KESTREL.name:
            yield from _own(server, plan)


def _own(ours: Server, plan: Plan) -> Iterator[Task]:
    """What is measured of Kestrel alone."""
    reader = replace(plan, model=plan.nano)
    if "restart" in plan.rows:
        yield Task("restart", ours.name, lambda _: _restart(ours, plan))
    if "wire" in plan.rows:
        yield _on(ours, reader, "wire", lambda s, _: _wire(s, plan))
    if "mtp" in plan.rows:
        for guesses in ("on", "off"):
            yield Task("mtp", f"guesses: {guesses}", lambda _, g=guesses: _guessing(plan, g))
        server = replace(ours, name=AS_IT_IS)
        yield _on(server, reader, "mtp", lambda s, _: measures.guessing(s, plan.samples))


def _on(server: Server, plan: Plan, row: str, measure: Callable[[Sitting, int], Found]) -> Task:
    """A cell that wants a server of its own."""

    def started(number: int) -> Found:
        with new_place(plan.model) as place, serving(server, place) as sitting:
            return measure(sitting, number)

    return Task(row, server.name, started)


def _chat(plan: Plan, lead: list[measures.Json]) -> Callable[[Sitting, int], Found]:
    return lambda sitting, _: measures.chat(sitting, lead, plan.manner)


def _restart(server: Server, plan: Plan) -> Found:
    with new_place(plan.model) as place:
        return measures.restart(server, place, picture(plan.samples[0]), plan.manner)


def _wire(sitting: Sitting, plan: Plan) -> Found:
    sample = plan.samples[0]
    found = measures.wire(sitting, sample)
    pace = in_own_process(inside.Task(str(plan.nano), (str(sample),)))
    alone = pace.seconds / pace.tokens
    return found | {"in process": alone, "wire": found["client"] - alone}


def _guessing(plan: Plan, guesses: Literal["on", "off"]) -> Found:
    samples = tuple(str(sample) for sample in plan.samples)
    pace = in_own_process(inside.Task(str(plan.nano), samples, guesses))
    found = {"decode, tokens/s": pace.tokens / pace.seconds}
    return found | {"guessed": float(pace.guessed), "accepted": float(pace.accepted)}


def _measure(results: Results, task: Task, number: int) -> str:
    """One run into the results; the line that tells of it."""
    key, name = (task.row, task.column), f"{task.row}, {task.column}"
    if key in results.failures:
        return f"{name}: not tried again"
    try:
        found = task.measure(number)
    except (NotStarted, Unanswered) as error:
        results.failures[key] = str(error)
    except subprocess.CalledProcessError as error:
        results.failures[key] = (error.stderr.strip().splitlines() or ["it failed"])[-1]
    else:
        results.note(*key, found)
        return f"{name}: " + ", ".join(f"{what} {value:.4g}" for what, value in found.items())
    return f"{name}: {results.failures[key]}"
