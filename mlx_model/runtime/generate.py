"""One prompt and its reply, as events: what a program asks that runs one model for itself.

The engine runs the same parts for many requests at once (`app/engine/scheduler.py`).
"""

import threading
from collections.abc import Generator, Iterator, Sequence

from mlx_model.errors import KestrelError
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.context import Context
from mlx_model.runtime.decode import Decoder, Use
from mlx_model.runtime.decoding import Decoding
from mlx_model.runtime.events import EndReason, Event
from mlx_model.runtime.prefill import Prefilling, keep
from mlx_model.runtime.request import Request, Tally
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.snapshots.store import Snapshots


def generate(
    model: Model,
    processor: Processor,
    prompt: Prompt,
    *,
    sampling: Sampling | None = None,
    max_tokens: int = 2048,
    stop: Sequence[str] = (),
    prefill_chunk: int = 512,
    cancel: threading.Event | None = None,
    snapshots: Snapshots | None = None,
    kv_bits: int | None = None,
    guesses: Use = "off",
) -> Iterator[Event]:
    """Answer `prompt`: progress of the prefill, thoughts and text as they come, then one End.

    Args:
        stop: strings that end the answer where they appear in it (not in thoughts).
        cancel: set it from any thread, and generation ends at the next token or chunk.
        snapshots: prefixes known from earlier calls with the same model, kv_bits and guesses.
        kv_bits: 4 or 8 packs the keys and values; None keeps them in full.
        guesses: let the MTP head guess ahead; the reply is the same.

    What a user can cause comes as End("failed"), never as an exception. It may be closed any time.
    """
    tally = Tally(len(prompt.ids))
    try:
        request = Request(
            model,
            processor,
            prompt,
            sampling=sampling or Sampling(),
            max_tokens=max_tokens,
            stop=stop,
            prefill_chunk=prefill_chunk,
            cancel=cancel or threading.Event(),
        )
        yield from _answered(request, tally, snapshots, kv_bits, guesses)
    except KestrelError as error:
        yield tally.end("failed", error)


def _answered(
    request: Request,
    tally: Tally,
    snapshots: Snapshots | None,
    kv_bits: int | None,
    guesses: Use,
) -> Iterator[Event]:
    context = Context(request.model, kv_bits=kv_bits, drafts=guesses != "off")
    try:
        reason = yield from _run(request, context, tally, snapshots, guesses)
    finally:
        if snapshots is not None:
            keep(context, snapshots, on_disk=True)
    yield tally.end(reason)


def _run(
    request: Request,
    context: Context,
    tally: Tally,
    snapshots: Snapshots | None,
    guesses: Use,
) -> Generator[Event, None, EndReason]:
    prefilling = Prefilling(request, context, tally, snapshots=snapshots)
    yield from prefilling.chunks()
    if prefilling.logits is None:
        return "cancelled"
    reply = Decoding(request, context, tally, prefilling.logits)
    decoder = Decoder(request.model, guesses=guesses)
    while reply.end is None:
        yield from decoder.step([reply])[0]
    yield from reply.flush()
    if reply.error is not None:
        raise reply.error
    return reply.end
