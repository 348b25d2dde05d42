"""A long column of which only what is in view, and a screen on either side, has widgets.

Heights are estimated until a row is laid out. What the reader looks at stays where it is when a row
above turns out higher or lower; at the end of the column the view follows what is added.
"""

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.transcript.column import Column
from app.ui.transcript.message import MARGIN, MessageView

WIDEST, SIDE = 720, 22
TOP, BOTTOM = 18, 12  # free space before the first and after the last row
BUDGET_S = 0.010  # for making rows in one go: the rest follows after the next event
_NEAR = 3  # points from the end that count as the end


class ColumnArea(QAbstractScrollArea):
    """Rows have keys; a subclass makes their widgets and estimates their heights."""

    at_end = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setObjectName("column")
        self.verticalScrollBar().setSingleStep(24)
        self.column = Column()
        self._keys: tuple[str, ...] = ()
        self._rows: dict[str, int] = {}
        self._views: dict[str, MessageView] = {}
        self._measured: set[str] = set()
        self._anchor = (0, -TOP)  # a row, and how far it is scrolled off
        self._seen = range(0)  # the rows in view
        self._following = True
        self._moving = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._go_on)

    # --- what a subclass knows ---

    def make(self, row: int) -> MessageView:
        raise NotImplementedError

    def estimate(self, row: int, width: int) -> int:
        raise NotImplementedError

    def placed(self) -> None:
        """All rows in view are where they belong."""

    # --- rows ---

    @property
    def following(self) -> bool:
        return self._following

    def view_of(self, key: str) -> MessageView | None:
        return self._views.get(key)

    def views(self) -> Sequence[MessageView]:
        return tuple(self._views.values())

    def view_at(self, row: int) -> MessageView | None:
        return self._views.get(self._keys[row])

    def key_of(self, row: int) -> str:
        return self._keys[row]

    def rows_in_view(self) -> range:
        return self._in_view(0)

    def is_measured(self, key: str) -> bool:
        """Whether its height is known; it is estimated otherwise."""
        return key in self._measured

    def row_of(self, key: str) -> int | None:
        return self._rows.get(key)

    def set_rows(self, keys: Sequence[str], place: tuple[int, int] | None = None) -> None:
        """Other rows; those that stay keep their widgets and heights, and the reader the place.

        `place` is another one: a row, and how far it is scrolled off.
        """
        held = place or self._held(keys)
        old, heights = self._rows, self.column
        self._keys, self._rows = tuple(keys), {key: row for row, key in enumerate(keys)}
        for key in [key for key in self._views if key not in self._rows]:
            self._drop(key)
        self._measured &= self._rows.keys()
        width = self._width()
        self.column = Column(
            heights.height(old[key]) if key in old else self.estimate(row, width)
            for row, key in enumerate(keys)
        )
        self._anchor = held
        self._settle()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._set_following(True)
        self._settle()

    def go_to(self, row: int, offset: int = 0) -> None:
        """Bring a row to the top, scrolled off by `offset`."""
        self._set_following(False)
        self._anchor = (row, offset)
        self._settle()
        self._set_following(self.verticalScrollBar().value() >= self._end())

    def top(self) -> tuple[int, int]:
        """The row at the top of the view, and how far it is scrolled off."""
        value = self.verticalScrollBar().value()
        row = max(self.column.at(value - TOP), 0)
        return row, value - TOP - self.column.top(row)

    def show_row(self, row: int, above: int) -> None:
        """Scroll only if the beginning of a row, or all of a small one, is out of view."""
        value, height = self.verticalScrollBar().value(), self.viewport().height()
        top = TOP + self.column.top(row) - value
        if top < 0:
            self.go_to(row, -above)
        elif top + min(self.column.height(row), height - above) > height:
            self.go_to(row, min(self.column.height(row), height - above) - height)

    def realize(self, row: int) -> MessageView:
        """The widget of a row, made if need be."""
        key = self._keys[row]
        if key not in self._views:
            view = self.make(row)
            view.setParent(self.viewport())
            view.changed_height.connect(self._remeasure)
            self._views[key] = view
            self._measure(row)
            view.show()
        return self._views[key]

    def remeasure(self, key: str) -> None:
        """What a row shows has changed."""
        row = self._rows.get(key)
        if row is None:
            return
        if key in self._views:
            self._measure(row)
            self._settle()
        else:
            self._measured.discard(key)

    # --- measuring ---

    def _width(self) -> int:
        """The same with a scroll bar as without: it lies beside the column and never moves it."""
        return max(min(self.width() - 2 * SIDE, WIDEST), 200)

    def _measure(self, row: int) -> None:
        key = self._keys[row]
        view = self._views[key]
        wide = self._width() + 2 * MARGIN
        height = view.arrange(wide)
        view.resize(wide, height)
        self._measured.add(key)
        self.column.change(row, height)

    def _remeasure(self) -> None:
        view = self.sender()
        assert isinstance(view, MessageView)
        row = self._rows.get(view.turn_id)
        if row is None or self._views.get(view.turn_id) is not view:
            return
        before = self.column.height(row)
        self._measure(row)
        if self.column.height(row) != before:
            self._settle()

    def _held(self, keys: Sequence[str]) -> tuple[int, int]:
        """The anchor among other rows: itself, or the row that takes its place."""
        row, offset = self._anchor
        if not self._keys or not keys:
            return 0, -TOP
        row = min(row, len(self._keys) - 1)
        if self._keys[row] in keys:
            return keys.index(self._keys[row]), offset
        return min(row, len(keys) - 1), offset

    # --- placing ---

    def _end(self) -> int:
        return max(TOP + self.column.total + BOTTOM - self.viewport().height(), 0)

    def _settle(self, within: float = 1.0) -> None:
        """Make what is in view, scroll to the anchor or the end, place everything.

        What takes longer than so many seconds is made after the next event.
        """
        deadline = time.perf_counter() + within
        while True:
            self._scroll()
            rows = self._in_view(0)
            missing = self._missing(reversed(rows) if self._following else rows)
            if missing is None:
                break
            self.realize(missing)
            if time.perf_counter() > deadline:
                break
        self._scroll()
        self._place()
        self._seen = self._in_view(0)
        self.placed()
        self._soon.start()

    def _scroll(self) -> None:
        """Give the scroll bar its range, and the value that shows the anchor."""
        bar, end = self.verticalScrollBar(), self._end()
        row, offset = self._anchor
        wanted = end if self._following else TOP + self.column.top(row) + offset
        self._moving = True
        bar.setPageStep(max(self.viewport().height() - 48, 1))
        bar.setRange(0, end)
        bar.setValue(wanted)
        self._moving = False
        if self._following:
            self._anchor = self._anchor_at(bar.value())

    def _anchor_at(self, value: int) -> tuple[int, int]:
        """A row that was in view before if there is one: it must not move for others."""
        rows = self._in_view(0)
        seen = range(max(rows.start, self._seen.start), min(rows.stop, self._seen.stop))
        known = (row for row in (*seen, *rows) if self._keys[row] in self._views)
        row = next(known, rows.start)
        return row, value - TOP - self.column.top(row)

    def _in_view(self, more: int) -> range:
        value, height = self.verticalScrollBar().value(), self.viewport().height()
        return self.column.within(value - TOP - more, value - TOP + height + more)

    def _missing(self, rows: Iterable[int]) -> int | None:
        return next((row for row in rows if self._keys[row] not in self._views), None)

    def _place(self) -> None:
        value, height = self.verticalScrollBar().value(), self.viewport().height()
        kept = self._in_view(2 * height)
        for key in [key for key in self._views if self._rows[key] not in kept]:
            if not self._views[key].is_edited and not self._has_focus(self._views[key]):
                self._drop(key)
        left = (self.width() - self._width()) // 2 - MARGIN
        for key, view in self._views.items():
            view.move(QPoint(left, TOP + self.column.top(self._rows[key]) - value))

    def _has_focus(self, view: QWidget) -> bool:
        focus = view.focusWidget()
        return focus is not None and focus.hasFocus()

    def _drop(self, key: str) -> None:
        view = self._views.pop(key)
        view.hide()
        view.deleteLater()

    def _go_on(self) -> None:
        """One more row a screen away, the nearest first, or in view where the time was up."""
        seen, height = self._in_view(0), self.viewport().height()
        near = self._in_view(height)
        above, below = range(near.start, seen.start), range(seen.stop, near.stop)
        for rows in (seen, reversed(above), below):
            missing = self._missing(rows)
            if missing is not None:
                self.realize(missing)
                self._settle(BUDGET_S)
                return

    # --- the reader ---

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._moving:
            return
        value = self.verticalScrollBar().value()
        self._set_following(value >= self._end() - _NEAR)
        self._anchor = self._anchor_at(value)
        self._settle(BUDGET_S)

    def _set_following(self, wanted: bool) -> None:
        if wanted != self._following:
            self._following = wanted
            self.at_end.emit(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._measured.clear()
            for key in tuple(self._views):
                self._measure(self._rows[key])
        self._settle()
