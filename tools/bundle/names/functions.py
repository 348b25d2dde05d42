"""C functions and variables that a module takes from a library by ctypes.

Read are `library.Name(...)`, a table of `("Name", result, [argument, ...])`, an assignment of
`library.Name.argtypes`, and `type.in_dll(library, "Name")`.
"""

import ast
from collections.abc import Iterator

from tools.bundle.names.kinds import Kind, Known, Scope
from tools.bundle.names.used import Fault, Used

SETTINGS = ("restype", "argtypes")


def read(module: ast.Module, known: Known, file: str) -> tuple[list[Used], list[Fault]]:
    if not any(isinstance(node, ast.Name) and node.id == "CDLL" for node in ast.walk(module)):
        return [], []
    scope = Scope(module, known)
    constants = _constants(module)
    used = [
        Used(kind, name, count, f"{file}:{node.lineno}")
        for node in ast.walk(module)
        if isinstance(node, ast.expr | ast.stmt)
        for kind, name, count in _uses(node, scope, constants)
    ]
    return used, list(_disagreeing(used))


def _uses(
    node: ast.AST, scope: Scope, constants: dict[str, object]
) -> Iterator[tuple[str, str, int | None]]:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=arguments) if (
            scope.kind(value) is Kind.LIBRARY
        ):
            yield "function", name, len(arguments)
        case ast.Call(func=ast.Attribute(attr="in_dll"), args=[_, name]):
            yield "variable", str(ast.literal_eval(name)), None
        case ast.Tuple(elts=[name, _, types]) if (count := _length(types)) is not None:
            yield "function", str(_value(name, constants)), count
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Attribute(attr=name), attr="argtypes")], value=types
        ):
            yield "function", name, _length(types)


def _constants(module: ast.Module) -> dict[str, object]:
    """The module's own names of texts."""
    found: dict[str, object] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue  # it is computed, so it names no function
    return found


def _value(node: ast.expr, constants: dict[str, object]) -> object:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(place))):
            texts = constants[name]
            assert isinstance(texts, tuple), "a table of names"
            return texts[place]
    return ast.literal_eval(node)


def _length(types: ast.expr) -> int | None:
    match types:
        case ast.List(elts=elements):
            return len(elements)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _length(left), _length(right)
            return None if first is None or second is None else first + second
    return None


def _disagreeing(used: list[Used]) -> Iterator[Fault]:
    counts = {one.name: one.arguments for one in used if one.arguments is not None}
    for one in used:
        if one.arguments is not None and one.arguments != counts[one.name]:
            yield Fault(
                one.place, f"{one.name} has {one.arguments} arguments and {counts[one.name]}"
            )
