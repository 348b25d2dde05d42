"""An engine that says what nano cannot, and stops in the middle: for pictures of the states.

python -m tools.screens.speaker ARGUMENTS OF AN ENGINE
"""

import sys
from collections.abc import Sequence

from app.cli.serve import run_engine
from app.engine.face import Event, Listen
from app.engine.order import Order
from mlx_model.runtime.events import End, Prefill, Text, Thinking
from tests.fixtures.scripted_engine import TIMINGS, USAGE, ScriptedEngine, ScriptedTicket
from tools.screens import words

PREFILLING = (Prefill(1204, 12650), Prefill(7324, 12650))
THINKING = (Prefill(1609, 1609), Thinking(words.THOUGHT_NOW, 1))
ANSWERING = (Prefill(1609, 1609), Text(words.LONG[:900], 1))


class Speaker(ScriptedEngine):
    """What has no end goes on until it is cancelled."""

    def _tell(
        self, order: Order, script: Sequence[Event], ticket: ScriptedTicket, listen: Listen
    ) -> None:
        super()._tell(order, script, ticket, listen)
        if not ticket.ended.is_set():
            ticket.cancelled.wait()
            ticket.ended.set()
            listen(End("cancelled", USAGE, TIMINGS))


def opened() -> Speaker:
    return Speaker(PREFILLING, THINKING, ANSWERING)


if __name__ == "__main__":
    sys.exit(run_engine(sys.argv[1:], opened))
