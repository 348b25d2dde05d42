"""The names of Apple's that a module of app/desktop/mac uses, and where it breaks the conventions.

pyobjc spells a selector with an underscore for each colon, so a call must have as many arguments as
its name has underscores. See `kinds` for what is known of the receivers.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.bundle.names import functions, signature
from tools.bundle.names.kinds import Function, Kind, Known, Scope, is_cocoa_class, is_for_python
from tools.bundle.names.used import Fault, Used

# pyobjc gives these to NSDictionary, NSArray and NSData, so that they can be used as Python's.
PYTHONS = {"get", "items", "keys", "values", "append", "tobytes"}
STRUCTURE_FIELDS = {"origin", "size", "x", "y", "width", "height", "location", "length"}
CONSTANT_TEXT = re.compile(r"AX[A-Z]\w+|kHI\w+")
SELECTOR_TEXT = re.compile(r"[a-z]\w*:(\w+:)*")


@dataclass
class Reading:
    """Of one module. `loose` are methods in camel case of objects that nothing is known of."""

    used: list[Used] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    loose: list[Used] = field(default_factory=list)


def read(module: ast.Module, known: Known, file: str) -> Reading:
    reading = Reading()
    for root in _roots(module):
        _Reader(reading, Scope(root, known), known, file).visit(root)
    functions_used, faults = functions.read(module, known, file)
    reading.used += functions_used
    reading.faults += faults
    return reading


def _roots(module: ast.Module) -> Iterator[ast.AST]:
    """Whatever has its own names: functions, methods, and what is left of the module."""
    for statement in module.body:
        if isinstance(statement, ast.ClassDef):
            yield from statement.body
        else:
            yield statement


class _Reader(ast.NodeVisitor):
    def __init__(self, reading: Reading, scope: Scope, known: Known, file: str) -> None:
        self._reading, self._scope, self._known, self._file = reading, scope, known, file

    def _use(
        self, kind: str, name: str, node: ast.expr | ast.stmt, count: int | None = None
    ) -> None:
        self._reading.used.append(Used(kind, name, count, f"{self._file}:{node.lineno}"))

    def _blame(self, node: ast.expr | ast.stmt, what: str) -> None:
        self._reading.faults.append(Fault(f"{self._file}:{node.lineno}", what))

    def visit_Assign(self, node: ast.Assign) -> None:  # noqa: N802  # ast's name
        pairs = [(node.targets[0], node.value)]
        if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(node.targets[0].elts, node.value.elts, strict=True))
        for target, value in pairs:
            if isinstance(value, ast.Call) and _is_load(value):
                if ast.unparse(target) != _text(value.args[0]):
                    self._blame(node, f"{ast.unparse(value)} is bound to another name")
            else:
                self.visit(value)
                self.visit(target)

    def visit_Call(self, node: ast.Call) -> None:  # noqa: N802
        if _is_load(node):
            self._blame(node, f"{ast.unparse(node)} is bound to no name")
        if ast.unparse(node.func) == "getattr" and self._scope.kind(node.args[0]) in (
            Kind.FRAMEWORK,
            Kind.OBJECT,
        ):
            self._blame(node, f"{ast.unparse(node)} hides a name")
        if isinstance(node.func, ast.Attribute):
            self._called(node, node.func)
        else:
            self.visit(node.func)
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.visit(argument)

    def _called(self, node: ast.Call, func: ast.Attribute) -> None:
        of, name = self._scope.kind(func.value), func.attr
        if of is Kind.FRAMEWORK:
            self._framework_name(func, len(node.args))
        elif _is_selector(name) or (of is Kind.OBJECT and name not in self._known.own | PYTHONS):
            self._selector(node, func)
        elif of is None and re.fullmatch(r"[a-z]+[A-Z]\w*", name):
            self._reading.loose.append(Used("loose", name, None, f"{self._file}:{node.lineno}"))
        if of is Kind.FRAMEWORK and name == "protocolNamed":
            self._use("protocol", _text(node.args[0]), node)
        if of is not Kind.FRAMEWORK:
            self.visit(func.value)

    def _selector(self, node: ast.Call, func: ast.Attribute) -> None:
        name = func.attr
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self._blame(node, f"{name} is called with arguments that cannot be counted")
        elif len(node.args) != name.count("_"):
            self._blame(node, f"{name} is called with {len(node.args)} arguments")
        of = self._class_of(func.value)
        self._use("selector", f"{of}.{name}" if of else name, node, len(node.args))

    def _class_of(self, receiver: ast.expr) -> str | None:
        """Where a class stands before it: `NSMenu.separatorItem()`, `NSMenu.alloc().init()`."""
        match receiver:
            case ast.Attribute(value=value, attr=name) if (
                self._scope.kind(value) is Kind.FRAMEWORK and name[0].isupper()
            ):
                return name
            case ast.Call(func=ast.Attribute(value=value, attr="alloc")):
                return self._class_of(value)
        return None

    def visit_Attribute(self, node: ast.Attribute) -> None:  # noqa: N802
        of = self._scope.kind(node.value)
        if of is Kind.FRAMEWORK:
            self._framework_name(node, None)
            return
        if of is Kind.OBJECT and node.attr not in self._known.own | STRUCTURE_FIELDS:
            self._blame(node, f"{node.attr} is not called")
        self.visit(node.value)

    def _framework_name(self, node: ast.Attribute, count: int | None) -> None:
        self._use("name", f"{ast.unparse(node.value)}.{node.attr}", node, count)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802
        if is_cocoa_class(node):
            for method in (part for part in node.body if isinstance(part, Function)):
                if not is_for_python(method):
                    self._defined(method)
        self.generic_visit(node)

    def _defined(self, method: Function) -> None:
        count = len(method.args.args) - 1
        if count != method.name.count("_"):
            self._blame(method, f"{method.name} is defined with {count} arguments")
        for decorator in method.decorator_list:
            if isinstance(decorator, ast.Call) and decorator.args:
                encoding = ast.literal_eval(decorator.args[0]).decode()
                if signature.arguments(encoding) != count:
                    self._blame(method, f"{method.name} has {count} arguments, not as {encoding}")
        self._use("defined", method.name, method, count)

    def visit_Constant(self, node: ast.Constant) -> None:  # noqa: N802
        if isinstance(node.value, str) and SELECTOR_TEXT.fullmatch(node.value):
            name = node.value.replace(":", "_")
            self._use("selector", name, node, name.count("_"))
        elif isinstance(node.value, str) and CONSTANT_TEXT.fullmatch(node.value):
            self._use("text", node.value, node)


def _is_selector(name: str) -> bool:
    """Whoever it is said to: nothing of ours or of Qt's ends like that."""
    return name.endswith("_") and not name.startswith("_")


def _is_load(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "load"


def _text(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant) and isinstance(node.value, str), "a name, not computed"
    return node.value
