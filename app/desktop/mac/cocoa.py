"""What the objects of Apple's frameworks are to a type checker: pyobjc has no types."""

from typing import Any, TypeAlias

Cocoa: TypeAlias = Any
