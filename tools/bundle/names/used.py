"""What the reader finds."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Used:
    """A name in pyobjc's spelling.

    `kind` is one of: name (of a framework, `AppKit.NSMenu`), selector (`setTitle_`, and
    `NSMenu.alloc` where its class stands before it), defined (a method of a class of ours),
    protocol, text (a constant's value, written out), function (of C, by ctypes), variable (the
    same), loose.
    """

    kind: str
    name: str
    arguments: int | None
    place: str = field(compare=False)


@dataclass(frozen=True)
class Fault:
    place: str
    what: str
