"""The second witness: declarations that NativeScript generated from the headers of Apple's SDK.

The npm package @nativescript/macos-node-api has a TypeScript file for each framework. A selector
stands there with its parts joined, `initWithTitle:action:keyEquivalent:` as
`initWithTitleActionKeyEquivalent(title, action, keyEquivalent)`; a property as a field, whose
getter is of the field's name unless the class has a method `isName` as well. Where the parts of a
selector end stands in the package's library, which has every selector as Objective-C spells it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OPENS = re.compile(
    r"declare (?:class|interface) (\w+)(?:<.*?>)?(?: extends (.*?))?(?: implements (.*?))? \{"
)
METHOD = re.compile(r"  (static )?(\w+)\??\((.*)\): ")
FIELD = re.compile(r"  (static )?(?:readonly )?(\w+)\??: ")
GETTER = re.compile(r"  (static )?get (\w+)\(\)")
FUNCTION = re.compile(r"declare function (\w+)\((.*)\): ")
CONSTANT = re.compile(r"declare (?:const|let|var) (\w+): (\{)?")
MEMBER = re.compile(r'  "?(\w+)"?: ')
SELECTOR = re.compile(rb"[A-Za-z]\w*(?::(?:\w*:)*)?")
LIBRARY = (
    "build/RelWithDebInfo/NativeScript.apple.node/macos-arm64/"
    "NativeScript.framework/Versions/0.1.0/NativeScript"
)
# Of a class method: it says only that the class itself is called.
RECEIVER = "<This extends abstract new (...args: any) => any>(this: This, "
LONE_RECEIVER = "<This extends abstract new (...args: any) => any>(this: This)"


@dataclass
class Class:
    """Or a protocol, or both of one name. `methods` are joined names with their arguments."""

    framework: str
    bases: list[str] = field(default_factory=list)
    methods: dict[str, int] = field(default_factory=dict)
    statics: dict[str, int] = field(default_factory=dict)


@dataclass
class Headers:
    classes: dict[str, Class] = field(default_factory=dict)
    functions: dict[str, tuple[str, int]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    """Each with its framework, the functions also with the number of their arguments."""
    selectors: frozenset[str] = frozenset()
    """In pyobjc's spelling."""

    def declaring(self, selector: str) -> Iterator[tuple[str, int]]:
        """The classes that declare it, with the number of its arguments."""
        name = joined(selector)
        for of, declared in self.classes.items() if selector in self.selectors else ():
            count = declared.methods.get(name, declared.statics.get(name))
            if count is not None:
                yield f"{declared.framework}.{of}", count

    def finds(self, of: str, selector: str) -> tuple[str, int] | None:
        """What a class, or one that it descends from, or a protocol of it, declares."""
        name = joined(selector)
        todo, seen = [of], set[str]()
        while todo:
            known = self.classes.get(current := todo.pop(0))
            if known is None or current in seen or selector not in self.selectors:
                continue
            seen.add(current)
            for methods in (known.statics, known.methods):
                if name in methods:
                    return f"{known.framework}.{current}", methods[name]
            todo += known.bases
        return None


def read(package: Path) -> Headers:
    library = (package / LIBRARY).read_bytes()
    headers = Headers(selectors=frozenset(_selectors(library)))
    for path in sorted((package / "types").glob("*.d.ts")):
        _read_one(headers, path.name.removesuffix(".d.ts"), path.read_text(encoding="utf-8"))
    for declared in headers.classes.values():
        _drop_renamed(declared.methods)
        _drop_renamed(declared.statics)
    return headers


def _selectors(library: bytes) -> Iterator[str]:
    for text in library.split(b"\0"):
        if SELECTOR.fullmatch(text):
            yield text.decode().replace(":", "_")


def joined(selector: str) -> str:
    """A name in pyobjc's spelling as it stands in these files."""
    first, *others = selector.rstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def _read_one(headers: Headers, framework: str, text: str) -> None:
    inside: Class | None = None
    enumeration = ""
    for line in text.replace(RECEIVER, "(").replace(LONE_RECEIVER, "()").splitlines():
        if line.startswith("}"):
            inside, enumeration = None, ""
        elif inside is not None:
            _member(inside, line)
        elif enumeration and (match := MEMBER.match(line)):
            for name in (match[1], enumeration + match[1]):
                headers.constants.setdefault(name, framework)
        elif match := OPENS.match(line):
            inside = headers.classes.setdefault(match[1], Class(framework))
            listed = re.sub(r"<.*?>", "", f"{match[2] or ''},{match[3] or ''}")
            inside.bases += [base.strip() for base in listed.split(",") if base.strip()]
        elif match := FUNCTION.match(line):
            headers.functions.setdefault(match[1], (framework, _count(match[2])))
        elif match := CONSTANT.match(line):
            headers.constants.setdefault(match[1], framework)
            enumeration = match[1] if match[2] else ""


def _member(inside: Class, line: str) -> None:
    if match := METHOD.match(line):
        kept = inside.statics if match[1] else inside.methods
        kept[match[2]] = _count(match[3])
    elif match := FIELD.match(line) or GETTER.match(line):
        kept = inside.statics if match[1] else inside.methods
        kept.setdefault(match[2], 0)


def _count(parameters: str) -> int:
    """Commas between the parameters, not those inside of their types."""
    depth, commas = 0, 0
    for character in parameters.replace("=>", ""):
        depth += (character in "(<{[") - (character in ")>}]")
        commas += character == "," and depth == 0
    return commas + 1 if parameters.strip() else 0


def _drop_renamed(methods: dict[str, int]) -> None:
    """A field whose getter has another name is no selector."""
    for name in list(methods):
        if f"is{name[:1].upper()}{name[1:]}" in methods:
            del methods[name]
