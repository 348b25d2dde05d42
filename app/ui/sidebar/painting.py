"""How rows of the sidebar are drawn: chats and headings, and what a search found."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPixmap,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.chat.conversation import Hit
from app.ui.icons import pixmap
from app.ui.look import Look
from app.ui.sidebar.chats import Chats
from app.ui.sidebar.hits import Hits
from app.ui.sidebar.rows import Entry, Heading
from app.ui.theme import BODY, sized, theme

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT, HIT_HEIGHT = 32, 70
_INSET, _PAD, _RADIUS = 4, 10, 7
_CHEVRON = 10
_TITLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class ChatPainter(QStyledItemDelegate):
    """Draws the rows of `Chats` and edits titles in place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chats = index.model()
        assert isinstance(chats, Chats)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = chats.row(index)
        if isinstance(row, Heading):
            _heading(painter, option, row, chats.title(index))
        else:
            _entry(painter, option, row, chats.title(index))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the chat"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(_area(option).adjusted(1, 0, -1, 0))


class HitPainter(QStyledItemDelegate):
    """Draws the rows of `Hits`: a title, and two lines of what was found under it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A title that was found needs no excerpt: it says it itself."""
        hits = index.model()
        assert isinstance(hits, Hits)
        return QSize(0, HIT_HEIGHT if hits.hit(index).turn else ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hits = index.model()
        assert isinstance(hits, Hits)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = _background(painter, option)
        _hit(painter, option, hits.hit(index), str(index.data()), text)
        painter.restore()


def _area(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave its fields out
    return rect.adjusted(_INSET, 1, -_INSET, -1)


def _has(option: QStyleOptionViewItem, state: QStyle.StateFlag) -> bool:
    return bool(option.state & state)  # type: ignore[attr-defined]  # as above


def _background(painter: QPainter, option: QStyleOptionViewItem) -> QColor:
    """Fill a row as it is chosen or pointed at; the colour of the words on it."""
    look = theme().look
    painter.setPen(Qt.PenStyle.NoPen)
    chosen = _has(option, QStyle.StateFlag.State_Selected)
    if chosen or _has(option, QStyle.StateFlag.State_MouseOver):
        painter.setBrush(QColor(look.accent if chosen else look.hover))
        painter.drawRoundedRect(QRectF(_area(option)), _RADIUS, _RADIUS)
    return QColor(look.on_accent if chosen else look.text)


def _heading(painter: QPainter, option: QStyleOptionViewItem, row: Heading, title: str) -> None:
    look = theme().look
    if _has(option, QStyle.StateFlag.State_Selected):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.hover))
        painter.drawRoundedRect(QRectF(_area(option)), _RADIUS, _RADIUS)
    painter.setFont(sized(11, weight=QFont.Weight.DemiBold))
    painter.setPen(QColor(look.soft))
    area = _area(option).adjusted(_PAD, 5, -_PAD, 0)
    if row.can_close:
        name = "chevron-right" if row.closed else "chevron-down"
        mark = _icon(painter, name, look.soft, _CHEVRON)
        painter.drawPixmap(
            QPointF(area.right() - _CHEVRON, area.center().y() - _CHEVRON / 2 + 1), mark
        )
        area.setRight(area.right() - _CHEVRON - 6)
    if row.kind == "folder":
        mark = _icon(painter, "folder", look.soft, 12)
        painter.drawPixmap(QPointF(area.left(), area.center().y() - 5.5), mark)
        area.setLeft(area.left() + 17)
    _line(painter, area, title)


def _entry(painter: QPainter, option: QStyleOptionViewItem, row: Entry, title: str) -> None:
    color = _background(painter, option)
    area = _area(option).adjusted(_PAD, 0, -_PAD, 0)
    if row.card.traceless:
        mark = _icon(painter, "lock", color.name(), 12)
        painter.drawPixmap(QPointF(area.right() - 11, area.center().y() - 5.5), mark)
        area.setRight(area.right() - 17)
    painter.setFont(sized(BODY))
    painter.setPen(color)
    _line(painter, area, title)


def _line(painter: QPainter, area: QRect, text: str) -> None:
    fitting = QFontMetricsF(painter.font()).elidedText(
        text.replace("\n", " "), Qt.TextElideMode.ElideRight, area.width()
    )
    painter.drawText(area, _TITLE | Qt.TextFlag.TextSingleLine, fitting)


def _icon(painter: QPainter, name: str, color: str, points: float) -> QPixmap:
    return pixmap(name, color, points, painter.device().devicePixelRatioF())


def _hit(
    painter: QPainter, option: QStyleOptionViewItem, hit: Hit, title: str, color: QColor
) -> None:
    area = _area(option).adjusted(_PAD, 6, -_PAD, -6)
    chosen = _has(option, QStyle.StateFlag.State_Selected)
    if not hit.turn:
        _title_found(painter, area, hit, color)
        return
    painter.setPen(color)
    painter.setFont(sized(BODY, weight=QFont.Weight.DemiBold))
    _line(painter, QRect(area.left(), area.top(), area.width(), 18), title)
    excerpt = excerpt_layout(hit, area.width(), theme().look, chosen)
    excerpt.draw(painter, QPointF(area.left(), area.top() + 20))


def _title_found(painter: QPainter, area: QRect, hit: Hit, color: QColor) -> None:
    """One line, as long as there is room with all of it in bold."""
    font = sized(BODY)
    widest = QFontMetricsF(sized(BODY, weight=QFont.Weight.Bold))
    words = widest.elidedText(_one_line(hit), Qt.TextElideMode.ElideRight, area.width())
    layout = _laid(words, hit, font, color, color, area.width(), lines=1)
    height = layout.boundingRect().height()
    layout.draw(painter, QPointF(area.left(), area.center().y() + 0.5 - height / 2))


def excerpt_layout(hit: Hit, width: float, look: Look, chosen: bool) -> QTextLayout:
    """Two lines of an excerpt with the words found in bold."""
    soft = QColor(look.on_accent if chosen else look.soft)
    strong = QColor(look.on_accent if chosen else look.text)
    return _laid(_one_line(hit), hit, sized(12), soft, strong, width, lines=2)


def _one_line(hit: Hit) -> str:
    return hit.excerpt.replace("\n", " ")


def _laid(
    text: str, hit: Hit, font: QFont, soft: QColor, strong: QColor, width: float, *, lines: int
) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    plain, bold = QTextCharFormat(), QTextCharFormat()
    plain.setForeground(soft)
    bold.setForeground(strong)
    bold.setFontWeight(QFont.Weight.Bold)
    ranges = [_range(0, _units(text), plain)]
    for start, end in hit.spans:
        first = _units(hit.excerpt[:start])
        ranges.append(_range(first, _units(hit.excerpt[start:end]), bold))
    layout.setFormats(ranges)
    layout.beginLayout()
    for number in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, number * 17))
    layout.endLayout()
    return layout


def _units(text: str) -> int:
    """Its length as Qt counts it: a sign beyond the first 65,536 is two."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form  # type: ignore[attr-defined]
    return made
