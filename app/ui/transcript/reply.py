"""An answer: its thoughts, its progress, its words, how it ended, what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from app.chat.conversation import Reply, Shown
from app.chat.events import End
from app.ui.phase import Done, Phase, Prefilling, Thinking, Waiting
from app.ui.transcript.ending import Ending
from app.ui.transcript.message import MessageView
from app.ui.transcript.progress import Progress
from app.ui.transcript.reply_actions import ReplyActions
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
        # Most answers have none of these: they are made where they are needed, since making
        # them is most of what it takes to scroll to an answer.
        self._note: QLabel | None = None
        self._thoughts: Thoughts | None = None
        self._progress: Progress | None = None
        self._ending: Ending | None = None
        self._actions: ReplyActions | None = None
        self._unfolded = False
        from app.ui.text.view import TextView  # brings the parsers: no start shall wait for them

        self.text = TextView(self)
        self.text.hide()
        self.text.badge_hovered.connect(self._hover)
        self.text.badge_clicked.connect(self._click)
        self.text.link_clicked.connect(self._follow)
        self._add(self.text, 12, 3)

    def _add(self, part: QWidget, gap: int, rank: int) -> None:
        """Its controls are reached as this message is."""
        self.stack.add(part, gap=gap, rank=rank)
        self.set_current(self.is_current)

    def _regenerate(self) -> None:
        self.regenerated.emit(self.turn_id)

    def _go_on(self) -> None:
        self.branched.emit(self.turn_id)

    def _try_again(self) -> None:
        self.retried.emit(self.turn_id)

    def _fold(self, is_open: bool) -> None:
        self._unfolded = is_open
        self.unfolded.emit(self.turn_id, is_open)

    def _hover(self, number: int) -> None:
        self.badge_hovered.emit(self.turn_id, number)

    def _click(self, number: int) -> None:
        self.badge_clicked.emit(self.turn_id, number)

    def _follow(self, link: str) -> None:
        self.link.emit(self.turn_id, link)

    def unfold(self) -> None:
        """Its thoughts are open from the start."""
        self._unfolded = True

    def show_turn(self, shown: Shown, phase: Phase) -> None:
        self.shown, self.phase = shown, phase
        reply = shown.turn.reply or Reply()
        writing = not isinstance(phase, Done) or reply.end is None
        self._show_thoughts(reply, isinstance(phase, Thinking))
        self._show_progress(phase, bool(shown.turn.text))
        self._show_end(None if writing else reply.end, bool(shown.turn.text.strip()))
        self._show_actions(shown, writing)
        if writing:
            self.setAccessibleName(self.tr("Kestrel is answering"))
        else:
            said = self.tr("Kestrel: {text}").format(text=shown.turn.text[:4000])
            self.setAccessibleName(said)

    def show_words(self, markdown: str) -> None:
        """The answer, with numbers for what it points at."""
        self.text.set_text(markdown, isinstance(self.phase, Done))
        self.text.setVisible(bool(markdown))

    def say(self, note: str) -> None:
        """A line above it, such as that the engine was started again; "" takes it away."""
        if self._note is None:
            if not note:
                return
            self._note = QLabel(self)
            self._note.setProperty("kind", "status")
            self._note.setWordWrap(True)
            self.stack.add(self._note, rank=0)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _show_thoughts(self, reply: Reply, thinking: bool) -> None:
        if self._thoughts is None:
            if not thinking and not reply.thinking.strip():
                return
            self._thoughts = Thoughts(self)
            self._thoughts.open(self._unfolded)
            self._thoughts.folded.connect(self._fold)
            self._add(self._thoughts, 8, 1)
        self._thoughts.show_thoughts(reply, thinking)

    def _show_progress(self, phase: Phase, has_words: bool) -> None:
        if self._progress is None:
            if not isinstance(phase, Waiting | Prefilling):
                return
            self._progress = Progress(self)
            self.stack.add(self._progress, gap=10, rank=2)
        self._progress.show_phase(phase, has_words)

    def _show_end(self, end: End | None, has_words: bool) -> None:
        if self._ending is None:
            if end is None or (end.reason == "stop" and has_words):
                return
            self._ending = Ending(self)
            self._ending.retry.connect(self._try_again)
            self._add(self._ending, 10, 4)
        self._ending.show_end(end, has_words)

    def _show_actions(self, shown: Shown, writing: bool) -> None:
        end = shown.turn.reply.end if shown.turn.reply else None
        has_retry = end is not None and end.reason == "failed" and not shown.turn.text
        wanted = not writing and (not has_retry or len(shown.versions) > 1)
        if self._actions is None:
            if not wanted:
                return
            self._actions = ReplyActions(self)
            self._actions.copy.connect(self.copy)
            self._actions.regenerate.connect(self._regenerate)
            self._actions.branch.connect(self._go_on)
            self._actions.chosen.connect(self.chosen)
            self._add(self._actions, 9, 5)
        if wanted:
            self._actions.show_turn(shown, has_retry)
        self._actions.setVisible(wanted)

    def controls(self) -> list[QWidget]:
        return [self.text]

    def texts(self) -> tuple[QTextEdit, ...]:
        return (self.text,)

    def copy_text(self) -> str:
        return self.text.selected_markdown() or self.text.markdown()

    def copy(self) -> None:
        text = self.copy_text()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def space_below(self) -> int:
        return 18
