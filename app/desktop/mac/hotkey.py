"""One chord that calls the program from any other, by Carbon (see carbon.py)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from app.desktop.face import Cannot, Registered, Taken
from app.desktop.face import Hotkey as Outcome
from app.desktop.mac.carbon import EXISTS, NO_ERROR, Carbon
from app.desktop.mac.keys import Chord, Layout, chord_of
from app.desktop.mac.layout import KeyboardLayout
from app.desktop.mac.post import Call, Post

translate = QCoreApplication.translate


class System(Protocol):
    """See `carbon.Carbon`."""

    def hear(self, pressed: Call) -> tuple[int, int | None]: ...

    def end_hearing(self, installed: int | None) -> None: ...

    def register(self, code: int, modifiers: int) -> tuple[int, int | None]: ...

    def unregister(self, taken: int | None) -> None: ...

    def of_system(self) -> frozenset[tuple[int, int]]: ...


@dataclass
class _Held:
    """What Carbon gave, to be given back."""

    system: System
    installed: int | None
    taken: int | None


class Hotkey:
    """Carbon is loaded when a chord is first wanted: most users have none."""

    def __init__(
        self,
        post: Post,
        system: Callable[[], System] = Carbon,
        layout: Callable[[], Layout] = KeyboardLayout,
    ) -> None:
        self._post, self._system, self._layout = post, system, layout
        self._held: _Held | None = None
        self._pressed: Call | None = None

    def register(self, keys: QKeySequence, pressed: Call) -> Outcome:
        self.unregister()
        chord = chord_of(keys, self._layout())
        if isinstance(chord, Cannot):
            return chord
        system = self._system()
        if (chord.code, chord.modifiers) in system.of_system():
            return Taken(
                translate("Desktop", "macOS itself uses these keys, as System Settings tell.")
            )
        return self._take(system, chord, pressed)

    def unregister(self) -> None:
        """Also where there is none."""
        held, self._held, self._pressed = self._held, None, None
        if held is not None:
            held.system.unregister(held.taken)
            held.system.end_hearing(held.installed)

    def _take(self, system: System, chord: Chord, pressed: Call) -> Outcome:
        status, installed = system.hear(lambda: self._post(self._tell))
        if status != NO_ERROR:
            return _refused(status)
        status, taken = system.register(chord.code, chord.modifiers)
        if status != NO_ERROR:
            system.end_hearing(installed)
            return _refused(status)
        self._held, self._pressed = _Held(system, installed, taken), pressed
        return Registered()

    def _tell(self) -> None:
        """A press that was on its way when the hotkey was given up counts no more."""
        if self._pressed is not None:
            self._pressed()


def _refused(status: int) -> Taken | Cannot:
    if status == EXISTS:
        return Taken(translate("Desktop", "Another program has taken these keys for itself."))
    reason = translate("Desktop", "macOS did not register these keys (error {number}).")
    return Cannot(reason.format(number=status))
