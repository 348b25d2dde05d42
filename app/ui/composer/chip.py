"""One attachment above the field: its thumbnail, its name, what it costs or why it is refused."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.chat.message import DocumentPart, ImagePart, Part, VideoPart
from app.ui.composer.buttons import RemoveButton
from app.ui.composer.costs import Told
from app.ui.composer.intake import Note
from app.ui.icons import pixmap
from app.ui.theme import theme, wear

THUMB = QSize(44, 30)
NAME_WIDTH = 230
REASON_WIDTH = 330
REMOVE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SHEET = """
Chip { background: transparent; border: 1px solid $line; border-radius: 9px; }
Chip:hover { border-color: $faint; }
Chip:focus { border-color: $accent; }
Chip #name { color: $text; font-size: 12px; font-weight: 600; }
Chip #line { color: $soft; font-size: $small; }
Chip[refused="true"] { border-color: $warn; }
Chip[refused="true"] #line { color: $warn; }
"""


class Chip(QFrame):
    """Signals what is wished with it; the owner takes it away."""

    removed = Signal()
    opened = Signal()
    previewed = Signal()  # as the system shows files at a press of Space
    resized = Signal()  # its words want another size

    def __init__(
        self, name: str, part: Part | None = None, parent: QWidget | None = None, *, icon: str = ""
    ) -> None:
        """`icon`: of what is not a part, or not yet."""
        super().__init__(parent)
        self.part = part  # None: it could not even be attached, or is still being opened
        self._full_name = name
        self._note = Note("")
        self._told = Told("")
        self._thumb = _Thumb(icon or _icon_of(part))
        self._name = QLabel()
        self._name.setObjectName("name")
        self._line = QLabel()
        self._line.setObjectName("line")
        self._line.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._remove = RemoveButton(self)
        self._remove.hide()
        self._remove.clicked.connect(self.removed)
        self._arrange()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        wear(self, SHEET)
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH))
        self.tell(Told(self.tr("Measuring…") if part is not None else ""))
        self._follow()

    @property
    def line(self) -> str:
        return self._line.text()

    def tell(self, told: Told) -> None:
        """What it costs, or why it cannot be sent."""
        self._told = told
        line = " · ".join(filter(None, (self._note.line, told.line)))
        self._line.setText(line)
        self._line.setWordWrap(told.refused)
        wanted = self._line.fontMetrics().horizontalAdvance(line) + 2
        self._line.setFixedWidth(min(wanted, REASON_WIDTH) if told.refused else wanted)
        self.setProperty("refused", told.refused)
        self.style().unpolish(self._line)
        self.style().unpolish(self)
        self.style().polish(self)
        self.style().polish(self._line)
        self.setToolTip("\n".join(filter(None, (self._full_name, self._note.tip, told.tip))))
        self.setAccessibleName(", ".join(filter(None, (self._full_name, line))))
        self.adjustSize()
        self._follow()
        self.resized.emit()

    def note(self, note: Note) -> None:
        """What else is to be known of it, whatever it costs."""
        self._note = note
        self.tell(self._told)

    def show_picture(self, picture: QImage) -> None:
        self._thumb.show_picture(picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in REMOVE:
            self.removed.emit()
        elif event.key() in OPEN:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.previewed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802  # Qt's name
        super().enterEvent(event)
        self._follow()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().leaveEvent(event)
        self._follow()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusInEvent(event)
        self._follow()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._remove.move(self.width() - self._remove.width() - 4, 4)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._line)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 6, 12, 6)
        row.setSpacing(9)
        row.addWidget(self._thumb, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words)

    def _follow(self) -> None:
        """The button shows while it is pointed at; without a mouse there is Backspace."""
        self._remove.setVisible(self.underMouse() or self.hasFocus() or self._told.refused)
        self._remove.raise_()


class _Thumb(QWidget):
    """A picture that fills its rounded square, or the icon of its kind."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.setFixedSize(THUMB)
        self._icon = icon
        self._picture = QImage()
        theme().changed.connect(self.update)

    def show_picture(self, picture: QImage) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 5, 5)
        painter.setClipPath(shape)
        if self._picture.isNull():
            painter.fillRect(self.rect(), QColor(look.bubble))
            drawn = pixmap(self._icon, look.soft, 16, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - 16) // 2, (self.height() - 16) // 2, drawn)
        else:
            painter.drawImage(QRectF(self.rect()), self._picture, _middle(self._picture))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawPath(shape)


def _middle(picture: QImage) -> QRectF:
    """The largest part of a picture that has the square's shape."""
    scale = min(picture.width() / THUMB.width(), picture.height() / THUMB.height())
    width, height = THUMB.width() * scale, THUMB.height() * scale
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)


def _icon_of(part: Part | None) -> str:
    if isinstance(part, ImagePart):
        return "image"
    if isinstance(part, VideoPart):
        return "film"
    return "document" if isinstance(part, DocumentPart) else "warning"
