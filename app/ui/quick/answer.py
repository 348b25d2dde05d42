"""One exchange in the panel: its question, the picture it points at, the answer, how it stands."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.chat.message import words_of
from app.reading.pointing import point_out
from app.ui.labels import label
from app.ui.phase import Thinking
from app.ui.picture.view import PictureView
from app.ui.picture.wording import wording
from app.ui.quick.exchange import Exchange
from app.ui.text.view import TextView
from app.ui.transcript.ending import Ending
from app.ui.transcript.progress import Progress

PICTURE = QSize(600, 220)


class AnswerView(QWidget):
    """Badges in the answer and boxes on the picture point at each other."""

    retry = Signal()
    link_clicked = Signal(str)
    picture_opened = Signal(object, object)  # ImagePart, marks

    def __init__(self, exchange: Exchange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._question = label(words_of(exchange.question.parts), "soft", wraps=True)
        self._picture = PictureView(exchange.picture, limit=PICTURE)
        self._text = TextView()
        self._thinks = label(self.tr("Thinking…"), "soft")
        self._progress = Progress()
        self._ending = Ending()
        self._arrange()
        self._join()
        self.show_question(False)
        self.grow(exchange)

    @property
    def text(self) -> TextView:
        return self._text

    @property
    def picture(self) -> PictureView:
        return self._picture

    def show_question(self, shown: bool) -> None:
        """The last one's question stands in the field."""
        self._question.setVisible(shown)

    def grow(self, exchange: Exchange) -> None:
        self._exchange = exchange
        pictured = exchange.picture is not None
        pointed = point_out(exchange.text, exchange.is_over, wording=wording(), pictured=pictured)
        self._text.set_text(pointed.markdown, exchange.is_over)
        self._text.setVisible(bool(pointed.markdown))
        self._picture.setVisible(pictured and bool(pointed.marks))
        if self._picture.marks != pointed.marks:
            self._picture.set_marks(pointed.marks)
        self._thinks.setVisible(isinstance(exchange.phase, Thinking) and not exchange.is_over)
        self._progress.show_phase(exchange.phase, bool(exchange.text) or exchange.is_over)
        self._ending.show_end(exchange.reply.end, bool(exchange.text))

    def _arrange(self) -> None:
        grows = self._text.sizePolicy()  # a fixed height would be that of a width it had before
        grows.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        self._text.setSizePolicy(grows)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(10)
        for part in (self._question, self._picture, self._text, self._thinks):
            column.addWidget(part)
        column.addWidget(self._progress)
        column.addWidget(self._ending)

    def _join(self) -> None:
        self._text.badge_hovered.connect(self._picture.highlight)
        self._text.badge_clicked.connect(self._picture.highlight)
        self._text.link_clicked.connect(self.link_clicked)
        self._picture.hovered.connect(self._text.highlight)
        self._picture.clicked.connect(self._text.highlight)
        self._picture.opened.connect(self._open)
        self._ending.retry.connect(self.retry)

    def _open(self) -> None:
        self.picture_opened.emit(self._exchange.picture, self._picture.marks)
