"""The bar above a conversation: its title, and the model that answers with its state."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.client.states import Failed, Loading, Ready, Restarting, Starting, State, Stopped
from app.ui.icons import icon
from app.ui.labels import Elided, label
from app.ui.theme import sized, theme, wear

HEIGHT = 52
SHEET = """
#bar { background: $page; border-bottom: 1px solid $line; }
#bar QLabel#title { font-size: 14px; font-weight: 600; }
#bar QLabel#mark { color: $soft; font-size: $small; border: 1px solid $line; border-radius: 9px;
    padding: 2px 9px; }
"""


class Bar(QWidget):
    """Signals what was pressed."""

    sidebar_wanted = Signal()
    models_wanted = Signal()
    chat_settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._sidebar = self._button(self.tr("Show or hide the sidebar"), self.sidebar_wanted)
        self._title = Elided()
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._mark = label(self.tr("Leaves no trace"), name="mark")
        self._mark.hide()
        self.settings_button = self._button(
            self.tr("How this chat is answered"), self.chat_settings_wanted
        )
        self.pill = ModelPill()
        self.pill.clicked.connect(self.models_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 20, 0)
        row.setSpacing(10)
        row.addWidget(self._sidebar)
        row.addWidget(self._title, 1)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.settings_button)
        row.addWidget(self.pill)
        wear(self, SHEET)
        theme().changed.connect(self._draw_icons)
        self._draw_icons()

    def set_title(self, text: str, *, traceless: bool = False) -> None:
        self._title.setText(text)
        self._title.setAccessibleName(text)
        self._mark.setVisible(traceless)

    def _button(self, name: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(signal)
        return button

    def _draw_icons(self) -> None:
        self._sidebar.setIcon(icon("sidebar"))
        self.settings_button.setIcon(icon("settings"))


class ModelPill(QAbstractButton):
    """The name of the model that answers and a dot for its state."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = ""
        self._state: State = Stopped()
        theme().changed.connect(self.update)
        self.set_model("", Stopped())

    def set_model(self, name: str, state: State) -> None:
        self._name, self._state = name, state
        self.setText(f"{name} · {said}" if (said := self._said()) else name)
        self.setAccessibleName(self.tr("Model: {name}").format(name=self.text()))
        self.setToolTip(self._tip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(QFontMetrics(sized(12)).horizontalAdvance(self.text()) + 38, 26)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = look.accent if self.hasFocus() else look.line
        painter.setPen(QColor(edge))
        painter.setBrush(QColor(look.hover if self.underMouse() else look.page))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._dot()))
        painter.drawEllipse(QRectF(13, self.height() / 2 - 3.5, 7, 7))
        painter.setPen(QColor(look.soft))
        painter.setFont(sized(12))
        painter.drawText(
            self.rect().adjusted(26, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )

    def _dot(self) -> str:
        look = theme().look
        match self._state:
            case Ready():
                return look.good
            case Failed():
                return look.bad
            case Stopped():
                return look.faint
            case _:
                return look.warn

    def _said(self) -> str:
        """Nothing while all is well: the dot says it."""
        match self._state:
            case Starting():
                return self.tr("starting")
            case Loading():
                return self.tr("loading")
            case Restarting():
                return self.tr("restarting")
            case Failed():
                return self.tr("failed")
            case _:
                return ""

    def _tip(self) -> str:
        match self._state:
            case Failed(reason) | Restarting(_, reason):
                return reason
            case Stopped():
                return self.tr("Not in memory. It is loaded when you ask.")
            case Ready():
                return self.tr("Ready. Press to choose another model.")
            case _:
                return self.tr("The model is being loaded.")
