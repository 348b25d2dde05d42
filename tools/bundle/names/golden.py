"""The list of all names that app/desktop/mac uses, with what the witnesses say of each."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets

from tools.bundle.names.declared import Entry
from tools.bundle.names.kinds import Function, known, known_in
from tools.bundle.names.reader import Reading, read
from tools.bundle.names.used import Fault, Used

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "app/desktop/mac"
GOLDEN = ROOT / "tests/goldens/cocoa.json"

# By kind, then by name.
Golden = dict[str, dict[str, Entry]]


def sources(folder: Path = SOURCES) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))}


def reading(texts: dict[str, str]) -> Reading:
    """Of all modules, since each may use what another gives."""
    modules = {name: ast.parse(text) for name, text in texts.items()}
    everywhere = known(list(modules.values()))
    whole = Reading()
    for name, module in modules.items():
        one = read(module, known_in(module, everywhere), name)
        whole.used += one.used
        whole.faults += one.faults
        whole.loose += one.loose
    return whole


def load(path: Path = GOLDEN) -> Golden:
    return json.loads(path.read_text(encoding="utf-8"))["names"]


def unknown(used: list[Used], golden: Golden) -> Iterator[Fault]:
    """What no witness has declared, or with another number of arguments."""
    for one in used:
        entry = golden.get(one.kind, {}).get(one.name)
        if entry is None:
            yield Fault(one.place, f"{one.name} is declared nowhere ({one.kind})")
        elif (
            None not in (one.arguments, entry["arguments"]) and one.arguments != entry["arguments"]
        ):
            count = f"{one.arguments} arguments; {entry['arguments']} are declared"
            yield Fault(one.place, f"{one.name} has {count}")


def strangers(whole: Reading, texts: dict[str, str]) -> list[Fault]:
    """Methods that neither Qt nor we have, of objects that should have been annotated `Cocoa`."""
    known = {name for kind in _qt_classes() for name in dir(kind)}
    for text in texts.values():
        functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))
        known |= {function.name for function in functions}
    return [
        Fault(one.place, f"whose {one.name} is it? annotate what is of Apple's with Cocoa")
        for one in whole.loose
        if one.name not in known
    ]


def _qt_classes() -> Iterator[type]:
    for module in (QtCore, QtGui, QtWidgets):
        found = (getattr(module, name) for name in dir(module))  # PySide makes them when asked
        yield from (one for one in found if isinstance(one, type))


def stale(used: list[Used], golden: Golden) -> list[str]:
    """What no source uses any more."""
    wanted = {(one.kind, one.name) for one in used}
    return [
        f"{kind} {name}"
        for kind, names in golden.items()
        for name in names
        if (kind, name) not in wanted
    ]
