"""Which rows the window shows: what is here first, then what can be got."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.models.catalogue import Offer
from app.models.fit import Verdict
from app.models.progress import Progress
from app.models.shelf import Checkpoint
from app.ui.models.row import Act, Model, State
from app.ui.models.wording import size

Fits = Callable[[Checkpoint | Offer], Verdict]


@dataclass(frozen=True)
class Shown:
    """A row; a rare one is hidden until it is asked for."""

    model: Model
    is_rare: bool = False


def listing(
    here: Sequence[Checkpoint],
    offers: Sequence[Offer],
    progress: Mapping[str, Progress],
    chosen: str,
    fits: Fits,
) -> list[Shown]:
    """Those of the catalogue keep its order and their names, wherever they stand."""
    known = {offer.id: offer for offer in offers}
    rows = [
        Shown(_here(one, known.get(one.name), progress.get(one.name), chosen, fits(one)))
        for one in here
    ]
    names = {one.name for one in here if one.origin == "own"}
    rows += [
        Shown(_offered(offer, progress.get(offer.id), fits(offer)), is_rare=_is_rare(offer))
        for offer in offers
        if offer.id not in names
    ]
    return rows


def _here(
    one: Checkpoint, offer: Offer | None, progress: Progress | None, chosen: str, fits: Verdict
) -> Model:
    own = one.origin == "own"
    more: list[Act] = [] if one.converses else ["complete"]
    if own and offer is not None and one.can_be_repaired:
        more.append("repair")
    if own or one.origin == "opened":
        more.append("remove")
    state: State = "used" if chosen in (one.choice, one.name) else "here"
    if progress is not None:
        state, more = _going(progress), []
    name = offer.name if own and offer is not None else one.name
    return Model(
        one.name if own else one.choice, name, _facts(one, offer), state, fits, progress,
        progress.reason if progress else "", tuple(more),
    )  # fmt: skip


def _offered(offer: Offer, progress: Progress | None, fits: Verdict) -> Model:
    facts = f"{offer.quantization} · {size(offer.bytes)} · {offer.about}"
    if progress is None:
        return Model(offer.id, offer.name, facts, "offered", fits)
    state = _going(progress)
    return Model(offer.id, offer.name, facts, state, fits, progress, progress.reason, ("cancel",))


def _going(progress: Progress) -> State:
    if progress.phase in ("paused", "failed"):
        return "paused" if progress.phase == "paused" else "failed"
    return "getting"


def _facts(one: Checkpoint, offer: Offer | None) -> str:
    parts: list[str] = []
    if one.origin == "bundled":
        parts.append(QCoreApplication.translate("Models", "bundled"))
    elif one.bits is not None:
        parts.append(QCoreApplication.translate("Models", "{bits}-bit").format(bits=one.bits))
    parts.append(size(one.bytes))
    if one.origin == "bundled":
        parts.append(QCoreApplication.translate("Models", "reads simple screens, a demonstration"))
    elif offer is not None and one.origin == "own":
        parts.append(offer.about)
    elif one.origin == "cache":
        parts.append(QCoreApplication.translate("Models", "in Hugging Face's cache"))
    else:
        parts.append(str(one.folder))
    return " · ".join(parts)


def _is_rare(offer: Offer) -> bool:
    return offer.kind == "base" or offer.quantization == "full precision"
