"""The model thread: all requests in flight share it, step by step.

A round is a chunk of one prompt or a step of all replies in flight, whichever of the two has had
less of the thread's time; so a long prompt slows answers down, but never stops them, and answers
slow a prompt down as much. Two kinds of prompts go ahead of answers: urgent ones, and what is left
of a prompt when that is short, for its reply then joins the others' steps. Between rounds new
orders are taken up and cancelled ones end. When nobody waits, idle work is done in small pieces.

Whatever happens to a request ends as its End; nothing but leaving ends the thread.
"""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import TypeAlias

from app.engine.checkpoint import Checkpoint
from app.engine.job import Job
from app.engine.preparing import CHUNK, Prepared
from app.engine.warming import Warming
from mlx_model.errors import KestrelError
from mlx_model.runtime.decoding import Decoding
from mlx_model.runtime.events import Prefill
from mlx_model.runtime.prefill import Prefilling, keep
from mlx_model.runtime.request import Tally

MOST_ROWS = 32  # requests in flight
SHARED_CHUNK = 256  # tokens of a prefill's chunk while others wait for theirs or for tokens
log = logging.getLogger(__name__)


Entry: TypeAlias = tuple[Job, Iterator[Prefill]]


class Signal(Enum):
    """What the model thread hears of besides orders."""

    WAKE = auto()  # look again at what is to be done
    LEAVE = auto()


class InternalError(KestrelError):
    """A mistake of ours, or of the device; the request is lost, the engine goes on."""


