"""Tab goes through a window as one reads it, also where controls come and go.

Qt's own order is the one in which widgets were made: what is made later, as a message or a chip,
would come after everything else.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def tab(window: QWidget, parts: Sequence[QWidget], forward: bool) -> bool:
    """Give the focus to the next or the former control, for a window's `focusNextPrevChild`.

    `parts` are what stands side by side or has an order of its own, in that order.
    """
    stops = stops_of(window, parts)
    if not stops:
        return False
    here = window.focusWidget()
    if here in stops:
        chosen = stops[(stops.index(here) + (1 if forward else -1)) % len(stops)]
    else:
        chosen = stops[0 if forward else -1]
    reason = Qt.FocusReason
    chosen.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
    return True


def stops_of(window: QWidget, parts: Sequence[QWidget]) -> list[QWidget]:
    """Where Tab halts, in order."""
    found = [widget for widget in window.findChildren(QWidget) if _takes(widget, window)]
    ordered: list[QWidget] = []
    for part in parts:
        mine = [widget for widget in found if part.isAncestorOf(widget)]  # of itself, too
        ordered += _read([widget for widget in mine if widget not in ordered], window)
    return ordered + _read([widget for widget in found if widget not in ordered], window)


def _takes(widget: QWidget, window: QWidget) -> bool:
    """A Mac leads Tab to buttons only where its user chose so."""
    everything = QGuiApplication.styleHints().tabFocusBehavior()
    is_all = everything == Qt.TabFocusBehavior.TabFocusAllControls
    needed = Qt.FocusPolicy.TabFocus if is_all else Qt.FocusPolicy.StrongFocus
    return (
        widget.focusPolicy() & needed == needed
        and widget.isEnabled()
        and widget.isVisibleTo(window)
        and widget.window() is window
        and widget.focusProxy() is None
    )


def _read(widgets: list[QWidget], window: QWidget) -> list[QWidget]:
    """Row by row; what is within another one comes right after it."""
    outer = [one for one in widgets if not any(_holds(other, one) for other in widgets)]
    ordered: list[QWidget] = []
    for row in _rows(outer, window):
        for one in row:
            within = [other for other in widgets if _holds(one, other)]
            ordered += [one, *_read(within, window)]
    return ordered


def _holds(outer: QWidget, inner: QWidget) -> bool:
    return outer is not inner and outer.isAncestorOf(inner)


def _rows(widgets: list[QWidget], window: QWidget) -> list[list[QWidget]]:
    """Those beside each other together, from left to right."""
    rows: list[list[QWidget]] = []
    bottom = 0
    for one in sorted(widgets, key=lambda widget: _place(widget, window).top()):
        place = _place(one, window)
        if rows and place.center().y() <= bottom:
            rows[-1].append(one)
        else:
            rows.append([one])
            bottom = place.bottom()
    return [sorted(row, key=lambda widget: _place(widget, window).left()) for row in rows]


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())
