"""What was measured, as values that JSON takes: every figure of the tables, with its interval."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from app.bench.reading.results import VERDICTS, Count, total
from app.bench.reading.scores import Listed, Share, f1_interval

Json: TypeAlias = dict[str, Any]  # Any: what json.dumps takes


def records(counts: Sequence[Count]) -> list[Json]:
    """One of each source, and the last one of all."""
    return [
        {
            "source": count.source,
            "find": _finding(count),
            "list": _listing(count),
            "extract": _extracting(count),
            "calibration": _calibration(count),
            "failed": len(count.failures),
        }
        for count in counts
    ]


def _finding(count: Count) -> Json:
    return {
        "once": _share(count.once()),
        "closely": _share(count.closely()),
        "closely_text": _share(count.closely("text")),
        "closely_icon": _share(count.closely("icon")),
        "absent_once": _share(count.refused(closely=False)),
        "absent_closely": _share(count.refused(closely=True)),
        "wrong_format": _share(count.unreadable),
        "median_seconds": count.find_seconds,
    }


def _listing(count: Count) -> Json:
    return {
        "screens": len(count.lists),
        "once": _lists(count.listed_once),
        "checked": _lists(count.listed),
        "role": _share(count.roles),
        "state": _share(count.states),
        "median_seconds": count.list_seconds,
    }


def _extracting(count: Count) -> Json:
    return {
        "documents": len(count.papers),
        "found": _share(count.values_found),
        "true": _share(count.values_right),
        "invented": _share(count.values_invented),
        "median_seconds": count.paper_seconds,
    }


def _calibration(count: Count) -> Json:
    return {
        verdict: {
            "place": _share(count.places(verdict)),
            "absence": _share(count.gone(verdict)),
            "element": _share(count.elements(verdict)),
            "value": _share(count.values(verdict)),
        }
        for verdict in VERDICTS
    }


def _share(share: Share) -> Json:
    """Without an interval where nothing was asked."""
    interval = [round(side, 4) for side in share.interval] if share.asked else None
    return {"right": share.right, "asked": share.asked, "interval": interval}


def _lists(lists: Sequence[Listed]) -> Json:
    whole = total(lists)
    interval = [round(side, 4) for side in f1_interval(lists)] if whole.f1 is not None else None
    counted: Json = {"said": whole.said, "there": whole.there, "hits": whole.hits}
    return counted | {"f1": whole.f1, "interval": interval}
