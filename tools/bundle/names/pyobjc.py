"""The first witness: what the wheels of pyobjc know of Apple's frameworks, as plain text.

Each wheel has a `_metadata.py`, made by pyobjc's author from Apple's headers: constants and enums
as one text each, functions with the encoding of their types, and those selectors of which pyobjc
has to know more than their objects tell. Classes are not in it. It is read, not run: that needs a
Mac.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.bundle.names import signature

# What an import of the first gives is declared by these.
PACKAGES = {
    "AppKit": ("AppKit", "Foundation", "CoreFoundation"),
    "Foundation": ("Foundation", "CoreFoundation"),
    "Quartz": (
        "Quartz/CoreGraphics",
        "Quartz/CoreVideo",
        "Quartz/ImageIO",
        "Quartz/QuartzCore",
        "Quartz/QuickLookUI",
    ),
    "ApplicationServices": ("HIServices", "CoreText", "Quartz/CoreGraphics"),
    "ScreenCaptureKit": ("ScreenCaptureKit",),
    "ServiceManagement": ("ServiceManagement",),
    "UserNotifications": ("UserNotifications",),
}
KINDS = ("constants", "enums", "functions", "expressions", "aliases", "misc", "protocols")


@dataclass
class Package:
    """Names by kind; functions with the number of their arguments; selectors by `Class.name_`.

    `texts` are constants whose value is told, by that value.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    selectors: dict[str, int] = field(default_factory=dict)


def read(metadata: Path) -> Package:
    package = Package()
    for node in ast.walk(ast.parse(metadata.read_text(encoding="utf-8"))):
        match node:
            case ast.Assign(targets=[ast.Name(id=kind)], value=value) if kind in KINDS:
                _note(package, kind, value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=kind), attr="update"), args=[value]
            ) if kind in KINDS:
                _note(package, kind, value)
            case ast.Call(func=ast.Name(id="r"), args=[ast.Constant(of), ast.Constant(name), *_]):
                assert isinstance(of, bytes) and isinstance(name, bytes), "so it is generated"
                spelled = name.decode().replace(":", "_")
                package.selectors[f"{of.decode()}.{spelled}"] = spelled.count("_")
    return package


def _note(package: Package, kind: str, value: ast.expr) -> None:
    match value:
        case ast.Constant(value=str(text)):
            names = (entry.split("@")[0] for entry in text.split("$"))
            package.kinds |= {name: kind for name in names if name}
        case ast.Dict(keys=keys, values=values):
            for name, given in zip(keys, values, strict=True):
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    package.kinds[name.value] = kind
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        package.texts[given.value] = name.value
                    if kind == "functions" and (encoding := _encoding(given)) is not None:
                        package.functions[name.value] = len(signature.types(encoding)) - 1


def _encoding(value: ast.expr) -> str | None:
    """The first of a tuple; where it differs by the processor, that of 64 bits."""
    match value:
        case ast.Tuple(elts=[first, *_]):
            return _encoding(first)
        case ast.Call(func=ast.Name(id="sel32or64"), args=[_, wide]):
            return _encoding(wide)
        case ast.Constant(value=bytes(encoding)):
            return encoding.decode()
    return None


def words_of_core(wheel: Path) -> Iterator[str]:
    """What pyobjc's own module `objc` may give: names that stand in its code."""
    for path in sorted((wheel / "objc").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
    (compiled,) = (wheel / "objc").glob("_objc.*.so")
    for word in compiled.read_bytes().split(b"\0"):
        if word.isascii() and (text := word.decode().removeprefix("objc.")).isidentifier():
            yield text
