"""A checkpoint on its way into a folder, in a thread of its own.

Files arrive in a hidden folder beside the target, which takes its name when all are verified; a
repair works in the folder itself, file by file.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from app.models.catalogue import HostName, Source
from app.models.fetching import Fetching, Means, NoRoom
from app.models.hosts import Host, HuggingFace, ModelScope
from app.models.progress import Meter, Progress
from app.models.wire import Unobtainable

Wish = Literal["", "paused", "cancelled"]


def known_hosts() -> dict[HostName, Host]:
    """Those of the catalogue."""
    return {"huggingface": HuggingFace(), "modelscope": ModelScope()}


class Download:
    """`listen` is called in the download's thread; the last call tells a Progress that is over.

    Nothing is asked of any host before `start`. `resume` after a pause, a failure, or when the
    program was ended in between: what has arrived counts.
    """

    def __init__(
        self,
        name: str,
        sources: Sequence[Source],
        target: Path,
        means: Means,
        listen: Callable[[Progress], None],
    ) -> None:
        self.name, self.target = name, target
        self._sources, self._means, self._listen = tuple(sources), means, listen
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._wish: Wish = ""
        self._last = Progress("paused")

    @property
    def part_folder(self) -> Path:
        """Where it lies until it is whole."""
        return part_folder(self.target)

    @property
    def is_repair(self) -> bool:
        return self.target.exists()

    @property
    def runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin or go on; without effect while it runs."""
        with self._lock:
            if self.runs:
                return
            self._wish = ""
            self._thread = threading.Thread(target=self._run, name="download", daemon=True)
            self._thread.start()

    resume = start

    def pause(self) -> None:
        """Stop within a second; what has arrived is kept."""
        self._stop("paused")

    def cancel(self) -> None:
        """Stop within a second, and remove what has arrived."""
        with self._lock:
            idle = not self.runs
        if idle:
            self._remove()
            self._listen(Progress("cancelled"))
        else:
            self._stop("cancelled")

    def close(self, within_s: float = 5.0) -> None:
        """Pause, and wait for it."""
        self.pause()
        if self._thread is not None:
            self._thread.join(within_s)

    def _stop(self, wish: Wish) -> None:
        with self._lock:
            self._wish = wish
            if self._loop is not None and self._task is not None and self.runs:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        meter = Meter(self._listen)
        try:
            asyncio.run(self._main(meter))
            end = meter.now("done")
        except asyncio.CancelledError:
            end = meter.now("cancelled" if self._wish == "cancelled" else "paused")
        except (Unobtainable, NoRoom) as error:
            end = meter.now("failed", str(error))
        except OSError as error:
            end = meter.now("failed", f"{error.filename or self.target}: {error.strerror}")
        if end.phase == "cancelled":
            self._remove()
        with self._lock:
            self._loop = self._task = None
        self._listen(replace(end, rate=0.0))

    async def _main(self, meter: Meter) -> None:
        with self._lock:
            if self._wish:
                raise asyncio.CancelledError
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        is_repair = self.is_repair
        folder = self.target if is_repair else self.part_folder
        folder.mkdir(parents=True, exist_ok=True)
        fetching = Fetching(folder, self.name, self._means, meter, is_repair=is_repair)
        await fetching.from_any(self._sources)
        if not is_repair:
            os.replace(folder, self.target)

    def _remove(self) -> None:
        if not self.is_repair:
            shutil.rmtree(self.part_folder, ignore_errors=True)


def part_folder(target: Path) -> Path:
    """Hidden, beside the target: moving it is one step."""
    return target.parent / f".{target.name}.part"
