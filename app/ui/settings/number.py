"""A field for a number that may be left empty."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.labels import label
from app.ui.settings.controls import PAUSE_MS
from app.ui.theme import wear

SHEET = 'QLineEdit[refused="true"] { border-color: $bad; }'


@dataclass(frozen=True)
class Range:
    """What a number may be. `above`: the lowest is itself not allowed."""

    low: float
    high: float
    whole: bool = False
    above: bool = False

    def holds(self, value: float) -> bool:
        low_enough = value > self.low if self.above else value >= self.low
        return low_enough and value <= self.high


class NumberField(QWidget):
    """`settled(float | int | None)` when another number was typed; None where it is empty.

    What cannot be taken stays in the field with the reason below it, and is not told.
    """

    settled = Signal(object)

    def __init__(self, name: str, span: Range, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = span
        self._told: float | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(empty)
        self.edit.setFixedSize(150, 28)
        self._range = label(self._span_words(), kind="faint")
        self.reason = label(kind="bad", wraps=True)
        self.reason.hide()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.edit)
        row.addWidget(self._range, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.reason)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        wear(self.edit, SHEET)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self.edit.textEdited.connect(self._pause.start)
        self.edit.editingFinished.connect(self.settle)

    def show_value(self, value: float | None) -> None:
        """What is being typed stays where the same number comes back."""
        self._pause.stop()
        if self._refusal() or self._value() != value:
            self.edit.setText(
                "" if value is None else str(value) if self._span.whole else f"{value:g}"
            )
        self._told = value
        self._say("")

    def settle(self) -> None:
        """Take what stands in the field, or say why not."""
        self._pause.stop()
        refusal = self._refusal()
        self._say(refusal)
        if not refusal and self._value() != self._told:
            self._told = self._value()
            self.settled.emit(self._told)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """A window that closes takes what is right, and forgets what is not."""
        super().hideEvent(event)
        self.settle()
        self.show_value(self._told)

    def _typed(self) -> str:
        return self.edit.text().strip()

    def _value(self) -> float | int | None:
        if not self._typed():
            return None
        if self._span.whole:
            return int(self._typed().replace(",", "").replace(" ", ""))
        return float(self._typed().replace(",", "."))

    def _refusal(self) -> str:
        try:
            value = self._value()
        except ValueError:
            if self._span.whole:
                return self.tr("This is no whole number.")
            return self.tr("This is no number.")
        if value is None or (math.isfinite(value) and self._span.holds(value)):
            return ""
        return self.tr("Choose a number {span}.").format(span=self._span_words())

    def _span_words(self) -> str:
        low, high = (f"{n:,g}".replace("-", "−") for n in (self._span.low, self._span.high))
        if self._span.high >= 1e6:
            return self.tr("from {low}").format(low=low)
        if self._span.above:
            return self.tr("above {low}, up to {high}").format(low=low, high=high)
        return self.tr("from {low} to {high}").format(low=low, high=high)

    def _say(self, refusal: str) -> None:
        self.reason.setText(refusal)
        self.reason.setVisible(bool(refusal))
        self.edit.setAccessibleDescription(refusal)
        if self.edit.property("refused") != bool(refusal):
            self.edit.setProperty("refused", bool(refusal))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
