"""Grammars of calls to tools, in llguidance's Lark, typed by the tools' schemas.

The XML form is Qwen3.5's own; the JSON form, Qwen3-VL's, is allowed beside it where the model
chose to call by itself, since it slips into it now and then. Parameters come in the order of their
declaration, required ones always; undeclared ones never, so that a tool without parameters has
exactly one call (vLLM #50989: a grammar of any object let models run on for ever).

A grammar never allows more than the schema; what it cannot enforce is refused.
"""

import json
from collections.abc import Callable, Iterable

from mlx_model.errors import RequestError
from mlx_model.runtime.structured.parameter_grammar import parameter_rules
from mlx_model.runtime.structured.parameters import Tool
from mlx_model.runtime.structured.schemas import (
    DEFINITIONS,
    NOTES,
    checked,
    inlined,
    quoted,
    validated,
)

_WORDS = frozenset({"type", "properties", "required", "additionalProperties"})
_FUNCTION, _END, _BREAK = quoted("\n<function="), quoted("</function>\n"), quoted("\n")
_NAME, _ARGUMENTS, _SPACE = quoted('{"name":'), quoted('"arguments":'), '" "?'


class ToolGrammar:
    """The rules of some tools."""

    def __init__(self, tools: Iterable[Tool], opening: str, closing: str) -> None:
        """`opening` and `closing` are the marks of a call as Lark symbols.

        Raises:
            RequestError: a schema cannot be enforced; it names the tool and the parameter.
        """
        self._tools = list(tools)
        self._opening, self._closing = opening, closing
        self._rules: list[str] = []
        choice = self._choice(self._function)
        self._rules.append(f"xml: {_FUNCTION} ({choice}) {closing}")

    def required(self, *, several: bool) -> str:
        """One call, or several, and nothing else."""
        call = f"{self._opening} xml"
        more = f" ({_BREAK} {call})*" if several else ""
        return "\n".join([f"start: {call}{more}", *self._rules])

    def begun(self) -> str:
        """The rest of a call whose opening mark has been said, in either form."""
        choice = self._choice(self._object)
        start = f"start: xml | {_BREAK} ({choice}) {_BREAK} {self._closing}"
        return "\n".join([start, *self._rules])

    def _choice(self, rule: Callable[[int, Tool], str]) -> str:
        found = []
        for number, tool in enumerate(self._tools):
            try:
                found.append(rule(number, tool))
            except RequestError as error:
                raise RequestError(f"Tool {tool.name!r}: {error}") from error
        return " | ".join(found)

    def _function(self, number: int, tool: Tool) -> str:
        """XML from the name to the end of the function."""
        _check(tool)
        parts = [quoted(f"{_plain(tool.name)}>\n")]
        for place, key in enumerate(tool.properties):
            name = f"p_{number}_{place}"
            try:
                self._rules += parameter_rules(name, tool, _plain(key))
            except RequestError as error:
                raise RequestError(f"parameter {key!r}: {error}") from error
            parts.append(name if key in tool.schema.get("required", ()) else f"{name}?")
        self._rules.append(f"f_{number}: {' '.join(parts)} {_END}")
        return f"f_{number}"

    def _object(self, number: int, tool: Tool) -> str:
        """`{"name": ..., "arguments": {...}}`."""
        arguments = quoted("{}")
        if tool.properties:
            schema = {**tool.schema, "type": "object", "additionalProperties": False}
            arguments = f"%json {inlined(validated(schema))}"
        name = quoted(json.dumps(tool.name, ensure_ascii=False) + ",")
        head = f"{_NAME} {_SPACE} {name} {_SPACE} {_ARGUMENTS} {_SPACE}"
        self._rules.append(f"j_{number}: {head} {arguments} {quoted('}')}")
        return f"j_{number}"


def _check(tool: Tool) -> None:
    schema = checked(tool.schema)
    if schema.get("type", "object") != "object":
        raise RequestError(f"its parameters must be an object, not {schema['type']!r}.")
    if strange := sorted(schema.keys() - _WORDS - NOTES - DEFINITIONS):
        raise RequestError(f"{strange[0]!r} of its parameters as a whole cannot be enforced.")
    required = schema.get("required", [])
    if not isinstance(required, list):
        raise RequestError("required must be a list of parameters.")
    for key in required:
        if key not in tool.properties:
            raise RequestError(f"the required parameter {key!r} is not declared: add its schema.")


def _plain(name: str) -> str:
    if any(letter in name for letter in "<>\n"):
        raise RequestError(f"the name {name!r} cannot be written: use letters, digits and _.")
    return name
