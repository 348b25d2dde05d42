"""The value of a text parameter in the XML form: a regular expression of what may stand there.

The text is written as it is, so it must not hold what `call_body` reads as its end; and beside
other types (`string | integer`) it must not read as a value of theirs that the schema forbids.
"""

import re
from collections.abc import Mapping

from llguidance import regex_to_lark

from mlx_model.errors import RequestError

END = r"\n<\/parameter>\n"
_ANY = r"(?s:.)*"
_ENDS = (
    r"<\/parameter>[ \t\r\n]*(<parameter=|<\/function>|<\/tool_call>)"
    r"|<\/function>[ \t\r\n]*<\/tool_call>|\n<\/tool_call>|\n<\/parameter>"
)
_MINUTE = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_MINUTE}:[0-5][0-9](\.[0-9]{{1,6}})?(Z|[+-]{_MINUTE})"
_DATE = (
    r"[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"  # no leap day
)
_BYTE = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LABEL = r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?"
_ATOM = r"[A-Za-z0-9_+-]{1,20}"
_FORMATS = {
    "date": _DATE,
    "time": _TIME,
    "date-time": rf"{_DATE}T{_TIME}",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "ipv4": rf"{_BYTE}(\.{_BYTE}){{3}}",
    "hostname": rf"{_LABEL}(\.{_LABEL}){{0,4}}",
    "email": rf"{_ATOM}(\.{_ATOM}){{0,2}}@{_LABEL}(\.{_LABEL}){{1,3}}",
    "uri": rf"https?:\/\/{_LABEL}(\.{_LABEL}){{0,4}}(:[0-9]{{1,4}})?(\/[A-Za-z0-9._~-]*)*"
    r"(\?[A-Za-z0-9._~=&-]*)?(#[A-Za-z0-9._~-]*)?",
}
# What reads as each type, for the schemas that forbid some values of that type.
_READ_AS = {
    "array": r"[ \t\r\n]*\[",
    "object": r"[ \t\r\n]*\{",
    "integer": r"[ \t\r\n]*-?[0-9]",
    "number": r"[ \t\r\n]*-?[0-9]",
    "boolean": r"[ \t\r\n]*(true|false|True|False)",
    "null": r"[ \t\r\n]*(null|None)",
}
TEXT_WORDS = frozenset({"pattern", "format", "minLength", "maxLength"})


def raw_text(schema: Mapping[str, object], forbidden: frozenset[str]) -> str:
    """The terminal in Lark's syntax, the closing tag included.

    Args:
        schema: of a text; only `TEXT_WORDS` words bind it.
        forbidden: other types whose values the text must not be read as.

    Raises:
        RequestError: a word of the schema cannot be enforced.
    """
    wanted = [f"/(?s:.){_length(schema)}/", f"~/{_ANY}({_ENDS}){_ANY}/"]
    wanted += [f"~/{_READ_AS[name]}{_ANY}/" for name in sorted(forbidden)]
    if "pattern" in schema:
        wanted.append(f"/{_anchored(str(schema['pattern']))}/")
    if "format" in schema:
        wanted.append(f"/{_format(schema['format'])}/")
    return f"({' & '.join(wanted)}) /{END}/"


def _length(schema: Mapping[str, object]) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", "")
    for name, value in (("minLength", least), ("maxLength", most or 0)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise RequestError(f"{name} must be a whole number, 0 or more; found {value!r}.")
    return "*" if not least and most == "" else f"{{{least},{most}}}"


def _format(name: object) -> str:
    if not isinstance(name, str) or name not in _FORMATS:
        known = ", ".join(sorted(_FORMATS))
        raise RequestError(f"format {name!r} is not supported: use pattern, or one of {known}.")
    return _FORMATS[name]


def _anchored(pattern: str) -> str:
    """JSON schema's patterns are searched for; a terminal has to match from end to end."""
    at_start = pattern.startswith("^")
    at_end = re.search(r"(?<!\\)(\\\\)*\$\Z", pattern) is not None
    inner = pattern[at_start : len(pattern) - at_end]
    if (at_start or at_end) and "|" in inner:
        inner_group = _one_group(inner)
        if not inner_group:
            raise RequestError(f"pattern {pattern!r} is not supported: put its choices in (...).")
    inner = regex_to_lark(inner, "dw")  # ECMAScript: digits and letters are ASCII
    return f"{'' if at_start else _ANY}({inner}){'' if at_end else _ANY}"


def _one_group(inner: str) -> bool:
    """Whether every `|` stands inside of brackets."""
    depth, place = 0, 0
    while place < len(inner):
        letter = inner[place]
        place += 2 if letter == "\\" else 1
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            return False
    return True
