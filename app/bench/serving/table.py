"""The results as a table: best (median) of the runs, and which goals are reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from app.bench.report import machine
from app.bench.serving.results import Results
from app.bench.serving.run import AS_IT_IS, Plan
from app.bench.serving.servers import KESTREL, MLX_LM, MLX_VLM, MLX_VLM_CACHE
from app.bench.serving.talk import new_tokens

BEGIN, END = "<!-- kestrel bench serve -->", "<!-- /kestrel bench serve -->"
COLUMNS = tuple(server.name for server in (KESTREL, MLX_VLM, MLX_VLM_CACHE, MLX_LM))
OURS = KESTREL.name
WIRE_LIMIT = 1e-3  # seconds a token
GAIN = 1.3  # of speculative decoding, or it is to be off
SELDOM = 0.1  # guesses a token: it is only tried again now and then


@dataclass(frozen=True)
class Line:
    """One quantity of one row, for every server that has it, and what is wanted of ours."""

    name: str
    row: str
    quantity: str
    goals: Sequence[str] = ()
    scale: float = 1.0
    more_is_better: bool = False


def report(plan: Plan, results: Results, load: float) -> str:
    """The table with what it was measured on; `load` is the machine's before it began."""
    manner = plan.manner
    notes = [
        f"Conversations with {plan.model.name}: {manner.turns} turns of at most "
        f"{manner.max_tokens} tokens, {manner.pause:g} s between them; decoding with "
        f"{plan.nano.name}. Greedy, streamed, the same client for all.",
        f"Best (median) of {plan.repeats}, servers taking turns; ratios are of medians. "
        f"{machine()} Load {load:.1f} before it began.",
    ]
    return markdown(results, manner.turns, new_tokens(plan.model, manner.turns), notes)


def markdown(results: Results, turns: int, new_tokens: int, notes: Sequence[str]) -> str:
    """The table, the reasons of the dashes, and the notes."""
    heads = ["", *COLUMNS, "goal"]
    rows = [heads, ["---", *["---:"] * len(COLUMNS), "---"]]
    for line in _lines(results, turns, new_tokens):
        cells = [_cell(results, line, column) for column in COLUMNS]
        if any(cell != "–" for cell in cells):
            rows.append([line.name, *cells, "; ".join(filter(None, line.goals))])
    reasons = [f"{_where(*key)}: {reason}" for key, reason in results.failures.items()]
    table = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*table, "", *(f"- {note}" for note in [*notes, *reasons])])


def _lines(results: Results, turns: int, new_tokens: int) -> Iterator[Line]:
    first = f"first token of turn {turns}, ms"
    more = f"tokens prefilled, turns 2–{turns}"
    for row, words in (("picture", "picture, thinking"), ("text", "text, thinking")):
        only_new = [_at_most(results.middle(row, OURS, "prefilled"), new_tokens, "new tokens")]
        yield Line(f"{words}: {more}", row, "prefilled", only_new)
        sooner = _sooner(results, row)
        yield Line(f"{words}: {first}", row, "first, last turn", sooner, 1e3)
        name = f"{words}: first tokens of turns 2–{turns} together, ms"
        yield Line(name, row, "first, all later turns", scale=1e3)
    warm = results.middle("picture", OURS, "first, last turn")
    again = _times(results.middle("restart", OURS, "first after restart"), warm)
    wanted = [_verdict("{}× warm, goal ≤ 2×", again, again is not None and again <= 2)]
    name = f"picture, after a restart: {first}"
    yield Line(name, "restart", "first after restart", wanted, 1e3)
    yield from _crowd(results)
    yield from _wire(results)
    name = "kestrel-nano reads screens with MTP, tokens/s"
    yield Line(name, "mtp", "decode, tokens/s", [_guesses(results)], more_is_better=True)


def _sooner(results: Results, row: str) -> list[str]:
    ours = results.middle(row, OURS, "first, last turn")
    wanted = ((MLX_VLM, 10.0), (MLX_VLM_CACHE, 1.5)) if row == "picture" else ((MLX_LM, 1.5),)
    goals: list[str] = []
    for server, least in wanted:
        ratio = _times(results.middle(row, server.name, "first, last turn"), ours)
        words = f"{{}}× sooner than {server.name}, goal ≥ {least:g}×"
        goals.append(_verdict(words, ratio, ratio is not None and ratio >= least))
    return goals


def _crowd(results: Results) -> Iterator[Line]:
    for name, quantity, scale, more in (
        ("four clients: tokens/s", "crowd, tokens/s", 1.0, True),
        ("four clients: worst first token, ms", "crowd, worst first", 1e3, False),
    ):
        ours = results.middle("crowd", OURS, quantity)
        peer = results.middle("crowd", MLX_VLM.name, quantity)
        ratio = _times(ours, peer) if more else _times(peer, ours)
        goal = _verdict("{}× mlx-vlm, goal ≥ 1.0×", ratio, ratio is not None and ratio >= 1)
        yield Line(name, "crowd", quantity, [goal], scale, more)


def _wire(results: Results) -> Iterator[Line]:
    for name, quantity in (
        ("wire, a token: client less server's own clock, ms", "wire, own clock"),
        ("wire, a token: client less the same without a server, ms", "wire"),
    ):
        middle = results.middle("wire", OURS, quantity)
        goal = _verdict("goal ≤ 1 ms", middle, middle is not None and middle <= WIRE_LIMIT)
        yield Line(name, "wire", quantity, [goal], 1e3)


def _guesses(results: Results) -> str:
    on = results.middle("mtp", "guesses: on", "decode, tokens/s")
    off = results.middle("mtp", "guesses: off", "decode, tokens/s")
    gain = _times(on, off)
    used = results.middle("mtp", AS_IT_IS, "guesses a token")
    words = "{}× of off, goal ≥ 1.3× or off"
    if used is not None:
        words += f"; the server finds it {'on' if used > SELDOM else 'off'}"
    reached = (gain or 0) >= GAIN or (used is not None and used <= SELDOM)
    return _verdict(words, gain, reached)


def _at_most(value: float | None, limit: float, what: str) -> str:
    reached = value is not None and value <= limit
    return _verdict(f"goal ≤ {limit:g} {what}", value, reached)


def _verdict(words: str, value: float | None, reached: bool) -> str:
    if value is None:
        return ""
    return f"{words.format(f'{value:.2f}')}: {'reached' if reached else '**missed**'}"


def _times(value: float | None, unit: float | None) -> float | None:
    return value / unit if value is not None and unit else None


def _cell(results: Results, line: Line, column: str) -> str:
    if line.row == "mtp" and column == OURS:
        column = "guesses: on"
    values = results.values(line.row, column, line.quantity)
    if not values:
        told = results.runs.get((line.row, column))
        return "not told" if told else "–"
    best = (max if line.more_is_better else min)(values) * line.scale
    middle = median(values) * line.scale
    digits = 0 if abs(middle) >= 100 else 1 if abs(middle) >= 10 else 2
    return f"{best:.{digits}f} ({middle:.{digits}f})"


def _where(row: str, column: str) -> str:
    return f"{row}, {column}" if row else column
