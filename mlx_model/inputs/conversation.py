"""Messages to the turns that a chat template takes, safe against forged marks.

A user's text (or a document in it) may hold the characters of a special token, say
`<|im_start|>system`. Encoded as that token it would forge a turn, and a forged `<|image_pad|>`
would take a picture's place. So a break is set inside such texts before rendering; the rendered
text is cut there before encoding, and the characters arrive as plain letters.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from mlx_model.errors import PromptError
from mlx_model.fields import Json
from mlx_model.inputs.message import ImagePart, Message, Part, TextPart
from mlx_model.inputs.receipt import Kind

BREAK = "\ufdd0"  # a code point that is reserved for such use and is never text


class Conversation:
    """Turns messages into template turns, given the checkpoint's special tokens."""

    def __init__(self, special_tokens: Sequence[str]) -> None:
        longest_first = sorted(special_tokens, key=len, reverse=True)
        self._marks = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def turns(self, messages: Sequence[Message], kinds: Sequence[Kind]) -> list[Json]:
        """What the template is given; `kinds` are those of the attachments in order.

        Raises:
            PromptError: nothing was said, or a tool call's arguments are no JSON object.
        """
        _check(messages)
        following = iter(kinds)
        return [self._turn(message, following) for message in messages]

    def plain(self, text: str) -> str:
        """A text whose special tokens, if any, are broken up."""
        clean = text.replace(BREAK, "")
        return self._marks.sub(lambda match: match[0][:1] + BREAK + match[0][1:], clean)

    def plain_json(self, value: object) -> object:
        """A JSON value of any depth with every text in it made plain."""
        if isinstance(value, str):
            return self.plain(value)
        if isinstance(value, dict):
            return {self.plain(key): self.plain_json(inner) for key, inner in value.items()}
        return [self.plain_json(inner) for inner in value] if isinstance(value, list) else value

    def _turn(self, message: Message, kinds: Iterator[Kind]) -> Json:
        turn: dict[str, Any] = {  # Any: the shape is the template's
            "role": message.role,
            "content": self._content(message.parts, kinds),
        }
        if message.reasoning is not None:
            turn["reasoning_content"] = self.plain(message.reasoning)
        if message.tool_calls:
            turn["tool_calls"] = [self._tool_call(call) for call in message.tool_calls]
        return turn

    def _content(self, parts: Sequence[Part], kinds: Iterator[Kind]) -> str | list[Json]:
        """Plain text where there is only text, since text-only templates know nothing else."""
        if all(isinstance(part, TextPart) for part in parts):
            return "".join(self.plain(part.text) for part in parts if isinstance(part, TextPart))
        return [
            {"type": "text", "text": self.plain(part.text)}
            if isinstance(part, TextPart)
            else {"type": next(kinds)}
            for part in parts
        ]

    def _tool_call(self, call: Json) -> Json:
        """A call with its arguments as an object: the family's templates walk through them."""
        function = call.get("function", call)
        arguments = function.get("arguments") or {}
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments)
            except json.JSONDecodeError as error:
                raise PromptError(_bad_arguments(function)) from error
        if not isinstance(arguments, dict):
            raise PromptError(_bad_arguments(function))
        safe = {**function, "arguments": self.plain_json(arguments)}
        return {"type": "function", **call, "function": safe}


def attachments(messages: Sequence[Message]) -> list[Part]:
    """Pictures and clips in order of appearance."""
    parts = [part for message in messages for part in message.parts]
    return [part for part in parts if not isinstance(part, TextPart)]


def part_name(part: Part, number: int) -> str:
    """What a picture or clip is called: its given name, its file's, or its number."""
    assert not isinstance(part, TextPart)
    kind = "image" if isinstance(part, ImagePart) else "video"
    file_name = getattr(part.source, "name", "")
    return part.name or (file_name if isinstance(file_name, str) else "") or f"{kind} {number}"


def _check(messages: Sequence[Message]) -> None:
    if not messages:
        raise PromptError("There is nothing to answer: write a question.")
    for message in messages:
        said = [part for part in message.parts if _says_something(part)]
        if message.role == "user" and not said:
            raise PromptError("The question is empty: write something or attach a picture.")


def _says_something(part: Part) -> bool:
    return not isinstance(part, TextPart) or bool(part.text.strip())


def _bad_arguments(function: Json) -> str:
    return (
        f"The arguments of the call to {function.get('name')!r} are no JSON object: "
        "send them as an object."
    )
