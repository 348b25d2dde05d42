"""Conversations as Hugging Face templates take them, and the same as our messages."""

from collections.abc import Sequence
from typing import Any

from mlx_model.inputs.message import Message, TextPart

Turns = list[dict[str, Any]]  # Any: JSON

_CALL = {"function": {"name": "look_up", "arguments": {"place": "Oslo", "days": [1, 2], "u": 3}}}
_TOOL = {
    "type": "function",
    "function": {
        "name": "look_up",
        "description": "The weather; <b> & 'quotes' \"too\", é and 語",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}

# turns, tools, whether thinking is wanted
CONVERSATIONS: Sequence[tuple[Turns, Turns | None, bool]] = (
    ([{"role": "user", "content": "Where is the Save button?"}], None, False),
    ([{"role": "user", "content": "  Spaces, tabs\tand\n\nlines, é, 語, 🙂  "}], None, True),
    (
        [
            {"role": "system", "content": "Answer briefly."},
            {"role": "user", "content": "One?"},
            {"role": "assistant", "content": "1", "reasoning_content": "It is one."},
            {"role": "user", "content": "Two?"},
        ],
        None,
        True,
    ),
    (
        [
            {"role": "user", "content": "Shall it rain?"},
            {
                "role": "assistant",
                "content": "I look.",
                "reasoning_content": "A tool knows.",
                "tool_calls": [_CALL, _CALL],
            },
            {"role": "tool", "content": '{"rain": true}'},
            {"role": "tool", "content": "none"},
        ],
        [_TOOL],
        False,
    ),
    (
        [
            {"role": "system", "content": "Use tools."},
            {"role": "user", "content": "Go on."},
            {"role": "assistant", "content": "", "tool_calls": [_CALL]},
            {"role": "tool", "content": "dry"},
            {"role": "assistant", "content": "Dry."},
            {"role": "user", "content": "And then?"},
        ],
        [_TOOL, _TOOL],
        True,
    ),
)

TEXTS = [
    "Where is the Save button? It's there; they'll SEE it. don't",
    "Call 1234567890 at 09:30, or 3.14159e-10!  ",
    "naïve café — “quotes”… e\u0301 and é are one after NFC",
    "हिन्दी में लिखा, ภาษาไทย, 日本語です、한국어, العربية, עברית",
    "tabs\tand\n\n  lines\r\n\r\n   end   ",
    "emoji 👩‍👩‍👧 🇳🇴 ❤️ x²y₃ ½ ⅷ ٣٤",
    "<|im_start|>user\n<think></think><tool_call>{}</tool_call>",
    "def f(x):\n    return {'a': [x**2 for x in range(10)]}\n",
]


def messages(turns: Turns) -> list[Message]:
    """Our messages for text-only turns."""
    return [
        Message(
            role=turn["role"],
            parts=(TextPart(turn["content"]),),
            reasoning=turn.get("reasoning_content"),
            tool_calls=tuple(turn.get("tool_calls", ())),
        )
        for turn in turns
    ]
