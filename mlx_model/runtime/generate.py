"""The way from a prompt to its reply: prefill in chunks, decode token by token, as events.

The device is never left waiting for Python where that can be helped: the next chunk or step is
built while the last one is evaluated, and a sampled token is fed to the next step as an array,
before anyone has read which token it is. On a GPU that step is also submitted before the last one
is read. On the CPU it is submitted right after: MLX writes a token's keys and values into place
only once nothing else holds their array, so submitting early would copy the cache for every token
(and a stop token would have cost a whole step).

Reference: mlx-lm `generate.py` (generate_step) for the order of the loop.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from typing import cast

import mlx.core as mx

from mlx_model.errors import KestrelError
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.cache import recurrent_arrays
from mlx_model.runtime.embeddings import PromptEmbeddings
from mlx_model.runtime.events import EndReason, Event, Prefill
from mlx_model.runtime.reply import Reply
from mlx_model.runtime.request import Request, Tally
from mlx_model.runtime.sampling import Sampler, Sampling
from mlx_model.runtime.session import Session, prompt_keys, turn_start

CLEAR_EVERY = 256  # tokens after which memory that MLX keeps for reuse is given back


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
    cache: Session | None = None,
) -> Iterator[Event]:
    """Answer `prompt`: progress of the prefill, thoughts and text as they come, then one End.

    Args:
        stop: strings that end the answer where they appear in it (not in thoughts).
        cancel: set it from any thread, and generation ends at the next token or chunk.
        cache: the conversation's session, so that known tokens need no prefill.

    What a user can cause comes as End("failed") with the error in it, never as an exception. The
    generator may be closed at any time; a session stays usable.
    """
    tally = Tally(len(prompt.ids))
    try:
        request = Request(
            model=model,
            processor=processor,
            prompt=prompt,
            sampling=sampling or Sampling(),
            max_tokens=max_tokens,
            stop=stop,
            prefill_chunk=prefill_chunk,
            cancel=cancel or threading.Event(),
            kept=cache,
        )
        reason = yield from _run(request, tally)
    except KestrelError as error:
        yield tally.end("failed", error)
    else:
        yield tally.end(reason)


def _run(request: Request, tally: Tally) -> Generator[Event, None, EndReason]:
    session = request.kept or Session(request.model)
    logits = yield from _prefill(request, session, tally)
    if logits is None:
        return "cancelled"
    reply = Reply(request.processor.tokenizer, thinking=request.prompt.thinking, stop=request.stop)
    reason = yield from _decode(request, session, tally, logits, reply)
    yield from reply.flush()
    return reason


def _prefill(
    request: Request, session: Session, tally: Tally
) -> Generator[Event, None, mx.array | None]:
    """See the prompt, chunk by chunk. Gives the logits (1, V) of its end, None when cancelled."""
    model, prompt = request.model, request.prompt
    keys, embeddings = prompt_keys(model, prompt), PromptEmbeddings(model, prompt)
    turn = turn_start(request.processor, prompt) if request.kept else None
    start, total = session.resume(prompt), len(prompt.ids)
    tally.cached_tokens = start
    yield Prefill(start, total)
    wanted: list[mx.array] = []
    for begin, end in spans(start, total, request.prefill_chunk, turn):
        if request.cancel.is_set():
            return None
        positions = mx.array(prompt.positions[:, None, begin:end])
        hidden = session.hidden(embeddings.between(begin, end), positions)[:, -1:]
        session.know(keys[begin:end])
        if end == turn:
            session.set_mark()
        mx.eval(wanted)  # the chunk before: this one was built meanwhile
        mx.clear_cache()
        result = hidden if end < total else model.logits(hidden)[:, 0]
        wanted = [result, *recurrent_arrays(session.cache)]
        mx.async_eval(wanted)
        if begin > start:
            yield Prefill(begin, total)
    mx.eval(wanted)
    mx.clear_cache()
    tally.prefilled()
    yield Prefill(total, total)
    return wanted[0]


def spans(start: int, total: int, size: int, cut: int | None) -> Iterator[tuple[int, int]]:
    """start..total in stretches of at most `size`, one of which ends at `cut` if it lies inside."""
    while start < total:
        end = min(start + size, total)
        if cut is not None and start < cut < end:
            end = cut
        yield start, end
        start = end


def _decode(
    request: Request, session: Session, tally: Tally, logits: mx.array, reply: Reply
) -> Generator[Event, None, EndReason]:
    """Sample until something ends it. A token is read only after the next step was built on it."""
    sampler = Sampler(request.sampling, request.prompt.ids, logits.shape[-1])
    early = mx.default_device().type == mx.DeviceType.gpu
    following = sampler(logits)
    mx.async_eval(following)
    while not request.cancel.is_set():
        token, last = following, tally.completion_tokens + 1 == request.token_budget
        if not last:
            position = request.prompt.next_position + tally.completion_tokens
            following = sampler(_step(request.model, session, token, position))
            if early:
                mx.async_eval(following)
        known = cast(int, token.item())
        tally.count()
        if not last:
            session.know([known])
        if known in request.processor.stop_ids:
            return "stop"
        if not (last or early):
            mx.async_eval(following)
        yield from reply.push(known)
        if reply.stopped or last:
            return "stop" if reply.stopped else "length"
        if tally.completion_tokens % CLEAR_EVERY == 0:
            mx.clear_cache()
    return "cancelled"


def _step(model: Model, session: Session, token: mx.array, position: int) -> mx.array:
    """Feed one token (1,) that need not be known yet; the logits (1, V) after it."""
    positions = mx.full((3, 1, 1), position, dtype=mx.int32)
    return model.logits(session.hidden(model.embed(token[None]), positions))[:, 0]
