"""The pictures of a question: one large, several as smaller ones in rows, to the right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtWidgets import QWidget

from app.chat.message import ImagePart
from app.reading.reply import Mark

if TYPE_CHECKING:  # brings Pillow: no start shall wait for it
    from app.ui.picture.view import PictureView

_ONE = QSize(430, 420)
_SEVERAL = QSize(211, 170)
_GAP = 8


class Pictures(QWidget):
    """Marks stand on each of them: an answer does not say which one it speaks of."""

    hovered = Signal(int)
    clicked = Signal(int)
    opened = Signal(int)  # the place among the parts of the turn

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views: list[PictureView] = []
        self.hide()

    def show_pictures(
        self, images: Sequence[tuple[int, ImagePart]], sizes: Sequence[tuple[int, int]]
    ) -> None:
        """Parts with their places; sizes in pixels, of as many as are known."""
        from app.ui.picture.view import PictureView

        limit = _ONE if len(images) == 1 else _SEVERAL
        for number, (place, part) in enumerate(images):
            size = sizes[number] if number < len(sizes) else None
            view = PictureView(part, limit=limit, size=size, parent=self)
            view.hovered.connect(self.hovered)
            view.clicked.connect(self.clicked)
            view.opened.connect(lambda place=place: self.opened.emit(place))
            view.show()
            self.views.append(view)
        self.setVisible(bool(images))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        for view in self.views:
            if view.marks != tuple(marks):
                view.set_marks(marks)

    def highlight(self, number: int) -> None:
        for view in self.views:
            view.highlight(number)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        places = self._places(_ONE.width())
        width = max((place.right() + 1 for place in places), default=0)
        return QSize(width, max((place.bottom() + 1 for place in places), default=0))

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def resizeEvent(self, event: object) -> None:
        for view, place in zip(self.views, self._places(self.width()), strict=True):
            view.setGeometry(place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a picture arrived with another size
            for view, place in zip(self.views, self._places(self.width()), strict=True):
                view.setGeometry(place)
            self.updateGeometry()
        return super().event(event)

    def _places(self, width: int) -> list[QRect]:
        """Rows from the right, each as high as its highest picture."""
        places: list[QRect] = []
        row: list[QSize] = []
        y = 0
        for view in self.views:
            size = view.sizeHint()
            size = QSize(min(size.width(), width), view.heightForWidth(min(size.width(), width)))
            if row and sum(s.width() + _GAP for s in row) + size.width() > width:
                places += _row(row, y)
                y += max(s.height() for s in row) + _GAP
                row = []
            row.append(size)
        places += _row(row, y)
        most = max((place.right() + 1 for place in places), default=0)
        return _to_the_right(places, most)


def _row(sizes: Sequence[QSize], y: int) -> list[QRect]:
    x, places = 0, []
    for size in sizes:
        places.append(QRect(x, y, size.width(), size.height()))
        x += size.width() + _GAP
    return places


def _to_the_right(places: Sequence[QRect], width: int) -> list[QRect]:
    ends = {place.y(): 0 for place in places}
    for place in places:
        ends[place.y()] = max(ends[place.y()], place.right() + 1)
    return [place.translated(width - ends[place.y()], 0) for place in places]
