"""What goes with the next quick question: it is measured, and said in one line."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.message import DocumentPart, ImagePart, Message, Part, TextPart, VideoPart
from app.client.client import Client
from app.client.failure import Failure
from app.client.fetch import Fetch, Measured
from app.ui.composer.intake import Intake
from app.ui.composer.measuring import is_refusal
from app.ui.composer.unpacking import Unpacking


class Context(QObject):
    """`changed` carries the line and whether it says why it cannot be sent."""

    changed = Signal(str, bool)

    def __init__(self, client: Client, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._parts: tuple[Part, ...] = ()
        self._fetch: Fetch | None = None
        self._refused = False
        self._unpacking = Unpacking(self)
        self._unpacking.opened.connect(self._unpacked)

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._parts

    @property
    def is_refused(self) -> bool:
        """It cannot be sent; it has to be taken away or replaced."""
        return self._refused and bool(self._parts)

    @property
    def is_opening(self) -> bool:
        """A document or a folder is being taken apart: what it brings goes with the question."""
        return self._unpacking.is_busy

    def set(self, parts: Sequence[Part], packed: Sequence[Path] = ()) -> None:
        """In place of what went with it; `packed` are documents and folders of several parts."""
        self.close()
        self._set(parts)
        for path in packed:
            self._unpacking.open(path)
            self._tell(self.tr("Opening {name}…").format(name=path.name))

    def _set(self, parts: Sequence[Part]) -> None:
        self._forget()
        self._parts, self._refused = tuple(parts), False
        self._tell(self._named())
        if self._parts and self._client.connection.is_local:  # nothing leaves before it is asked
            self._fetch = self._client.measure((Message("user", self._parts),))
            self._fetch.answered.connect(self._measured)
            self._fetch.failed.connect(self._failed)

    def refuse(self, reason: str) -> None:
        """Something was not even attached."""
        self.changed.emit(reason, True)

    def clear(self) -> None:
        self.set(())

    def close(self) -> None:
        self._unpacking.close()
        self._forget()

    def _forget(self) -> None:
        if self._fetch is not None:
            self._fetch.cancel()
            self._fetch = None

    def _unpacked(self, _path: Path, taken: Intake) -> None:
        if taken.parts:
            self._set((*self._parts, *taken.parts))
        if taken.refused:
            name, reason = taken.refused[0]
            self.refuse(f"{name}: {reason}")

    def _measured(self, measured: Measured) -> None:
        self._fetch = None
        seen = sum(receipt.visual_tokens for receipt in measured.receipts)
        count = seen or measured.prompt_tokens
        tokens = self.tr("{count} tokens").format(count=f"{count:,}")
        self._tell(f"{self._named()} · {tokens}")

    def _failed(self, failure: Failure) -> None:
        """Only a refusal of what is attached blocks; a server that cannot measure does not."""
        self._fetch = None
        if is_refusal(failure):
            self._refused = True
            self.changed.emit(failure.message, True)

    def _tell(self, line: str) -> None:
        self.changed.emit(line, False)

    def _named(self) -> str:
        if len(self._parts) != 1:
            things = self.tr("{count} things attached").format(count=len(self._parts))
            return things if self._parts else ""
        (part,) = self._parts
        match part:
            case ImagePart(_, name, origin) if origin is not None and origin.title:
                return self.tr("Window “{name}” attached").format(name=origin.title or name)
            case ImagePart(_, name) | VideoPart(_, name) | DocumentPart(_, name):
                return self.tr("{name} attached").format(name=name or self.tr("Picture"))
            case TextPart():
                return self.tr("Text attached")
