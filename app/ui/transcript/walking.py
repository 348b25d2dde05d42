"""The keyboard in a conversation: arrows from message to message, pages, copy."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from app.ui.transcript.area import ColumnArea
from app.ui.transcript.message import MessageView

_STEP = 120  # points that an arrow scrolls within a message higher than the view


class Walking(QObject):
    """One message at a time is the current one: Tab leads to it, arrows to its neighbours."""

    def __init__(self, area: ColumnArea) -> None:
        super().__init__(area)
        self._area = area
        self._current: str | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication), "widgets need one"
        application.focusChanged.connect(self._arrive)

    def _arrive(self, old: QWidget | None, new: QWidget | None) -> None:
        """A message, or something in one, took the focus."""
        while new is not None and new is not self._area:
            if isinstance(new, MessageView) and self._area.isAncestorOf(new):
                self.choose(new.turn_id)
                return
            new = new.parentWidget()

    def choose(self, key: str) -> None:
        if key == self._current:
            return
        former = self._area.view_of(self._current) if self._current else None
        self._current = key
        if former is not None:
            former.set_current(False)
        view = self._area.view_of(key)
        if view is not None:
            view.set_current(True)

    def settle(self) -> None:
        """Some message in view can be reached by Tab."""
        if self._current is not None and self._area.view_of(self._current) is not None:
            return
        rows = self._area.rows_in_view()
        if rows:
            self.choose(self._area.key_of(rows[-1]))

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key, bar = event.key(), self._area.verticalScrollBar()
        if event.matches(QKeySequence.StandardKey.Copy):
            return self._copy()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._step(1 if key == Qt.Key.Key_Down else -1, bar)
        if key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            self._area.follow()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            back = key == Qt.Key.Key_PageUp or bool(
                event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            )
            bar.setValue(bar.value() + (-bar.pageStep() if back else bar.pageStep()))
        else:
            return False
        return True

    def _copy(self) -> bool:
        view = self._area.view_of(self._current) if self._current else None
        if view is None:
            return False
        view.copy()
        return True

    def _step(self, way: int, bar: QScrollBar) -> bool:
        row = self._area.row_of(self._current) if self._current else None
        view = self._area.view_of(self._current) if self._current else None
        if row is None or view is None:
            self.settle()
            return True
        height = self._area.viewport().height()
        beyond = view.geometry().bottom() > height if way > 0 else view.geometry().top() < 0
        if beyond and view.height() > height:
            bar.setValue(bar.value() + way * _STEP)
            return True
        row += way
        if 0 <= row < len(self._area.column):
            self._area.show_row(row, 12)
            self._area.realize(row).setFocus(Qt.FocusReason.TabFocusReason)
        return True
