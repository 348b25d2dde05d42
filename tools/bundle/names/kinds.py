"""Which expressions of a module are Objective-C's objects, so that `x.title()` is a selector there.

Read are the conventions of app/desktop/mac: a framework comes of `NAME = load("NAME")`; what holds
an object is annotated `Cocoa`, and what gives one returns `Cocoa`; everything that is asked of an
object gives one again. An object that is handed on without an annotation is not seen.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto


class Kind(Enum):
    """A holder is a container of Python's with objects in it."""

    FRAMEWORK = auto()
    OBJECT = auto()
    HOLDER = auto()
    GIVER = auto()  # a function that gives an object
    LIBRARY = auto()  # of C functions, by ctypes


COLLECTING = {"list", "tuple", "sorted", "set", "reversed", "enumerate", "zip", "dict", "frozenset"}
TAKING = {"next", "max", "min"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Known:
    """Names of functions and attributes of all modules; a module's own attributes come first.

    `own` is what our Objective-C classes have for Python's use: attributes, and `python_method`s.
    """

    returning: dict[str, Kind]
    attributes: dict[str, Kind | None]
    own: frozenset[str]


def known(modules: list[ast.Module]) -> Known:
    """What holds in all of them."""
    returning: dict[str, Kind] = {}
    attributes: dict[str, Kind | None] = {}
    own: set[str] = set()
    for module in modules:
        attributes |= {name: kind for name, kind in _attributes(module) if kind}
        for node in ast.walk(module):
            if isinstance(node, Function) and (kind := annotated(node.returns)):
                returning[node.name] = kind
            elif isinstance(node, ast.ClassDef) and is_cocoa_class(node):
                own |= set(_own(node))
    return Known(returning, attributes, frozenset(own))


def known_in(module: ast.Module, known: Known) -> Known:
    """Another module's attribute of the same name says nothing about this one's."""
    here: dict[str, Kind | None] = dict.fromkeys(name for name, _ in _attributes(module))
    here |= {name: kind for name, kind in _attributes(module) if kind}
    return replace(known, attributes=known.attributes | here)


def _attributes(module: ast.Module) -> Iterator[tuple[str, Kind | None]]:
    for node in ast.walk(module):
        match node:
            case ast.ClassDef():
                for part in node.body:
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        yield part.target.id, annotated(part.annotation)
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation):
                yield name, annotated(annotation)
            case ast.FunctionDef():
                yield from _given(node)


def _given(function: ast.FunctionDef) -> Iterator[tuple[str, Kind | None]]:
    """Attributes that a parameter is kept as, or a library that is opened."""
    parameters = {one.arg: annotated(one.annotation) for one in function.args.args}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=given)) if (
                given in parameters
            ):
                yield name, parameters[given]
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if _calls(
                value, "CDLL"
            ):
                yield name, Kind.LIBRARY


def annotated(annotation: ast.expr | None) -> Kind | None:
    """`Cocoa`, perhaps with an alternative, is an object; anything of it in brackets holds some."""
    if annotation is None:
        return None
    text = ast.unparse(annotation).strip("'\"")
    if text.startswith("Callable["):
        return Kind.GIVER if "Cocoa" in text.rpartition("],")[2] else None
    if "Cocoa" in (part.strip() for part in text.split("|")):
        return Kind.OBJECT
    return Kind.HOLDER if "Cocoa" in text else None


def is_cocoa_class(node: ast.ClassDef) -> bool:
    """Its base is taken from a framework: `class Target(Foundation.NSObject)`."""
    return any(isinstance(base, ast.Attribute) and base.attr != "Structure" for base in node.bases)


def is_for_python(function: Function) -> bool:
    return any(ast.unparse(one) == "objc.python_method" for one in function.decorator_list)


def _own(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id
        elif isinstance(part, Function) and is_for_python(part):
            yield part.name


def _calls(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name


class Scope:
    """The names of one function and of those inside it, followed until nothing new is learnt."""

    def __init__(self, root: ast.AST, known: Known) -> None:
        self._known = known
        self.names: dict[str, Kind] = {}
        before = -1
        while before != len(self.names):
            before = len(self.names)
            for node in ast.walk(root):
                self._learn(node)

    def kind(self, node: ast.expr) -> Kind | None:
        match node:
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Call():
                return self._call(node)
            case ast.Subscript(value=value):
                return Kind.OBJECT if self.kind(value) in (Kind.OBJECT, Kind.HOLDER) else None
            case ast.BoolOp(values=values):
                return next((kind for value in values if (kind := self.kind(value))), None)
            case ast.IfExp(body=body, orelse=other):
                return self.kind(body) or self.kind(other)
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                return self.kind(value)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return Kind.HOLDER if any(map(self.kind, elements)) else None
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                return Kind.HOLDER if self.kind(element) else None
        return None

    def _attribute(self, node: ast.Attribute) -> Kind | None:
        of = self.kind(node.value)
        if of is Kind.FRAMEWORK:
            return Kind.OBJECT
        if of is Kind.OBJECT and node.attr in ("origin", "size"):
            return Kind.OBJECT  # of a rectangle: its own fields can be asked for
        return self._known.attributes.get(node.attr)

    def _call(self, node: ast.Call) -> Kind | None:
        match node.func:
            case ast.Name(id=name) if name in COLLECTING | TAKING:
                if not any(self.kind(argument) for argument in node.args):
                    return None
                return Kind.HOLDER if name in COLLECTING else Kind.OBJECT
            case ast.Name(id="CDLL"):
                return Kind.LIBRARY
            case ast.Name(id=name):
                given = self._known.returning.get(name) or self.names.get(name)
                return Kind.OBJECT if given is Kind.GIVER else given
            case ast.Attribute(value=value, attr=name):
                of = self.kind(value)
                if of is Kind.HOLDER:
                    return Kind.HOLDER if name in ("values", "items", "copy") else Kind.OBJECT
                if of in (Kind.OBJECT, Kind.FRAMEWORK):
                    return None if name in self._known.own else Kind.OBJECT
                return self._known.returning.get(name)
        return None

    def _learn(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind(target, value)
            case ast.NamedExpr(target=target, value=value):
                self._bind(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                self._note(name, annotated(annotation))
            case ast.arg(arg=name, annotation=annotation):
                self._note(name, annotated(annotation))
            case (
                ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source)
            ):
                if self.kind(source) in (Kind.OBJECT, Kind.HOLDER):
                    self._note_all(target, Kind.OBJECT)
            case ast.ClassDef() if is_cocoa_class(node):
                self._note(node.name, Kind.OBJECT)
                for method in (part for part in node.body if isinstance(part, Function)):
                    self._note(method.args.args[0].arg, Kind.OBJECT)
            case ast.Call(func=ast.Attribute(value=receiver)) if self.kind(receiver) is Kind.OBJECT:
                for block in (one for one in node.args if isinstance(one, ast.Lambda)):
                    for argument in block.args.args:
                        self._note(argument.arg, Kind.OBJECT)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, given in zip(target.elts, value.elts, strict=True):
                self._bind(part, given)
        elif _calls(value, "load"):
            self._note_all(target, Kind.FRAMEWORK)
        else:
            self._note_all(target, self.kind(value))

    def _note_all(self, target: ast.expr, kind: Kind | None) -> None:
        """Out-parameters come back in a tuple beside the result."""
        for part in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(part, ast.Name):
                self._note(part.id, kind)

    def _note(self, name: str, kind: Kind | None) -> None:
        if kind is not None:
            self.names.setdefault(name, kind)
