"""The conversation that is open."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.chat.conversation import Place, Shown, Turn
from app.chat.message import ImagePart
from app.ui.phase import Done, Phase
from app.ui.theme import wear
from app.ui.transcript.area import ColumnArea
from app.ui.transcript.dress import SHEET
from app.ui.transcript.estimate import estimated
from app.ui.transcript.jump import Jump
from app.ui.transcript.marks import Marks, receipts_of
from app.ui.transcript.message import MessageView
from app.ui.transcript.question import QuestionView
from app.ui.transcript.reply import ReplyView
from app.ui.transcript.speaking import Speaking
from app.ui.transcript.walking import Walking

_ABOVE = 80  # points left free above what was searched for


class Transcript(ColumnArea):
    """Shows a path through a conversation and says what is wanted of its turns."""

    edited = Signal(str, str)  # turn, new words
    regenerate = Signal(str)
    branched = Signal(str)
    retry = Signal(str)
    chosen = Signal(str)  # version
    copied = Signal(str)  # what lies on the clipboard now
    link = Signal(str)
    picture_opened = Signal(str, int, object)  # turn, place of the part in it, marks
    part_opened = Signal(str, int)  # a clip or a document of a turn
    time_clicked = Signal(str, float)  # turn that shows the clip, seconds

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: list[Shown] = []
        self._phases: dict[str, Phase] = {}
        self._notes: dict[str, str] = {}
        self._unfolded: set[str] = set()
        self._marks = Marks()
        self._speaking = Speaking(self, self._marks)
        self.setAccessibleName(self.tr("Conversation"))
        wear(self, SHEET)
        self._jump = Jump(self)
        self._jump.clicked.connect(self.follow)
        self.at_end.connect(self._show_jump)
        self._walking = Walking(self)

    # --- what it is told ---

    def show_chat(self, path: Sequence[Shown], place: Place | None = None) -> None:
        """Another conversation, where it was left."""
        self._phases.clear()
        self._notes.clear()
        self._unfolded.clear()
        self.set_rows(())
        self._take(path)
        keys = [shown.turn.id for shown in path]
        place = place or Place()
        found = place.turn in keys
        self._set_following(not found)
        self.set_rows(keys, (keys.index(place.turn), place.offset) if found else None)

    def set_path(self, path: Sequence[Shown]) -> None:
        """The same conversation with other versions or new turns."""
        known = {shown.turn.id: shown for shown in self._path}
        added = [shown.turn for shown in path if shown.turn.id not in known]
        self._take(path)
        if any(turn.role == "user" or _is_growing(turn) for turn in added):
            self._set_following(True)  # it was just asked
        self.set_rows([shown.turn.id for shown in path])
        for row, shown in enumerate(path):
            before = known.get(shown.turn.id)
            if before is not None and self.is_measured(shown.turn.id) and before != shown:
                self._refresh(row)
        self._speaking.show_all()

    def place(self) -> Place:
        if self.following or not self._path:
            return Place()
        row, offset = self.top()
        return Place(self._path[row].turn.id, offset)

    def grow(self, turn: Turn, phase: Phase) -> None:
        """The turn that is being written, as it stands now."""
        row, former = self.row_of(turn.id), self._phase(turn.id)
        self._phases[turn.id] = phase
        if row is None:
            self.set_path([*self._path, Shown(turn, (turn.id,))])
            row = len(self._path) - 1
        before = self._path[row].turn.reply
        ended = isinstance(phase, Done) and not isinstance(former, Done)
        self._path[row] = Shown(turn, self._path[row].versions)
        if isinstance(phase, Done):
            del self._phases[turn.id]
        self._refresh(row)
        if row and (turn.reply and turn.reply.receipts) != (before and before.receipts):
            self._refresh(row - 1)
        if ended:
            said = QAccessibleAnnouncementEvent(self, self.tr("The answer has ended"))
            QAccessible.updateAccessibility(said)

    def scroll_to(self, turn_id: str, words: str = "") -> None:
        """Bring a turn into view with the words of a search marked in it."""
        row = self.row_of(turn_id)
        if row is None:
            return
        for view in self.views():
            view.mark_words("")
        self.go_to(row, -_ABOVE)
        first = self.realize(row).mark_words(words)
        if first is not None and first > self.viewport().height() // 2:
            self.go_to(row, first - _ABOVE)

    def note(self, turn_id: str, text: str) -> None:
        """A line above an answer, such as that the engine was started again."""
        self._notes[turn_id] = text
        row = self.row_of(turn_id)
        if row is not None:
            self._refresh(row)

    def edit(self, turn_id: str) -> None:
        """Edit a question where it stands."""
        row = self.row_of(turn_id)
        if row is None or self._path[row].turn.role != "user":
            return
        self.go_to(row, -_ABOVE)
        view = self.realize(row)
        assert isinstance(view, QuestionView)
        view.edit()

    # --- rows ---

    def _take(self, path: Sequence[Shown]) -> None:
        self._path = list(path)
        self._marks.set_path(self._path)
        self._speaking.clear()

    def _phase(self, turn: str) -> Phase:
        return self._phases.get(turn, Done())

    def _refresh(self, row: int) -> None:
        """Show again what a row shows."""
        view = self.view_of(self._path[row].turn.id)
        if view is not None:
            self._fill(view, row)
        self.remeasure(self._path[row].turn.id)

    def estimate(self, row: int, width: int) -> int:
        return estimated(self._path[row].turn, width)

    def make(self, row: int) -> MessageView:
        shown = self._path[row]
        view = self._question() if shown.turn.role == "user" else self._reply()
        if isinstance(view, ReplyView) and shown.turn.id in self._unfolded:
            view.unfold()
        self._fill(view, row)
        return view

    def _fill(self, view: MessageView, row: int) -> None:
        shown = self._path[row]
        if isinstance(view, QuestionView):
            view.show_receipts(receipts_of(self._path, row))
            view.show_turn(shown, Done())
            self._speaking.show(view, row)
        elif isinstance(view, ReplyView):
            phase = self._phase(shown.turn.id)
            view.say(self._notes.get(shown.turn.id, ""))
            view.show_turn(shown, phase)
            pointed = self._marks.read(row, isinstance(phase, Done))
            view.show_words(pointed.markdown)
            self._speaking.follow(row, pointed.marks, isinstance(phase, Done))

    def _question(self) -> QuestionView:
        view = QuestionView(self.viewport())
        view.edited.connect(self.edited)
        view.branched.connect(self.branched)
        view.chosen.connect(self.chosen)
        view.copied.connect(self.copied)
        view.opened.connect(self._open)
        view.mark_hovered.connect(self._speaking.hover_mark)
        view.mark_clicked.connect(self._speaking.click_mark)
        return view

    def _reply(self) -> ReplyView:
        view = ReplyView(self.viewport())
        view.regenerated.connect(self.regenerate)
        view.retried.connect(self.retry)
        view.branched.connect(self.branched)
        view.chosen.connect(self.chosen)
        view.copied.connect(self.copied)
        view.link.connect(self._follow_link)
        view.unfolded.connect(self._unfold)
        view.badge_hovered.connect(self._speaking.hover_badge)
        view.badge_clicked.connect(self._speaking.click_badge)
        return view

    # --- what its messages say ---

    def _unfold(self, turn: str, is_open: bool) -> None:
        if is_open:
            self._unfolded.add(turn)
        else:
            self._unfolded.discard(turn)

    def _open(self, turn: str, place: int) -> None:
        row = self.row_of(turn)
        if row is None:
            return
        if isinstance(self._path[row].turn.parts[place], ImagePart):
            self.picture_opened.emit(turn, place, self._speaking.marks_of(turn))
        else:
            self.part_opened.emit(turn, place)

    def _follow_link(self, turn: str, link: str) -> None:
        row = self.row_of(turn)
        if not link.startswith("time:") or row is None:
            self.link.emit(link)
            return
        film = self._marks.film(row)
        shown = turn if film is None else self._path[film].turn.id
        self.time_clicked.emit(shown, float(link.removeprefix("time:")))

    # --- around the messages ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.viewport().geometry()
        size = self._jump.sizeHint()
        x = area.center().x() - size.width() // 2
        self._jump.setGeometry(x, area.bottom() - size.height() - 8, size.width(), size.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._walking.press(event):
            super().keyPressEvent(event)

    def placed(self) -> None:
        self._walking.settle()

    def _show_jump(self, at_end: bool) -> None:
        self._jump.setVisible(not at_end)
        self._jump.raise_()


def _is_growing(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply.end is None
