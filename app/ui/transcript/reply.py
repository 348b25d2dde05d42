"""An answer: its thoughts, its progress, its words, how it ended, what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextEdit, QWidget

from app.chat.conversation import Reply, Shown
from app.ui.phase import Done, Phase, Thinking
from app.ui.text.view import TextView
from app.ui.transcript.actions import Versions, WordButton
from app.ui.transcript.ending import Ending
from app.ui.transcript.figures import Figures
from app.ui.transcript.message import MessageView
from app.ui.transcript.progress import Progress
from app.ui.transcript.thoughts import Thoughts


class ReplyView(MessageView):
    """Its signals begin with its turn, but for `chosen` (a version) and `copied` (words)."""

    regenerated = Signal(str)
    branched = Signal(str)
    retried = Signal(str)
    chosen = Signal(str)
    copied = Signal(str)
    link = Signal(str, str)
    badge_hovered = Signal(str, int)
    badge_clicked = Signal(str, int)
    unfolded = Signal(str, bool)  # its thoughts

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._note = QLabel(self)
        self._note.setProperty("kind", "status")
        self._note.setWordWrap(True)
        self._note.hide()
        self.thoughts = Thoughts(self)
        self._progress = Progress(self)
        self.text = TextView(self)
        self.text.hide()
        self._ending = Ending(self)
        self._make_actions()
        self.stack.add(self._note)
        self.stack.add(self.thoughts, gap=8)
        self.stack.add(self._progress, gap=10)
        self.stack.add(self.text, gap=12)
        self.stack.add(self._ending, gap=8)
        self.stack.add(self._actions, gap=6)
        self._connect()

    def _make_actions(self) -> None:
        self._actions = QWidget(self)
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._copy = WordButton(self.tr("Copy"))
        self._again = WordButton(self.tr("Regenerate"))
        self._branch = WordButton(self.tr("Branch"))
        self._branch.setToolTip(self.tr("Go on from here in a new chat"))
        self._versions = Versions()
        self._figures = Figures()
        for part in (self._copy, self._again, self._branch, self._versions, self._figures):
            row.addWidget(part)
        row.addStretch(1)
        self._actions.hide()

    def _connect(self) -> None:
        self._copy.clicked.connect(self.copy)
        self._again.clicked.connect(self._regenerate)
        self._branch.clicked.connect(self._go_on)
        self._versions.chosen.connect(self.chosen)
        self._ending.retry.connect(self._try_again)
        self.thoughts.folded.connect(self._fold)
        self.text.badge_hovered.connect(self._hover)
        self.text.badge_clicked.connect(self._click)
        self.text.link_clicked.connect(self._follow)

    def _regenerate(self) -> None:
        self.regenerated.emit(self.turn_id)

    def _go_on(self) -> None:
        self.branched.emit(self.turn_id)

    def _try_again(self) -> None:
        self.retried.emit(self.turn_id)

    def _fold(self, is_open: bool) -> None:
        self.unfolded.emit(self.turn_id, is_open)

    def _hover(self, number: int) -> None:
        self.badge_hovered.emit(self.turn_id, number)

    def _click(self, number: int) -> None:
        self.badge_clicked.emit(self.turn_id, number)

    def _follow(self, link: str) -> None:
        self.link.emit(self.turn_id, link)

    def show_turn(self, shown: Shown, phase: Phase) -> None:
        self.shown, self.phase = shown, phase
        reply = shown.turn.reply or Reply()
        writing = not isinstance(phase, Done)
        self.thoughts.show_thoughts(reply, isinstance(phase, Thinking))
        self._progress.show_phase(phase, bool(shown.turn.text))
        self._ending.show_end(None if writing else reply.end)
        self._versions.show_versions(shown.versions, shown.turn.id)
        self._figures.show_figures(None if writing else reply)
        self._copy.setVisible(bool(shown.turn.text))
        self._actions.setVisible(not writing)
        if not writing:
            said = self.tr("Kestrel: {text}").format(text=shown.turn.text[:4000])
            self.setAccessibleName(said)

    def show_words(self, markdown: str) -> None:
        """The answer, with numbers for what it points at."""
        done = isinstance(self.phase, Done)
        self.text.set_text(markdown, done)
        self.text.setVisible(bool(markdown))

    def say(self, note: str) -> None:
        """A line above it, such as that the engine was started again; "" takes it away."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def texts(self) -> tuple[QTextEdit, ...]:
        return (self.text,)

    def copy_text(self) -> str:
        return self.text.selected_markdown() or self.text.markdown()

    def copy(self) -> None:
        text = self.copy_text()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def space_below(self) -> int:
        return 26
