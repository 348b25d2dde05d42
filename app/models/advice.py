"""Which model of the catalogue to begin with on this machine."""

from collections.abc import Sequence

from app.models.catalogue import Offer
from app.models.fit import verdict
from app.models.machine import Machine

BEGIN_WITH = "4-bit"  # nearly as good as full precision in a quarter of the memory


def best(offers: Sequence[Offer], machine: Machine, context: int) -> Offer | None:
    """The largest one to talk with that fits without being tight; None where none does."""
    fitting = [
        offer
        for offer in offers
        if offer.kind == "instruct"
        and offer.quantization == BEGIN_WITH
        and verdict(offer.config, offer.bytes, machine, context).kind == "fits"
    ]
    return max(fitting, key=lambda offer: offer.bytes, default=None)
