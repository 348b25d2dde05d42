"""The engine of this process: one checkpoint, one model thread, and threads that make prompts."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.engine.checkpoint import Checkpoint, Setup, open_checkpoint, recommended
from app.engine.face import Attached, Listen, Measured, ModelCard, Status
from app.engine.job import Job
from app.engine.memory import machine_limit, resident
from app.engine.order import Order
from app.engine.preparing import Cancelled, prepare, show_frames
from app.engine.scheduler import InternalError, Scheduler, Signal
from app.engine.warming import Warming
from mlx_model.config import load_config
from mlx_model.errors import ConfigError, KestrelError, RequestError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.strip import Strip
from mlx_model.runtime.context import prompt_keys
from mlx_model.runtime.decode import Use
from mlx_model.runtime.thread import leave_thread

PREPARING = 2  # prompts made at once: a long video must not keep a short question waiting
log = logging.getLogger(__name__)


class LocalEngine:
    """An `Engine` (face.py). Its checkpoint is loaded by the model thread from the start."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._config = load_config(setup.folder)
        self._sampling = recommended(setup.folder)
        self._checkpoint: Checkpoint | None = None
        self._scheduler: Scheduler | None = None
        self._failure: KestrelError | None = None
        self._loaded = threading.Event()
        self._closed = False
        self._jobs: set[Job] = set()  # not over yet
        self._lock = threading.Lock()
        self._preparing = ThreadPoolExecutor(PREPARING, thread_name_prefix="prompt")
        self._urgent = ThreadPoolExecutor(1, thread_name_prefix="urgent")
        self._thread = threading.Thread(target=self._live, name="model", daemon=True)
        self._thread.start()

    def models(self) -> tuple[ModelCard, ...]:
        """The one checkpoint that it was started with."""
        folder, config = self._setup.folder, self._config
        return (
            ModelCard(
                id=folder.name,
                created=int((folder / "config.json").stat().st_mtime),
                loaded=self._checkpoint is not None,
                sees=config.vision is not None,
                chats=(folder / "chat_template.jinja").exists(),
                context=config.text.max_position_embeddings,
                sampling=self._sampling,
            ),
        )

    def status(self) -> Status:
        """How it is; the figures of memory are as of now."""
        name = self._setup.folder.name
        if self._failure is not None:
            return Status("failed", name, str(self._failure))
        checkpoint, scheduler = self._checkpoint, self._scheduler
        if checkpoint is None or scheduler is None:
            return Status("loading", name)
        memory = {
            "limit": checkpoint.budget.limit,
            "weights": checkpoint.budget.weights,
            "snapshots": checkpoint.snapshots.nbytes,
            "snapshots_on_disk": checkpoint.snapshots.disk_nbytes,
            "features": checkpoint.features.nbytes,
            "requests": scheduler.needs,
            "process": resident(),
        }
        running = scheduler.running
        with self._lock:
            waiting = len(self._jobs) - running
        return Status("ready", name, waiting=max(waiting, 0), running=running, memory=memory)

    def submit(self, order: Order, listen: Listen) -> Job:
        """Hand in an order; see `Engine.submit`."""
        job = Job(order, listen, self._wake, self._forget)
        with self._lock:
            if not self._closed:
                self._jobs.add(job)
                pool = self._urgent if order.urgent else self._preparing
                pool.submit(self._prepare, job)
                return job
        job.fail(ConfigError("The engine has been closed: start it again."))
        return job

    def measure(self, order: Order, listen: Callable[[Measured | KestrelError], None]) -> None:
        """Say what an order would cost; see `Engine.measure`."""
        self._preparing.submit(self._measure, order, listen)

    def frames(
        self,
        part: VideoPart,
        side: int,
        cancelled: Callable[[], bool],
        listen: Callable[[Strip | KestrelError], None],
    ) -> None:
        """Show what would be sent of a clip; see `Engine.frames`."""
        self._preparing.submit(self._show, part, side, cancelled, listen)

    def close(self) -> None:
        """End every request and the model thread; give the memory back."""
        with self._lock:
            self._closed = True
            jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        self._loaded.wait()
        if self._scheduler is not None:
            self._scheduler.inbox.put(Signal.LEAVE)
        self._thread.join()
        self._preparing.shutdown(cancel_futures=True)
        self._urgent.shutdown(cancel_futures=True)
        for job in jobs:
            job.stop()

    def _live(self) -> None:
        """The model thread: load, answer, give back."""
        try:
            checkpoint = open_checkpoint(self._setup)
            warming = Warming(checkpoint, self._wake)
            self._scheduler = Scheduler(checkpoint, warming)
            self._checkpoint = checkpoint
            self._loaded.set()
            self._scheduler.run()
            warming.close()
            checkpoint.snapshots.close()
        except KestrelError as error:
            self._failure = error
        except Exception as error:  # so that requests hear of it, whatever it is
            log.exception("the model thread ended")
            self._failure = InternalError(f"The engine failed ({error}): start it again.")
        finally:
            self._loaded.set()
            self._fail_all()
            self._checkpoint = checkpoint = warming = None
            leave_thread()

    def _fail_all(self) -> None:
        """The model thread ends by a failure: so does whatever still waits for it."""
        if self._failure is not None:
            with self._lock:
                jobs = list(self._jobs)
            for job in jobs:
                job.fail(self._failure)

    def _prepare(self, job: Job) -> None:
        try:
            checkpoint = self._ready(job)
            if checkpoint is None or self._scheduler is None:
                job.stop()
                return
            prepared = prepare(checkpoint, job.order, job.cancelled.is_set)
            job.prompt = prepared.prompt
            job.tell(Attached(prepared.prompt.receipts, len(prepared.prompt.ids)))
            self._scheduler.inbox.put((job, prepared))
            if self._failure is not None:  # the model thread ended meanwhile
                raise self._failure
        except KestrelError as error:
            job.fail(error)
        except Cancelled:
            job.stop()
        except Exception as error:  # a mistake of ours is this request's failure, not a hang
            log.exception("a prompt could not be made")
            job.fail(InternalError(f"The engine failed at this request ({error})."))

    def _ready(self, job: Job) -> Checkpoint | None:
        """The checkpoint, once it is loaded; None if the job was cancelled meanwhile.

        Raises:
            KestrelError: it could not be loaded.
        """
        while not self._loaded.wait(0.05):
            if job.cancelled.is_set():
                return None
        if self._failure is not None:
            raise self._failure
        return None if job.cancelled.is_set() else self._checkpoint

    def _measure(self, order: Order, listen: Callable[[Measured | KestrelError], None]) -> None:
        probe = Job(order, lambda event: None, self._wake, self._forget)
        try:
            checkpoint = self._ready(probe)
            assert checkpoint is not None, "the engine was closed"
            prepared = prepare(checkpoint, order, lambda: False)
            keys = prompt_keys(checkpoint.model, prepared.prompt)
            listen(
                Measured(
                    prepared.prompt.receipts,
                    len(keys),
                    checkpoint.snapshots.known(keys, below=len(keys) - 1),
                    prepared.needs,
                    checkpoint.budget.free,
                )
            )
        except KestrelError as error:
            listen(error)
        except Exception as error:  # as in `_prepare`
            log.exception("a prompt could not be measured")
            listen(InternalError(f"The engine failed at this request ({error})."))

    def _show(
        self,
        part: VideoPart,
        side: int,
        cancelled: Callable[[], bool],
        listen: Callable[[Strip | KestrelError], None],
    ) -> None:
        try:
            self._loaded.wait()
            if self._failure is not None:
                raise self._failure
            assert self._checkpoint is not None, "the engine was closed"
            listen(show_frames(self._checkpoint, part, side, cancelled))
        except KestrelError as error:
            listen(error)
        except Cancelled:
            listen(RequestError("The request was cancelled."))
        except Exception as error:  # as in `_prepare`
            log.exception("a clip could not be shown")
            listen(InternalError(f"The engine failed at this request ({error})."))

    def _wake(self) -> None:
        if self._scheduler is not None:
            self._scheduler.wake()

    def _forget(self, job: Job) -> None:
        with self._lock:
            self._jobs.discard(job)


def open_engine(
    folder: Path,
    *,
    snapshots: Path | None = None,
    memory: int | None = None,
    kv_bits: int | None = None,
    guesses: Use = "auto",
    batches: Use = "auto",
) -> LocalEngine:
    """Start an engine on a checkpoint folder; it loads while requests already come in.

    Args:
        snapshots: a folder in which conversations stay warm when the engine ends.
        memory: bytes that it may use; None takes what the machine can lend.

    Raises:
        ConfigError: the folder holds no checkpoint of this family.
    """
    limit = machine_limit() if memory is None else memory
    return LocalEngine(Setup(folder, limit, snapshots, kv_bits, guesses, batches))
