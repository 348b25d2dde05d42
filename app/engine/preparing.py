"""From an order to what the model thread needs: a prompt and the form of its answer.

This is work for the CPU alone (templates, pictures, tokens, grammars), so it is done beside the
model thread, which meanwhile answers others.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.checkpoint import Checkpoint
from app.engine.order import Order
from mlx_model.errors import RequestError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.processor import Prompt
from mlx_model.inputs.strip import Strip
from mlx_model.runtime.request import Request
from mlx_model.runtime.structured.grammar import Constraint

DEFAULT_TOKENS = 32768  # of an answer, where the order names no limit
LEAST_TOKENS = 256  # that must fit then
CHUNK = 512
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The order was cancelled while its prompt was made."""


@dataclass(frozen=True)
class Prepared:
    """An order's prompt, its request, and the bytes that it may need."""

    prompt: Prompt
    request: Request
    needs: int


def prepare(checkpoint: Checkpoint, order: Order, cancelled: Callable[[], bool]) -> Prepared:
    """Render, see, encode, and compute what it will need.

    Raises:
        KestrelError: what the user can mend.
        Cancelled: `cancelled` said so between two frames.
    """
    prompt = make_prompt(checkpoint, order, cancelled)
    tokens = order.max_tokens or _fitting_tokens(checkpoint, prompt)
    request = Request(
        model=checkpoint.model,
        processor=checkpoint.processor,
        prompt=prompt,
        sampling=order.sampling or checkpoint.defaults,
        max_tokens=tokens,
        stop=order.stop,
        tools=order.tools if order.tool_choice != "none" else (),
        constraint=_constraint(checkpoint, order, prompt),
        thinking_budget=order.thinking_budget,
        logprobs=order.logprobs,
        loop_limits=order.loop_limits if order.loop_guard else None,
        prefill_chunk=CHUNK,
    )
    needs = checkpoint.shape.request_bytes(prompt, request.token_budget, CHUNK)
    checkpoint.budget.check(needs, len(prompt.ids) + request.token_budget)
    return Prepared(prompt, request, needs)


def make_prompt(checkpoint: Checkpoint, order: Order, cancelled: Callable[[], bool]) -> Prompt:
    """The prompt alone; raises as `prepare`."""
    processor = checkpoint.processor
    if order.text:
        return processor.raw(order.text)

    def stop_if_cancelled(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled(f"{done} of {total} frames")

    return processor.prompt(
        order.messages,
        tools=order.tools if order.tool_choice != "none" else None,
        enable_thinking=order.think,
        on_frame=stop_if_cancelled,
    )


def show_frames(
    checkpoint: Checkpoint, part: VideoPart, side: int, cancelled: Callable[[], bool]
) -> Strip:
    """What would be sent of a clip, as small pictures; raises as `prepare`."""

    def stop_if_cancelled(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled(f"{done} of {total} frames")

    return checkpoint.processor.strip(part, side, stop_if_cancelled)


def _fitting_tokens(checkpoint: Checkpoint, prompt: Prompt) -> int:
    """As many as the memory allows, up to the usual number."""
    shape, free = checkpoint.shape, checkpoint.budget.free
    tokens = min(DEFAULT_TOKENS, checkpoint.model.config.text.max_position_embeddings)
    while tokens > LEAST_TOKENS and shape.request_bytes(prompt, tokens, CHUNK) > free:
        tokens //= 2
    return max(tokens, LEAST_TOKENS)


def _constraint(checkpoint: Checkpoint, order: Order, prompt: Prompt) -> Constraint | None:
    grammars, thinking = checkpoint.grammars, prompt.thinking
    if order.grammar is not None:
        if order.tools and order.tool_choice not in ("auto", "none"):
            raise RequestError(
                "A response_format and a tool_choice that demands a call contradict each other: "
                "send one of them."
            )
        kind, text = order.grammar.kind, order.grammar.text
        if kind == "json_object":
            return grammars.json_object(thinking=thinking)
        make = {
            "json_schema": grammars.json_schema,
            "regex": grammars.regex,
            "lark": grammars.lark,
        }[kind]
        return make(text, thinking=thinking)
    if order.tools and order.tool_choice != "none":
        return _form_of_calls(checkpoint, order, thinking)
    return None


def _form_of_calls(checkpoint: Checkpoint, order: Order, thinking: bool) -> Constraint | None:
    """Calls typed by their tools' schemas.

    As in OpenAI's API, a schema that cannot be held is refused for strict tools and where a call
    is demanded; else the model is trusted to follow it.
    """
    demanded = order.tool_choice != "auto"
    strict = any(tool.get("function", {}).get("strict") for tool in order.tools)
    try:
        return checkpoint.grammars.tool_calls(
            order.tools,
            choice=order.tool_choice,
            parallel=order.parallel_tool_calls,
            thinking=thinking,
        )
    except RequestError as error:
        if demanded or strict:
            raise
        log.info("calls are not held to their schemas: %s", error)
        return None
