"""A row of tabs, each an icon over a word, as in the settings of a Mac program."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.ui.icons import pixmap
from app.ui.theme import sized, theme, wear

HEIGHT = 72
ICON = 22
SHEET = "#tabs { background: $side; border-bottom: 1px solid $line; }"


class Tab(QAbstractButton):
    def __init__(self, icon: str, word: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(word)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._ringed = False
        theme().changed.connect(self.update)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """The ring is for those who came by the keyboard."""
        reason = event.reason()
        self._ringed = reason in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        self._ringed = False
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        words = QFontMetrics(sized(11.5)).horizontalAdvance(self.text())
        return QSize(max(74, words + 22), 56)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QColor(look.accent) if self._ringed else Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse() or self._ringed:
            painter.setBrush(QColor(look.line if self.isChecked() else look.hover))
            painter.drawRoundedRect(body, 8, 8)
        color = look.link if self.isChecked() else look.soft
        drawn = pixmap(self._icon, color, ICON, self.devicePixelRatioF(), 1.25)
        painter.drawPixmap(QPoint((self.width() - ICON) // 2, 7), drawn)
        painter.setPen(QColor(color))
        painter.setFont(sized(11.5))
        below = self.rect().adjusted(0, 33, 0, -4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())


class TabRow(QWidget):
    """`turned(int)` to the page that was chosen; Left and Right move along."""

    turned = Signal(int)

    def __init__(self, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(4)
        row.addStretch()
        for place, (icon, word) in enumerate(tabs):
            tab = Tab(icon, word)
            self._group.addButton(tab, place)
            row.addWidget(tab)
        row.addStretch()
        self._group.idClicked.connect(self.turned)
        wear(self, SHEET)

    def turn(self, place: int) -> None:
        """The chosen one is where Tab halts; Left and Right lead to the others."""
        self._group.button(place).setChecked(True)
        for tab in self._group.buttons():
            policy = Qt.FocusPolicy
            tab.setFocusPolicy(policy.TabFocus if tab.isChecked() else policy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = (self._group.checkedId() + step) % len(self._group.buttons())
        self._group.button(place).setFocus(Qt.FocusReason.TabFocusReason)
        self._group.button(place).click()
