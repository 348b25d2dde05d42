"""From a request to the engine's order. What contradicts itself is refused here."""

import json
from dataclasses import replace
from typing import Any

from app.engine.api.access import Access
from app.engine.api.history import in_order
from app.engine.api.media import Scratch, image_part, video_part
from app.engine.api.messages import (
    AnyMessage,
    AssistantMessage,
    ImageContent,
    SystemMessage,
    TextContent,
    VideoContent,
)
from app.engine.api.refusal import Refused
from app.engine.api.requests import (
    ChatRequest,
    CompletionRequest,
    NamedTool,
    ObjectFormat,
    SchemaFormat,
    Settings,
)
from app.engine.face import ModelCard
from app.engine.order import Grammar, Order
from mlx_model.inputs.message import Message, Part, TextPart
from mlx_model.runtime.loops import LoopLimits
from mlx_model.runtime.sampling import Sampling

_SAMPLING = (
    *("temperature", "top_p", "top_k", "min_p", "presence_penalty"),
    *("frequency_penalty", "repetition_penalty", "seed"),
)


def chat_order(request: ChatRequest, card: ModelCard, access: Access, scratch: Scratch) -> Order:
    """What a chat request asks of the engine; clips that came as data are put into `scratch`.

    Raises:
        Refused: fields contradict each other, or an attachment cannot be taken.
    """
    messages = [
        _message(message, f"messages[{number}]", access, scratch)
        for number, message in in_order(request.messages)
    ]
    think = _think(request)
    return Order(
        messages=tuple(messages),
        tools=_tools(request),
        tool_choice=_tool_choice(request),
        parallel_tool_calls=request.parallel_tool_calls is not False,
        think=think,
        thinking_budget=_thinking_budget(request, think),
        logprobs=_logprobs(request),
        grammar=_grammar(request, _format(request)),
        loop_guard=request.loop_guard is not False,
        **_shared(request, card, _max_tokens(request)),
    )


def completion_order(request: CompletionRequest, card: ModelCard) -> Order:
    """What a raw completion asks of the engine; its loop guard is off unless asked for."""
    prompt = request.prompt if isinstance(request.prompt, str) else request.prompt[0]
    if not prompt:
        raise _refused("prompt", "it is empty")
    return Order(
        text=prompt,
        logprobs=request.logprobs,
        grammar=_grammar(request, None),
        loop_guard=request.loop_guard is True,
        **_shared(request, card, request.max_tokens),
    )


def _shared(request: Settings, card: ModelCard, max_tokens: int | None) -> dict[str, Any]:
    stop = request.stop or ()
    return {  # Any: one type a field of Order
        "sampling": _sampling(request, card),
        "max_tokens": max_tokens,
        "stop": (stop,) if isinstance(stop, str) else tuple(stop),
        "loop_limits": _loop_limits(request),
        "urgent": request.priority == "urgent",
        "warm": request.warm is not False,
        "keep": request.snapshots or "disk",
    }


def _sampling(request: Settings, card: ModelCard) -> Sampling | None:
    """What was asked for, over what the checkpoint's makers set; None where nothing was asked."""
    fields = {name: getattr(request, name) for name in _SAMPLING}
    asked = {name: value for name, value in fields.items() if value is not None}
    if not asked:
        return None
    return replace(card.sampling, **asked)


def _loop_limits(request: Settings) -> LoopLimits:
    asked = request.loop_limits
    return LoopLimits(**asked.model_dump()) if asked else LoopLimits()


def _message(message: AnyMessage, place: str, access: Access, scratch: Scratch) -> Message:
    if isinstance(message, SystemMessage):
        return Message("system", _parts(message, place, access, scratch))
    if not isinstance(message, AssistantMessage):
        return Message(message.role, _parts(message, place, access, scratch))
    calls = [call.model_dump(exclude={"index"}) for call in message.tool_calls or ()]
    if message.content is None and not calls:
        raise _refused(f"{place}.content", "an answer without tool calls needs one")
    parts = _parts(message, place, access, scratch)
    return Message("assistant", parts, message.reasoning_content, tuple(calls))


def _parts(message: AnyMessage, place: str, access: Access, scratch: Scratch) -> tuple[Part, ...]:
    content = message.content
    if content is None:
        return ()
    if isinstance(content, str):
        return (TextPart(content),)
    return tuple(
        _part(part, f"{place}.content[{number}]", access, scratch)
        for number, part in enumerate(content)
    )


def _part(
    part: TextContent | ImageContent | VideoContent, place: str, access: Access, scratch: Scratch
) -> Part:
    if isinstance(part, TextContent):
        return TextPart(part.text)
    if isinstance(part, ImageContent):
        return image_part(part.image_url, access, f"{place}.image_url.url")
    return video_part(part.video_url, access, scratch, f"{place}.video_url.url")


def _tools(request: ChatRequest) -> tuple[dict[str, Any], ...]:
    tools = request.tools or []
    names = [tool.function.name for tool in tools]
    if len(set(names)) != len(names):
        raise _refused("tools", "two functions have the same name")
    return tuple(
        {"type": "function", "function": tool.function.model_dump(exclude_unset=True)}
        for tool in tools
    )


def _tool_choice(request: ChatRequest) -> str:
    choice = request.tool_choice or "auto"
    if choice not in ("auto", "none") and not request.tools:
        raise _refused("tool_choice", "no tools are declared")
    if not isinstance(choice, NamedTool):
        return choice
    name = choice.function.name
    if name not in [tool.function.name for tool in request.tools or ()]:
        raise _refused("tool_choice", f"no tool is called {name[:80]!r}")
    return f"={name}"


def _think(request: ChatRequest) -> bool:
    """Three ways to say it, which must not contradict each other."""
    effort, kwargs = request.reasoning_effort, request.chat_template_kwargs
    wishes = {
        "enable_thinking": request.enable_thinking,
        "chat_template_kwargs.enable_thinking": kwargs.enable_thinking if kwargs else None,
        "reasoning_effort": None if effort is None else effort != "none",
    }
    said = {name: wish for name, wish in wishes.items() if wish is not None}
    if len(set(said.values())) > 1:
        raise _refused(list(said)[-1], f"it contradicts {list(said)[0]}")
    return any(said.values())


def _thinking_budget(request: ChatRequest, think: bool) -> int | None:
    if request.thinking_budget is not None and not think:
        raise _refused("thinking_budget", "thinking is off; set enable_thinking to true")
    return request.thinking_budget


def _max_tokens(request: ChatRequest) -> int | None:
    old, new = request.max_tokens, request.max_completion_tokens
    if old is not None and new is not None and old != new:
        raise _refused("max_tokens", "it contradicts max_completion_tokens; send one of them")
    return new if old is None else old


def _logprobs(request: ChatRequest) -> int | None:
    if request.logprobs:
        return request.top_logprobs or 0
    if request.top_logprobs:
        raise _refused("top_logprobs", "logprobs is not true")
    return None


def _format(request: ChatRequest) -> Grammar | None:
    wanted = request.response_format
    if isinstance(wanted, ObjectFormat):
        return Grammar("json_object")
    if isinstance(wanted, SchemaFormat):
        return Grammar("json_schema", json.dumps(wanted.json_schema.schema_))
    return None


def _grammar(request: Settings, form: Grammar | None) -> Grammar | None:
    if request.grammar is None:
        return form
    if form is not None:
        raise _refused("grammar", "response_format asks for another form")
    return Grammar(request.grammar.type, request.grammar.text)


def _refused(place: str, reason: str) -> Refused:
    return Refused(400, f"{place} cannot be taken: {reason}.", param=place, code="invalid_value")
