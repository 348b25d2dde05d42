"""Earlier turns as the model's template takes them: answers of tools in the order of the calls.

The templates of this family do not show ids: they know which answer belongs to which call by the
order alone. So the order is made right here, and a history in which it cannot be is refused.
"""

from collections.abc import Sequence

from app.engine.api.messages import AnyMessage, AssistantMessage, ToolCall, ToolMessage
from app.engine.api.refusal import Refused


def in_order(messages: Sequence[AnyMessage]) -> list[tuple[int, AnyMessage]]:
    """The messages with their places in the request, tools' answers sorted by their calls.

    Raises:
        Refused: a call without an answer, an answer without a call, or the wrong name.
    """
    ordered: list[tuple[int, AnyMessage]] = []
    number = 0
    while number < len(messages):
        message = messages[number]
        if isinstance(message, ToolMessage):
            raise _refused(number, "tool_call_id", "no call of that id comes right before it")
        ordered.append((number, message))
        number += 1
        if isinstance(message, AssistantMessage) and message.tool_calls:
            ordered += _answers(message.tool_calls, messages, number)
            number += len(message.tool_calls)
    return ordered


def _answers(
    calls: Sequence[ToolCall], messages: Sequence[AnyMessage], start: int
) -> list[tuple[int, AnyMessage]]:
    waiting = {call.id: call for call in calls}
    if len(waiting) != len(calls):
        raise _refused(start - 1, "tool_calls", "two calls have the same id")
    places = {call.id: place for place, call in enumerate(calls)}
    found: dict[int, tuple[int, AnyMessage]] = {}
    for number in range(start, start + len(calls)):
        message = messages[number] if number < len(messages) else None
        if not isinstance(message, ToolMessage):
            missing = next(iter(waiting))
            raise _refused(start - 1, "tool_calls", f"the call {missing[:80]!r} has no answer")
        call = waiting.pop(message.tool_call_id, None)
        if call is None:
            raise _refused(number, "tool_call_id", "no open call has that id")
        if message.name not in (None, call.function.name):
            raise _refused(number, "name", f"the call was of {call.function.name[:80]!r}")
        found[places[call.id]] = (number, message)
    return [found[place] for place in sorted(found)]


def _refused(number: int, field: str, reason: str) -> Refused:
    place = f"messages[{number}].{field}"
    return Refused(400, f"{place} cannot be taken: {reason}.", param=place, code="invalid_value")
