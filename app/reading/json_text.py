"""What was read, as JSON that every program takes."""

import json
import re
from typing import Any

_LONE = re.compile("[\ud800-\udfff]")  # a byte of a name that is no UTF-8, or half a letter


def json_text(told: Any, indent: int | None = None) -> str:  # noqa: ANN401  # as json.dumps
    """JSON in plain letters. What is no letter stands as it is written in names: `\\x80`."""
    return _LONE.sub(_escaped, json.dumps(told, ensure_ascii=False, indent=indent))


def _escaped(lone: re.Match[str]) -> str:
    code = ord(lone[0])
    return f"\\\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\\\u{code:04x}"
