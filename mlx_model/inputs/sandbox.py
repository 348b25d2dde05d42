"""Chat templates are programs that come with a checkpoint: they run confined and within limits.

Semantics are those of transformers (`utils/chat_template_utils.py`): immutable sandbox, trimmed
blocks, loop controls, `tojson` without HTML escapes, `raise_exception`, `strftime_now`, and the
`generation` block, which only marks text and is rendered plainly. Beyond that every step of every
loop is counted against a deadline, and texts cannot be multiplied without bound.
"""

import json
import time
from datetime import datetime

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_CHARACTERS = 50_000_000


class LimitError(Exception):
    """A template ran too long or wrote too much."""


class Sandbox(ImmutableSandboxedEnvironment):
    """One template's environment; `allow` starts its clock."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationBlock, loopcontrols]
        )
        self._deadline = float("inf")
        self.filters["tojson"] = _tojson
        self.globals["raise_exception"] = _raise_exception
        self.globals["strftime_now"] = _strftime_now
        self.globals[_TICK] = self._tick

    def allow(self, seconds: float) -> None:
        """Set the time from now at which loops are stopped."""
        self._deadline = time.monotonic() + seconds

    def check(self) -> None:
        """Raise LimitError when the time is up."""
        if time.monotonic() > self._deadline:
            raise LimitError("it ran too long")

    def call_binop(
        self, context: jinja2.runtime.Context, operator: str, left: object, right: object
    ) -> object:
        """Refuse products that would fill the memory."""
        sizes = [_size_of(left), _size_of(right)]
        if operator == "*" and sizes[0] * sizes[1] > MAX_CHARACTERS and _any_text(left, right):
            raise LimitError("it repeats a text too often")
        if operator == "**" and (sizes[0] > 10**6 or sizes[1] > 64):
            raise LimitError("it raises a number too high")
        if operator == "%" and isinstance(left, str):
            raise LimitError("it formats text with %, whose width has no bound")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax tree with a tick at the head of every loop's body."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            tick = nodes.Call(nodes.Name(_TICK, "load"), [], [], None, None)
            loop.body.insert(0, nodes.Output([tick]).set_lineno(loop.lineno))
        tree.set_environment(self)
        return tree

    def _tick(self) -> str:
        self.check()
        return ""


_TICK = "kestrel_tick"


class _GenerationBlock(Extension):
    """`{% generation %}` … `{% endgeneration %}`: its body, unchanged."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _tojson(
    value: object,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def _raise_exception(message: str) -> None:
    raise jinja2.TemplateError(message)


def _strftime_now(pattern: str) -> str:
    return datetime.now().strftime(pattern)


def _any_text(*values: object) -> bool:
    return any(isinstance(value, str | list | tuple) for value in values)


def _size_of(value: object) -> int:
    if isinstance(value, str | list | tuple):
        return len(value)
    return abs(int(value)) if isinstance(value, int | float) else 1
