"""What the user asked: the pictures and files, what was seen of them, the words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from app.chat.conversation import Shown
from app.chat.events import Receipt
from app.chat.message import DocumentPart, ImagePart, VideoPart
from app.reading.reply import Mark
from app.ui.phase import Phase
from app.ui.transcript.bubble import Bubble
from app.ui.transcript.clips import Clip
from app.ui.transcript.editor import Editor
from app.ui.transcript.message import MARGIN, MessageView
from app.ui.transcript.pictures import Pictures
from app.ui.transcript.question_actions import QuestionActions
from app.ui.transcript.wording import receipt

_BELOW = 28  # where the actions appear


class QuestionView(MessageView):
    """Its signals begin with its turn, but for `chosen` (a version) and `copied` (words)."""

    edited = Signal(str, str)  # the new words
    branched = Signal(str)
    chosen = Signal(str)
    copied = Signal(str)
    opened = Signal(str, int)  # the place of the part among all
    mark_hovered = Signal(str, int)
    mark_clicked = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor: Editor | None = None
        self._clips: list[tuple[int, Clip]] = []
        self._receipts: tuple[Receipt, ...] = ()
        self.pictures = Pictures(self)
        self.pictures.opened.connect(self._open)
        self.pictures.hovered.connect(self._hover)
        self.pictures.clicked.connect(self._click)
        self._receipt = QLabel(self)
        self._receipt.setProperty("kind", "receipt")
        self._receipt.setTextFormat(Qt.TextFormat.PlainText)
        self._receipt.hide()
        self._bubble = Bubble(self)
        self._actions: QuestionActions | None = None
        self.stack.add(self.pictures, "right")
        self.stack.add(self._receipt, "right", gap=6)

    # --- what it shows ---

    def show_turn(self, shown: Shown, phase: Phase) -> None:
        first, self.shown = self.shown is None, shown
        if first:
            self._add_parts(shown)
            self._tell_receipts()
            self.set_current(self.is_current)
        self._bubble.set_text(shown.turn.text)
        if self.is_edited:
            self._bubble.hide()
        if len(shown.versions) > 1 or self._actions is not None:
            self._make_actions().show_versions(shown.versions, shown.turn.id)
        said = self.tr("You: {text}").format(text=shown.turn.text[:4000])
        self.setAccessibleName(said)

    def _add_parts(self, shown: Shown) -> None:
        images: list[tuple[int, ImagePart]] = []
        for place, part in enumerate(shown.turn.parts):
            if isinstance(part, ImagePart):
                images.append((place, part))
            elif isinstance(part, VideoPart | DocumentPart):
                clip = Clip(part, self)
                clip.opened.connect(lambda place=place: self._open(place))
                self._clips.append((place, clip))
                self.stack.add(clip, "right", gap=8)
        seen = self._seen()
        sizes = [seen[place].source_size for place, _ in images if place in seen]
        self.pictures.show_pictures(images, sizes)
        self.stack.add(self._bubble, "right", gap=12, most=520)

    def show_receipts(self, receipts: tuple[Receipt, ...]) -> None:
        """What the model saw of its attachments: known as soon as it is being answered."""
        if receipts == self._receipts:
            return
        self._receipts = receipts
        if self.shown is not None:
            self._tell_receipts()

    def _tell_receipts(self) -> None:
        seen = self._seen()
        for place, clip in self._clips:
            if place in seen:
                clip.say(" · ".join(receipt(seen.pop(place))))
        lines = ["    ".join(receipt(one)) for one in seen.values()]
        if len(lines) > 1:
            lines = [f"{n}:  {line}" for n, line in enumerate(lines, start=1)]
        self._receipt.setText("\n".join(lines))
        self._receipt.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._receipt.setVisible(bool(lines))
        self.setAccessibleDescription(" ".join(seen.sentence for seen in self._receipts))

    def _seen(self) -> dict[int, Receipt]:
        """By the place of the part: documents have none."""
        assert self.shown is not None
        parts = enumerate(self.shown.turn.parts)
        seen = [place for place, part in parts if isinstance(part, ImagePart | VideoPart)]
        return dict(zip(seen, self._receipts, strict=False))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        self.pictures.show_marks(marks)

    def texts(self) -> tuple[QTextEdit, ...]:
        return (self._bubble.words,)

    def mark_words(self, words: str) -> int | None:
        if words and self._bubble.is_long:
            self._bubble.unfold()
        return super().mark_words(words)

    def copy_text(self) -> str:
        selected = self._bubble.words.textCursor().selectedText().replace("\u2029", "\n")
        return selected or (self.shown.turn.text if self.shown else "")

    def copy(self) -> None:
        text = self.copy_text()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _open(self, place: int) -> None:
        self.opened.emit(self.turn_id, place)

    def _hover(self, number: int) -> None:
        self.mark_hovered.emit(self.turn_id, number)

    def _click(self, number: int) -> None:
        self.mark_clicked.emit(self.turn_id, number)

    def _branch(self) -> None:
        self.branched.emit(self.turn_id)

    # --- editing in place ---

    @property
    def is_edited(self) -> bool:
        return self._editor is not None

    def edit(self) -> None:
        if self._editor is not None or self.shown is None:
            return
        self._editor = Editor(self.shown.turn.text, self)
        self._editor.finished.connect(self._finish)
        self._editor.left.connect(self._leave)
        self.stack.add(self._editor, "right", gap=12)
        self._bubble.hide()
        self._offer(False)
        self._editor.show()
        self._editor.begin()
        self.changed_height.emit()

    def _finish(self, text: str) -> None:
        assert self.shown is not None
        changed = text != self.shown.turn.text
        self._leave()
        if changed:
            self.edited.emit(self.turn_id, text)

    def _leave(self) -> None:
        assert self._editor is not None
        self.stack.remove(self._editor)
        self._editor.deleteLater()
        self._editor = None
        self._bubble.setVisible(bool(self.shown and self.shown.turn.text.strip()))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed_height.emit()

    # --- its actions, while it is pointed at or has the focus ---

    def _make_actions(self) -> QuestionActions:
        if self._actions is None:
            self._actions = QuestionActions(self)
            self._actions.edit.connect(self.edit)
            self._actions.copy.connect(self.copy)
            self._actions.branch.connect(self._branch)
            self._actions.chosen.connect(self.chosen)
            self._actions.show()
        return self._actions

    def arrange(self, width: int) -> int:
        height = super().arrange(width)
        if self._actions is not None:
            size = self._actions.sizeHint()
            x = width - MARGIN - size.width()
            self._actions.setGeometry(x, height - _BELOW + 3, size.width(), size.height())
        return height

    def space_below(self) -> int:
        return _BELOW

    def ring_below(self) -> int:
        return _BELOW

    def set_current(self, current: bool) -> None:
        self._offer(current and self._has_focus())
        super().set_current(current)

    def controls(self) -> list[QWidget]:
        return [*self.pictures.views, *(clip for _, clip in self._clips)]

    def _has_focus(self) -> bool:
        focus = QGuiApplication.focusObject()
        return isinstance(focus, QWidget) and (focus is self or self.isAncestorOf(focus))

    def _offer(self, wanted: bool) -> None:
        if wanted or self._actions is not None:
            self._make_actions().offer(wanted and not self.is_edited)
            self.arrange(self.width())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._offer(True)

    def leaveEvent(self, event: object) -> None:
        self._offer(self.is_current and self._has_focus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_E and not event.modifiers() or event.key() == Qt.Key.Key_F2:
            self.edit()
        else:
            super().keyPressEvent(event)
