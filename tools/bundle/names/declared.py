"""What the two witnesses say of a name that our sources use."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.bundle.names import headers, pyobjc
from tools.bundle.names.used import Used

# In which headers the names of one of pyobjc's modules are declared.
HEADERS = {
    "AppKit": {"AppKit", "Foundation", "CoreFoundation", "Runtime"},
    "Foundation": {"Foundation", "CoreFoundation", "Runtime"},
    "Quartz": {"CoreGraphics", "CoreVideo", "ImageIO", "QuartzCore", "QuickLookUI"},
    "ApplicationServices": {"ApplicationServices", "CoreText", "CoreGraphics", "CoreFoundation"},
    "ScreenCaptureKit": {"ScreenCaptureKit"},
    "ServiceManagement": {"ServiceManagement"},
    "UserNotifications": {"UserNotifications"},
}
OURS = set().union(*HEADERS.values())
SYMBOLIC = (
    "a #define of CarbonEvents.h, not kept by the witnesses; others' programs spell it so too"
)
# Names that no header declares, with the reason why they are right all the same.
REASONS: dict[str, str] = {
    "choose_": "the action of our own menu items (menus.py)",
    "askText_userData_error_": "a service's message, named by NSMessage in our Info.plist",
    "askFiles_userData_error_": "a service's message, named by NSMessage in our Info.plist",
    "kHISymbolicHotKeyCode": SYMBOLIC,
    "kHISymbolicHotKeyEnabled": SYMBOLIC,
    "kHISymbolicHotKeyModifiers": SYMBOLIC,
}
MOST_PLACES = 3  # of those that declare a selector, so many are told

# As it is kept: arguments, pyobjc, headers or reason.
Entry = dict[str, Any]


@dataclass
class Witnesses:
    packages: dict[str, pyobjc.Package] = field(default_factory=dict)
    core: frozenset[str] = frozenset()
    apple: headers.Headers = field(default_factory=headers.Headers)


def witnesses(wheels: Path, package: Path) -> Witnesses:
    names = {name for names in pyobjc.PACKAGES.values() for name in names}
    return Witnesses(
        {name: pyobjc.read(wheels / name / "_metadata.py") for name in sorted(names)},
        frozenset(pyobjc.words_of_core(wheels)),
        headers.read(package),
    )


def entry(used: Used, witnesses: Witnesses) -> Entry | None:
    """None: neither witness knows it, and no reason is given."""
    if used.name in REASONS:
        return {"arguments": used.arguments, "reason": REASONS[used.name]}
    match used.kind:
        case "name":
            return _name(used.name, witnesses)
        case "selector" | "defined":
            return _selector(used.name, witnesses)
        case "protocol":
            known = witnesses.apple.classes.get(used.name)
            return None if known is None else {"arguments": None, "headers": known.framework}
        case "text":
            return _text(used.name, witnesses)
        case "function":
            found = witnesses.apple.functions.get(used.name)
            return None if found is None else {"arguments": found[1], "headers": found[0]}
        case _:
            constant = witnesses.apple.constants.get(used.name)
            return None if constant is None else {"arguments": None, "headers": constant}


def _name(name: str, witnesses: Witnesses) -> Entry | None:
    module, _, name = name.partition(".")
    if module == "objc":
        return {"arguments": None, "pyobjc": "objc"} if name in witnesses.core else None
    found: Entry = {"arguments": None}
    for package in pyobjc.PACKAGES[module]:
        known = witnesses.packages[package]
        if name in known.kinds:
            found["pyobjc"] = f"{package} {known.kinds[name]}"
            found["arguments"] = known.functions.get(name)
    framework, count = _in_headers(name, witnesses.apple)
    if framework in HEADERS[module]:
        found["headers"] = framework
        assert found["arguments"] in (None, count), f"the witnesses disagree about {name}"
        found["arguments"] = count
    return found if len(found) > 1 else None


def _in_headers(name: str, known: headers.Headers) -> tuple[str | None, int | None]:
    if name in known.functions:
        return known.functions[name]
    if name in known.classes:
        return known.classes[name].framework, None
    return known.constants.get(name), None


def _text(text: str, witnesses: Witnesses) -> Entry | None:
    """A constant's value that is written out: its name would have to be loaded for it."""
    for package, known in sorted(witnesses.packages.items()):
        if text in known.texts:
            return {"arguments": None, "pyobjc": f"{package} {known.texts[text]}"}
    return None


def _selector(name: str, witnesses: Witnesses) -> Entry | None:
    of, _, selector = name.rpartition(".")
    if of:
        place = witnesses.apple.finds(of, selector)
        found = [] if place is None else [place]
    else:
        found = sorted(
            (where, count)
            for where, count in witnesses.apple.declaring(selector)
            if where.split(".")[0] in OURS
        )
    found = [(where, count) for where, count in found if count == selector.count("_")]
    if not found:
        return None
    told = sorted(
        f"{package} {listed}"
        for package, known in witnesses.packages.items()
        for listed in known.selectors
        if listed.rpartition(".")[2] == selector and (not of or listed == name)
    )
    made: Entry = {"arguments": found[0][1]}
    if told:
        made["pyobjc"] = told[:MOST_PLACES]
    made["headers"] = [where for where, _ in found[:MOST_PLACES]]
    return made
