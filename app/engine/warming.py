"""Work for when nobody waits: let the model see what the next question will begin with.

The chat template drops earlier thoughts, so what was generated is not what the next prompt holds.
As soon as an answer is given, its conversation is rendered as it will be: with the answer in it
and two made-up turns after it. What the two prompts share, the next real one will share too. It is
seen from the snapshot before the answer, which costs the answer's tokens alone, so that the next
question prefills nothing but itself. A request that arrives is served at once: what was seen by
then is kept.

The other idle work is writing snapshots to disk.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from app.engine.checkpoint import Checkpoint
from app.engine.job import Job
from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.fields import Json
from mlx_model.inputs.message import Message, TextPart
from mlx_model.inputs.processor import Prompt
from mlx_model.runtime.context import prompt_keys
from mlx_model.runtime.events import Call, Prefill
from mlx_model.runtime.prefill import Prefilling, keep
from mlx_model.runtime.request import Request, Tally

CHUNK = 128  # tokens between two looks at whether somebody waits
MOST = 4  # conversations that wait to be warmed; older ones are let go
log = logging.getLogger(__name__)


class Warming:
    """Idle work of the model thread; prompts are made in a thread of its own."""

    def __init__(self, checkpoint: Checkpoint, wake: Callable[[], None]) -> None:
        self._checkpoint = checkpoint
        self._wake = wake
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warming")
        self._prompts: deque[tuple[Prompt, Order]] = deque(maxlen=MOST)
        self._making = threading.Semaphore(MOST)
        self._current: tuple[Prefilling, Iterator[Prefill], Order] | None = None
        self._writing = True  # the disk may have work left from before

    @property
    def busy(self) -> bool:
        """Whether `step` has something to do."""
        return self._current is not None or bool(self._prompts) or self._writing

    def after(self, job: Job) -> None:
        """An answer was given: its conversation may go on."""
        self._writing = True
        order = job.order
        if not order.messages or not order.warm or order.keep == "nothing":
            return
        if not self._making.acquire(False):
            return
        said = "".join(job.text)
        self._thread.submit(self._make, order, said, list(job.calls))

    def step(self) -> None:
        """One small piece of work."""
        with harmless():
            if self._current is not None:
                self._chunk(*self._current)
            elif self._prompts:
                self._begin(*self._prompts.pop())  # the latest conversation first
            elif self._writing:
                self._writing = self._checkpoint.snapshots.idle()
            return
        self._current, self._writing = None, False  # it went wrong

    def yield_to_requests(self) -> None:
        """Somebody waits: keep what was seen, and leave the rest."""
        if self._current is not None:
            prefilling, _, order = self._current
            with harmless():
                self._keep(prefilling, order)

    def close(self) -> None:
        """Make no more prompts."""
        self._current = None
        self._thread.shutdown(cancel_futures=True)

    def _make(self, order: Order, said: str, calls: list[Call]) -> None:
        prompt = None
        try:
            with harmless():  # a template may refuse made-up turns; nothing is lost
                prompt = next_beginning(self._checkpoint, order, said, calls)
        finally:
            self._making.release()
        if prompt is not None:
            self._prompts.append((prompt, order))
            self._wake()

    def _begin(self, prompt: Prompt, order: Order) -> None:
        kept = self._checkpoint
        keys = prompt_keys(kept.model, prompt)
        if kept.snapshots.known(keys, below=len(keys)) == len(keys):
            return
        request = Request(
            model=kept.model, processor=kept.processor, prompt=prompt, prefill_chunk=CHUNK
        )
        prefilling = Prefilling(
            request,
            kept.context(),
            Tally(len(prompt.ids)),
            snapshots=kept.snapshots,
            features=kept.features,
        )
        self._current = prefilling, prefilling.chunks(), order

    def _chunk(self, prefilling: Prefilling, chunks: Iterator[Prefill], order: Order) -> None:
        if next(chunks, None) is None:
            self._keep(prefilling, order)

    def _keep(self, prefilling: Prefilling, order: Order) -> None:
        self._current = None
        keep(prefilling.context, self._checkpoint.snapshots, on_disk=order.keep == "disk")
        self._writing = True


@contextmanager
def harmless() -> Iterator[None]:
    """Nobody asked for this work, so nobody may suffer from it: what goes wrong is logged."""
    try:
        yield
    except KestrelError as error:  # such as a conversation that has filled the context
        log.info("no warming: %s", error)
    except Exception:  # see above
        log.exception("idle work failed")


def next_beginning(
    checkpoint: Checkpoint, order: Order, said: str, calls: list[Call]
) -> Prompt | None:
    """What every next prompt of this conversation begins with, None if that is not certain.

    Raises:
        KestrelError: the template does not render such a conversation.
    """
    answer = Message("assistant", (TextPart(said),), tool_calls=tuple(tool_calls(calls)))
    prompts = []
    for words in ("a", "b"):
        role = "tool" if calls else "user"
        following = Message(role, (TextPart(words),))
        prompts.append(
            checkpoint.processor.prompt(
                (*order.messages, answer, following),
                tools=order.tools if order.tool_choice != "none" else None,
                enable_thinking=order.think,
            )
        )
    keys = [prompt_keys(checkpoint.model, prompt) for prompt in prompts]
    shortest = min(map(len, keys))
    differ = np.flatnonzero(keys[0][:shortest] != keys[1][:shortest])
    return beginning(prompts[0], int(differ[0])) if len(differ) else None


def beginning(prompt: Prompt, length: int) -> Prompt:
    """The first tokens of a prompt; all its pictures must lie in them."""
    return replace(prompt, ids=prompt.ids[:length], positions=prompt.positions[:, :length])


def tool_calls(calls: list[Call]) -> list[Json]:
    """The calls of an answer as a client would send them back."""
    whole: dict[int, dict[str, str]] = {}
    for call in calls:
        function = whole.setdefault(call.index, {"name": "", "arguments": ""})
        function["name"] += call.name
        function["arguments"] += call.arguments
    return [{"type": "function", "function": function} for function in whole.values()]
