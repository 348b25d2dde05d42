"""A page for base checkpoints: a text, and how it goes on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.chat.events import End, Event, Text
from app.chat.settings import Settings
from app.client.client import Client
from app.client.stream import Stream
from app.ui.labels import label
from app.ui.theme import theme, wear

SHEET = "#completion { background: $page; }"


class CompletionWindow(QWidget):
    """The continuation is written behind the text, in the accent, and can be edited like it."""

    ended = Signal(object)  # an End

    def __init__(self, client: Client, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("completion")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Continue a text"))
        self.resize(720, 560)
        self._client = client
        self._stream: Stream | None = None
        self.text = QPlainTextEdit()
        self.text.setProperty("kind", "field")
        self.text.setPlaceholderText(self.tr("Write a beginning…"))
        self.text.setAccessibleName(self.tr("Text"))
        self.text.setTabChangesFocus(True)
        font = QFont(self.text.font())
        font.setPixelSize(14)
        self.text.setFont(font)
        self.tokens, self.temperature = QSpinBox(), QDoubleSpinBox()
        self.tokens.setRange(1, 8192)
        self.tokens.setValue(200)
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setSingleStep(0.1)
        self.temperature.setValue(0.8)
        for field in (self.tokens, self.temperature):  # arrow keys step
            field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.said = label(kind="soft", wraps=True)
        self.run = QPushButton(self.tr("Continue"))
        self.run.setProperty("kind", "accent")
        self.run.clicked.connect(self._run_or_stop)
        self._lay_out()
        wear(self, SHEET)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._run_or_stop)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._escape)
        QShortcut(QKeySequence.StandardKey.Close, self).activated.connect(self.close)

    @property
    def runs(self) -> bool:
        return self._stream is not None

    def start(self) -> None:
        """Continue what stands there."""
        if self._stream is not None:
            return
        settings = Settings(
            max_tokens=self.tokens.value(), temperature=self.temperature.value(), think=False
        )
        self._stream = self._client.complete(self.text.toPlainText(), settings)
        self._stream.told.connect(self._tell)
        self.text.setReadOnly(True)
        self.run.setText(self.tr("Stop"))
        self.said.setText(self.tr("Waiting for the model…"))

    def stop(self) -> None:
        """Keep what has come."""
        if self._stream is not None:
            self._stream.cancel()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        about = self.tr("The model goes on from the end of the text. It does not answer questions.")
        column.addWidget(label(about, "soft", wraps=True))
        column.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for words, field in (
            (self.tr("Tokens"), self.tokens),
            (self.tr("Temperature"), self.temperature),
        ):
            field.setAccessibleName(words)
            foot.addWidget(label(words, "soft"))
            foot.addWidget(field)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.run)
        column.addLayout(foot)

    def _run_or_stop(self) -> None:
        self.stop() if self.runs else self.start()

    def _escape(self) -> None:
        self.stop() if self.runs else self.close()

    def _tell(self, event: Event) -> None:
        if isinstance(event, Text):
            self._write(event.text)
            self.said.clear()
        elif isinstance(event, End):
            self._end(event)

    def _write(self, words: str) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        form = QTextCharFormat()
        form.setForeground(QColor(theme().look.link))
        cursor.insertText(words, form)
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _end(self, end: End) -> None:
        self._stream = None
        self.text.setReadOnly(False)
        self.run.setText(self.tr("Continue"))
        figures = self.tr("{count} tokens · {rate} tok/s").format(
            count=end.usage.completion_tokens, rate=f"{end.timings.decode_tps:.0f}"
        )
        self.said.setText(end.error if end.reason == "failed" else figures)
        self.text.setFocus()
        self.ended.emit(end)
