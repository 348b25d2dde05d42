"""What is painted behind the letters: boxes of code, bars of quotations, markers, rules."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextDocument

from app.ui.text.items import Para
from app.ui.text.writing import Writing
from app.ui.theme import READING, sized, theme

BOX_RADIUS = 9.0
BOX_ABOVE, BOX_BELOW = 8.0, 11.0


class Ornaments:
    """Paints those of the items that lie in a rectangle of the document."""

    def __init__(self, document: QTextDocument, writing: Writing) -> None:
        self._document, self._writing = document, writing

    def paint(self, painter: QPainter, exposed: QRectF, first: int, last: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        items = self._writing.items
        for box in self._boxes(first, last):
            if box.intersects(exposed):
                self._paint_box(painter, box)
        for number in range(first, last + 1):
            para = items[number]
            if isinstance(para, Para) and (para.bars or para.marker or para.kind == "rule"):
                self._paint_para(painter, para, number)

    def _span(self, number: int) -> tuple[float, float]:
        """Top and bottom of an item's letters."""
        block = self._block(number)
        top = self._document.documentLayout().blockBoundingRect(block).top()
        layout = block.layout()
        last = layout.lineAt(max(layout.lineCount() - 1, 0))
        return top + layout.lineAt(0).y(), top + last.y() + last.height()

    def _block(self, number: int) -> QTextBlock:
        return self._document.findBlock(self._writing.start(number))

    def _boxes(self, first: int, last: int) -> Iterator[QRectF]:
        """Around each piece of code, from its head to its last line."""
        items = self._writing.items
        number = first
        while number <= last:
            if not _is_code(items[number]):
                number += 1
                continue
            head = end = number
            while items[head].kind != "code-head":  # type: ignore[union-attr]
                head -= 1
            while end + 1 < len(items) and _is_code(items[end + 1], "code"):
                end += 1
            para = items[head]
            assert isinstance(para, Para)
            left = para.left + 0.5
            width = self._document.textWidth() - left - 0.5
            above = self._span(head)[0] - BOX_ABOVE
            below = self._span(end)[1] + BOX_BELOW
            yield QRectF(left, above, width, below - above)
            number = end + 1

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        look = theme().look
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.code))
        painter.drawRoundedRect(box, BOX_RADIUS, BOX_RADIUS)

    def _paint_para(self, painter: QPainter, para: Para, number: int) -> None:
        top, bottom = self._span(number)
        if para.bars:
            self._paint_bars(painter, para, number)
        if para.kind == "rule":
            painter.setPen(QPen(QColor(theme().look.line), 1))
            y = (top + bottom) / 2
            painter.drawLine(QPointF(para.indent, y), QPointF(self._document.textWidth(), y))
        if para.marker:
            self._paint_marker(painter, para, top + self._block(number).layout().lineAt(0).ascent())

    def _paint_bars(self, painter: QPainter, para: Para, number: int) -> None:
        """Down to the next paragraph of the same quotation."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().look.line))
        items = self._writing.items
        after = items[number + 1] if number + 1 < len(items) else None
        going_on = after.bars if isinstance(after, Para) else ()
        top, bottom = self._span(number)
        for level, x in enumerate(para.bars):
            goes_on = going_on[level : level + 1] == (x,)
            end = self._span(number + 1)[0] - 2 if goes_on else bottom + 2
            painter.drawRect(QRectF(x, top - 2, 2, end - top + 2))

    def _paint_marker(self, painter: QPainter, para: Para, baseline: float) -> None:
        look = theme().look
        left = para.left
        if para.marker in ("☐", "☑"):
            _paint_check(painter, QRectF(left - 20, baseline - 11.5, 13, 13), para.marker == "☑")
            return
        if para.marker in ("•", "◦", "▪"):
            _paint_dot(painter, QPointF(left - 11, baseline - 4.8), para.marker)
            return
        painter.setFont(sized(READING))
        painter.setPen(QColor(look.soft))
        width = painter.fontMetrics().horizontalAdvance(para.marker)
        painter.drawText(QPointF(left - 6 - width, baseline), para.marker)


def _paint_dot(painter: QPainter, centre: QPointF, marker: str) -> None:
    soft = QColor(theme().look.soft)
    painter.setPen(QPen(soft, 1.1) if marker == "◦" else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if marker == "◦" else soft)
    if marker == "▪":
        painter.drawRect(QRectF(centre.x() - 2, centre.y() - 2, 4, 4))
    else:
        radius = 2.3 if marker == "•" else 2.1
        painter.drawEllipse(centre, radius, radius)


def _paint_check(painter: QPainter, box: QRectF, checked: bool) -> None:
    look = theme().look
    painter.setPen(QPen(QColor(look.accent if checked else look.faint), 1.2))
    painter.setBrush(QColor(look.accent) if checked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3.5, 3.5)
    if checked:
        pen = QPen(QColor(look.on_accent), 1.7)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        x, y, side = box.x(), box.y(), box.width()
        points = ((0.24, 0.53), (0.43, 0.72), (0.77, 0.3))
        painter.drawPolyline([QPointF(x + a * side, y + b * side) for a, b in points])


def _is_code(item: object, *kinds: str) -> bool:
    return isinstance(item, Para) and item.kind in (kinds or ("code", "code-head"))
