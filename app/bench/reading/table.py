"""What was measured, as Markdown tables."""

from collections.abc import Callable, Sequence

from app.bench.reading.results import Count, total
from app.bench.reading.scores import Listed, Share, f1_interval

BEGIN, END = "<!-- kestrel bench reading -->", "<!-- /kestrel bench reading -->"
NOTHING = "–"
Column = tuple[str, Callable[[Count], str]]

_FINDING: tuple[Column, ...] = (
    ("one look", lambda c: told(c.once())),
    ("with the second look", lambda c: told(c.closely())),
    ("of texts", lambda c: told(c.closely("text"))),
    ("of icons", lambda c: told(c.closely("icon"))),
    ("absent: one look", lambda c: told(c.refused(closely=False))),
    ("absent: all looks", lambda c: told(c.refused(closely=True))),
    ("wrong format", lambda c: f"{c.unreadable.right} of {c.unreadable.asked}"),
    ("s", lambda c: _seconds(c.find_seconds)),
)
_LISTING: tuple[Column, ...] = (
    ("screens", lambda c: str(len(c.lists))),
    ("F1, one look", lambda c: _f1(c.listed_once)),
    ("F1, in tiles where needed", lambda c: _f1(c.listed)),
    ("precision", lambda c: told(total(c.listed).precision)),
    ("recall", lambda c: told(total(c.listed).recall)),
    ("role", lambda c: told(c.roles)),
    ("state", lambda c: told(c.states)),
    ("s", lambda c: _seconds(c.list_seconds)),
)
_EXTRACTING: tuple[Column, ...] = (
    ("documents", lambda c: str(len(c.papers))),
    ("values found", lambda c: told(c.values_found)),
    ("extracted ones true", lambda c: told(c.values_right)),
    ("invented", lambda c: told(c.values_invented)),
    ("confirmed", lambda c: told(c.values("confirmed"))),
    ("unconfirmed", lambda c: told(c.values("unconfirmed"))),
    ("contradicted", lambda c: told(c.values("contradicted"))),
    ("s", lambda c: _seconds(c.paper_seconds)),
)
_BELIEF: tuple[Column, ...] = (
    ("place confirmed", lambda c: told(c.places("confirmed"))),
    ("unconfirmed", lambda c: told(c.places("unconfirmed"))),
    ("contradicted", lambda c: told(c.places("contradicted"))),
    ("absence confirmed", lambda c: told(c.gone("confirmed"))),
    ("unconfirmed", lambda c: told(c.gone("unconfirmed"))),
    ("element confirmed", lambda c: told(c.elements("confirmed"))),
    ("unconfirmed", lambda c: told(c.elements("unconfirmed"))),
    ("contradicted", lambda c: told(c.elements("contradicted"))),
)


def markdown(counts: Sequence[Count], notes: Sequence[str]) -> str:
    """Finding, listing and calibration, then what it was measured with and what went wrong.

    `counts` are those of `results.counts`: the last one is of everything.
    """
    screens = [count for count in counts if count.finds or count.absences or count.lists]
    papers = [count for count in counts if count.papers]
    parts: list[str] = []
    if any(count.finds or count.absences for count in screens):
        parts += ["Find: the point lies in the box", _table(_FINDING, screens)]
    if any(count.lists for count in screens):
        parts += ["List: IoU of at least 0.5 and the same text", _table(_LISTING, screens)]
    if screens:
        parts += ["Calibration: how much of what got a verdict is true", _table(_BELIEF, screens)]
    if papers:
        title = "Extract: values of documents; under each verdict, how many are true"
        parts += [title, _table(_EXTRACTING, papers)]
    failed = [
        _cell(f"Failed: {one.source}, {one.screen}, {one.words or 'list'}: {one.reason}")
        for one in counts[-1].failures
    ]
    return "\n\n".join([*parts, *notes, *failed[:10], *_more(failed[10:])])


def told(share: Share) -> str:
    """A share with its interval and what it is a share of."""
    if share.value is None:
        return NOTHING
    low, high = share.interval
    return f"{_percent(share.value)} % ({_percent(low)}–{_percent(high)}) of {share.asked}"


def _table(columns: Sequence[Column], counts: Sequence[Count]) -> str:
    lines = [["source", *(name for name, _ in columns)], ["---", *("---:" for _ in columns)]]
    lines += [[count.source, *(cell(count) for _, cell in columns)] for count in counts]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """Names come from files: none may break the table, or the page it stands in."""
    return " ".join(text.split()).replace("|", "/").replace("<", "‹")


def _more(failed: Sequence[str]) -> list[str]:
    return [f"{len(failed)} more failed."] if failed else []


def _f1(lists: Sequence[Listed]) -> str:
    value = total(lists).f1
    if value is None:
        return NOTHING
    low, high = f1_interval(lists)
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}"


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"