class Scheduler:
    """Runs in one thread, from `run` to its return. `inbox` takes what it is to do."""

    def __init__(self, checkpoint: Checkpoint, warming: Warming) -> None:
        self.inbox: SimpleQueue[tuple[Job, Prepared] | Signal] = SimpleQueue()
        self._checkpoint = checkpoint
        self._warming = warming
        self._waiting: deque[tuple[Job, Prepared]] = deque()
        self._prefills: list[Entry] = []
        self._replies: list[Job] = []
        self._ahead = 0.0  # seconds that prompts have had more than answers
        self._leaving = False

    @property
    def waiting(self) -> int:
        """Requests not begun."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """Requests begun."""
        return len(self._prefills) + len(self._replies)

    @property
    def needs(self) -> int:
        """Bytes that the requests in flight may need."""
        return sum(job.needs for job in self._all())

    def wake(self) -> None:
        """Look again at what is to be done; from any thread."""
        self.inbox.put(Signal.WAKE)

    def run(self) -> None:
        """Answer until told to leave; then end what is under way as cancelled."""
        while not self._leaving:
            self._take_orders(wait=not (self._busy() or self._warming.busy))
            self._end_cancelled()
            if self._waiting or self._busy():
                self._warming.yield_to_requests()
            self._admit()
            if self._busy():
                self._round()
            else:
                self._warming.step()
        for job in self._all():
            job.stop()

    def _busy(self) -> bool:
        replies = any(not job.paused for job in self._replies)
        return replies or any(not job.paused for job, _ in self._prefills)

    def _take_orders(self, *, wait: bool) -> None:
        try:
            while True:
                order = self.inbox.get(block=wait)
                wait = False
                if order is Signal.LEAVE:
                    self._leaving = True
                    return
                if not isinstance(order, Signal):
                    self._queue(*order)
        except Empty:
            pass

    def _queue(self, job: Job, prepared: Prepared) -> None:
        """Urgent ones before all others, otherwise as they come."""
        ahead = len(self._waiting)
        if job.order.urgent:
            ahead = sum(other.order.urgent for other, _ in self._waiting)
        self._waiting.insert(ahead, (job, prepared))

    def _all(self) -> list[Job]:
        return [job for job, _ in [*self._waiting, *self._prefills]] + self._replies

    def _end_cancelled(self) -> None:
        gone = [job for job in self._all() if job.cancelled.is_set()]
        for job in gone:
            job.stop()
            self._let_go(job)

    def _admit(self) -> None:
        """Begin what fits beside those in flight; the first that does not holds the others back."""
        free = self._checkpoint.budget.free
        while self._waiting and self.running < MOST_ROWS:
            job, prepared = self._waiting[0]
            used = self.needs
            if used and used + prepared.needs > free:
                return
            self._waiting.popleft()
            self._make_room(used + prepared.needs)
            with self._guarded(job):
                self._begin(job, prepared)

    def _make_room(self, needs: int) -> None:
        """Let snapshots and features shrink to what requests leave."""
        kept = self._checkpoint
        over = needs + kept.snapshots.nbytes + kept.features.nbytes - kept.budget.free
        if over > 0:
            over -= kept.features.reclaim(over)
        if over > 0:
            kept.snapshots.reclaim(over)

    def _begin(self, job: Job, prepared: Prepared) -> None:
        job.prompt, job.needs = prepared.prompt, prepared.needs
        job.tally = Tally(len(prepared.prompt.ids))
        job.prefilling = Prefilling(
            prepared.request,
            self._checkpoint.context(),
            job.tally,
            snapshots=self._checkpoint.snapshots,
            features=self._checkpoint.features,
        )
        self._prefills.append((job, job.prefilling.chunks()))

    def _round(self) -> None:
        start = perf_counter()
        entry = self._next_prompt()
        if entry is not None and self._is_its_turn(entry[0]):
            with self._guarded(entry[0]):
                self._one_chunk(*entry)
            self._ahead += perf_counter() - start
        else:
            self._decode_all()
            self._ahead -= perf_counter() - start
        if not (self._prefills and self._replies):
            self._ahead = 0.0

    def _is_its_turn(self, prompt: Job) -> bool:
        """Whether a prompt's chunk comes before the next step of the replies."""
        answering = [job for job in self._replies if not job.paused]
        if not answering or prompt.order.urgent:
            return True
        if any(job.order.urgent for job in answering):
            return False
        return self._ahead <= 0 or _goes_first(prompt)

    def _next_prompt(self) -> "Entry | None":
        """Those that go first, the others in turn."""
        ready = [entry for entry in self._prefills if not entry[0].paused]
        first = [entry for entry in ready if _goes_first(entry[0])]
        for entry in first or ready:
            self._prefills.remove(entry)
            self._prefills.append(entry)
            return entry
        return None

    def _one_chunk(self, job: Job, chunks: Iterator[Prefill]) -> None:
        prefilling = job.prefilling
        assert prefilling is not None and job.tally is not None
        alone = self.running == 1
        prefilling.size = CHUNK if alone or job.order.urgent else SHARED_CHUNK
        progress = next(chunks, None)
        if progress is not None:
            job.tell(progress)
            return
        assert prefilling.logits is not None
        job.reply = Decoding(prefilling.request, prefilling.context, job.tally, prefilling.logits)
        self._drop_prefill(job)
        self._replies.append(job)

    def _decode_all(self) -> None:
        jobs = [job for job in self._replies if not job.paused]
        rows = [job.reply for job in jobs if job.reply is not None]
        if not rows:
            return
        try:
            told = self._checkpoint.decoder.step(rows)
        except Exception as error:  # the device's errors have no class of their own
            log.exception("a step of decoding failed")
            self._checkpoint.decoder.forget()
            for job in jobs:
                job.fail(_internal(error))
                self._let_go(job, whole=False)
            return
        for job, events in zip(jobs, told, strict=True):
            for event in events:
                if not job.cancelled.is_set():  # a step may bring several tokens
                    job.tell(event)
            if job.reply is not None and job.reply.end is not None:
                self._finish(job, job.reply)

    def _finish(self, job: Job, reply: Decoding) -> None:
        assert reply.end is not None and job.tally is not None
        for event in reply.flush():
            job.tell(event)
        job.tell(job.tally.end(reply.end, reply.error))
        self._let_go(job)
        self._warming.after(job)

    def _let_go(self, job: Job, *, whole: bool = True) -> None:
        """Forget a request that is over; what it saw may serve the next."""
        self._waiting = deque(entry for entry in self._waiting if entry[0] is not job)
        self._drop_prefill(job)
        if job in self._replies:
            self._replies.remove(job)
            if whole:
                self._checkpoint.decoder.leave()
        if job.prefilling is not None and whole and job.order.keep != "nothing":
            context = job.prefilling.context
            try:
                keep(context, self._checkpoint.snapshots, on_disk=job.order.keep == "disk")
            except Exception:  # the answer is given; only its snapshot is lost
                log.exception("a snapshot could not be kept")
        job.prefilling = job.reply = None
        job.needs = 0
        self._make_room(self.needs)

    def _drop_prefill(self, job: Job) -> None:
        self._prefills = [entry for entry in self._prefills if entry[0] is not job]

    @contextmanager
    def _guarded(self, job: Job) -> Iterator[None]:
        """A step of a request that raises is its end, not ours."""
        try:
            yield
        except KestrelError as error:
            job.fail(error)
            self._let_go(job, whole=False)
        except Exception as error:  # the device's errors have no class of their own
            log.exception("a request failed")
            job.fail(_internal(error))
            self._let_go(job, whole=False)


def _goes_first(job: Job) -> bool:
    return job.order.urgent or (job.prefilling is not None and job.prefilling.left <= SHARED_CHUNK)


def _internal(error: Exception) -> InternalError:
    return InternalError(f"The engine failed at this request ({error}): send it again.")
