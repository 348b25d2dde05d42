"""The model in this process: an `Ask` whose whole work is done in one thread.

MLX's lazy arrays belong to the thread that made them, so one thread loads the checkpoint and
answers every request until the end. What crosses over are plain values through a queue.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from app.chat import events as told
from app.chat.message import ImagePart, Message, Part, TextPart
from app.chat.settings import Settings
from mlx_model.errors import ConfigError, KestrelError
from mlx_model.fields import Json, read_json
from mlx_model.inputs import message as seen
from mlx_model.inputs.processor import Prompt
from mlx_model.inputs.receipt import Receipt
from mlx_model.runtime import events as made
from mlx_model.runtime.generate import generate
from mlx_model.runtime.load import load
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.session import Session
from mlx_model.runtime.thread import leave_thread


class Cancelled(Exception):
    """The request was cancelled before its prompt was whole."""


class Local:
    """Answers with the checkpoint in `folder`, which is loaded by the first request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._loaded: Loaded | None = None  # touched by that thread alone
        self._cancel = threading.Event()  # of the latest request

    def __call__(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008  # frozen
        cancel: threading.Event | None = None,
    ) -> Generator[told.Event, None, None]:
        """Events as they come. Closing the iterator cancels."""
        self._cancel = cancel = cancel or threading.Event()
        queue: SimpleQueue[told.Event | None] = SimpleQueue()
        work = self._thread.submit(self._work, list(messages), settings, cancel, queue)
        event: told.Event | None = None
        try:
            while (event := queue.get()) is not None:
                yield event
        except GeneratorExit:
            if not isinstance(event, told.End):
                cancel.set()
            raise
        finally:
            work.result()  # a mistake of ours is raised here, in the thread that can show it

    def close(self) -> None:
        """Cancel what is under way, forget the model and wait for the thread to end."""
        self._cancel.set()
        self._thread.submit(self._leave).result()
        self._thread.shutdown()

    def _leave(self) -> None:
        self._loaded = None
        leave_thread()

    def _work(
        self,
        messages: list[Message],
        settings: Settings,
        cancel: threading.Event,
        queue: "SimpleQueue[told.Event | None]",
    ) -> None:
        try:
            for event in self._answer(messages, settings, cancel):
                queue.put(event)
        except KestrelError as error:
            queue.put(told.End("failed", error=str(error)))
        except Cancelled:
            queue.put(told.End("cancelled"))
        finally:
            queue.put(None)

    def _answer(
        self, messages: list[Message], settings: Settings, cancel: threading.Event
    ) -> Iterator[told.Event]:
        if self._loaded is None:
            self._loaded = Loaded(self._folder)
        prompt = self._loaded.prompt(messages, settings, cancel)
        yield told.Attached(tuple(_receipt(receipt) for receipt in prompt.receipts))
        for event in self._loaded.events(prompt, settings, cancel):
            yield _told(event)


class Loaded:
    """A checkpoint in memory, with the cache of the one conversation it is in."""

    def __init__(self, folder: Path) -> None:
        self._defaults = _generation_defaults(folder)
        self._model, self._processor = load(folder)
        self._session = Session(self._model)

    def prompt(
        self, messages: list[Message], settings: Settings, cancel: threading.Event
    ) -> Prompt:
        def stop_if_cancelled(done: int, total: int) -> None:
            if cancel.is_set():
                raise Cancelled(f"{done} of {total} frames")

        return self._processor.prompt(
            [_seen(message) for message in messages],
            enable_thinking=settings.think,
            on_frame=stop_if_cancelled,
        )

    def events(
        self, prompt: Prompt, settings: Settings, cancel: threading.Event
    ) -> Iterator[made.Event]:
        return generate(
            self._model,
            self._processor,
            prompt,
            sampling=_sampling(settings, self._defaults),
            max_tokens=settings.max_tokens,
            cancel=cancel,
            cache=self._session,
        )


def _generation_defaults(folder: Path) -> Json:
    """What the checkpoint's makers recommend; nothing where they recommend no sampling."""
    path = folder / "generation_config.json"
    raw = read_json(path) if path.exists() else {}
    return raw if raw.get("do_sample") else {}


def _sampling(settings: Settings, defaults: Json) -> Sampling:
    """The user's temperature replaces the checkpoint's; 0 needs no other setting."""
    if settings.temperature == 0 or not (defaults or settings.temperature):
        return Sampling(seed=settings.seed)
    wanted = settings.temperature
    return Sampling(
        temperature=_number(defaults, "temperature", 1.0) if wanted is None else wanted,
        top_p=_number(defaults, "top_p", 1.0),
        top_k=int(_number(defaults, "top_k", 0)),
        seed=settings.seed,
    )


def _number(defaults: Json, name: str, otherwise: float) -> float:
    value = defaults.get(name, otherwise)
    if not isinstance(value, int | float):
        raise ConfigError(f"generation_config.json has {name} {value!r}: put a number there.")
    return value


def _seen(message: Message) -> seen.Message:
    return seen.Message(message.role, tuple(_part(part) for part in message.parts))


def _part(part: Part) -> seen.Part:
    if isinstance(part, TextPart):
        return seen.TextPart(part.text)
    if isinstance(part, ImagePart):
        return seen.ImagePart(part.source, part.name)
    return seen.VideoPart(part.source, part.name)


def _receipt(receipt: Receipt) -> told.Receipt:
    return told.Receipt(
        name=receipt.name,
        kind=receipt.kind,
        source_size=receipt.source_size,
        seen_size=receipt.seen_size,
        times=receipt.times,
        visual_tokens=receipt.visual_tokens,
        sentence=receipt.sentence(),
    )


def _told(event: made.Event) -> told.Event:
    match event:
        case made.Prefill(done, total):
            return told.Prefill(done, total)
        case made.Thinking(text):
            return told.Thinking(text)
        case made.Text(text):
            return told.Text(text)
        case made.End():
            return told.End(
                event.reason,
                _usage(event.usage),
                _timings(event.timings),
                str(event.error or ""),
            )


def _usage(usage: made.Usage) -> told.Usage:
    return told.Usage(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)


def _timings(timings: made.Timings) -> told.Timings:
    return told.Timings(
        prefill_s=timings.prefill_s,
        first_token_s=timings.first_token_s,
        decode_s=timings.decode_s,
        prefill_tps=timings.prefill_tps,
        decode_tps=timings.decode_tps,
    )
