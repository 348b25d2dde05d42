"""One page of the settings: shows preferences, tells each change of them at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.preferences import Preferences

MARGINS = (36, 28, 36, 28)


class Page(QWidget):
    """`changed(Preferences)` when the user changed something."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = Preferences()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*MARGINS)
        self.column.setSpacing(0)

    def set_preferences(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._show()

    def _show(self) -> None:
        """Bring the controls up to the preferences."""

    def _change(self, fresh: Preferences) -> None:
        if fresh != self._preferences:
            self._preferences = fresh
            self.changed.emit(fresh)
