"""Which answer a picture shows the marks of, and hover and click between the two."""

from PySide6.QtCore import QObject, QTimer

from app.reading.reply import Mark
from app.ui.transcript.area import ColumnArea
from app.ui.transcript.marks import Marks
from app.ui.transcript.question import QuestionView
from app.ui.transcript.reply import ReplyView

_ABOVE = 40  # points left free above what is shown
_FEW, _PAUSE_MS = 12, 150  # marks that are placed at once; the pause between more of them


class Speaking(QObject):
    """A picture shows the marks of the last answer about it, or of the one that was pointed at."""

    def __init__(self, area: ColumnArea, marks: Marks) -> None:
        super().__init__(area)
        self._area, self._marks = area, marks
        self._chosen: dict[int, int] = {}  # row of a question to that of an answer
        self._late: int | None = None  # a question whose pictures wait for their marks
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._show_late)

    def clear(self) -> None:
        """The rows are others now."""
        self._chosen.clear()
        self._late = None
        self._pause.stop()

    def marks_of(self, question: str) -> tuple[Mark, ...]:
        row = self._area.row_of(question)
        answer = None if row is None else self._answer(row)
        return () if answer is None else self._marks.latest(answer)

    def show_all(self) -> None:
        """Other answers may speak of the pictures in view now."""
        for view in self._area.views():
            row = self._area.row_of(view.turn_id)
            if isinstance(view, QuestionView) and row is not None:
                self.show(view, row)

    def show(self, view: QuestionView, row: int) -> None:
        """Give a question its marks."""
        if view.pictures.views:
            answer = self._answer(row)
            view.pictures.show_marks(() if answer is None else self._marks.latest(answer))

    def follow(self, row: int, marks: tuple[Mark, ...], done: bool) -> None:
        """An answer stands as it does now: show its marks, if it is the one to show.

        While it grows they are placed a few times a second, apart from its words: a hundred of
        them take as long as the words do.
        """
        question = self._marks.question(row)
        if question is None or not marks:
            return
        shown = self._chosen.get(question)
        if shown is None or row >= shown:
            self._chosen[question] = row
            self._late = question
            if done or len(marks) <= _FEW:
                self._show_late()
            elif not self._pause.isActive():
                self._pause.start()

    def _show_late(self) -> None:
        self._pause.stop()
        known = self._late is not None and self._late < len(self._area.column)
        view = self._area.view_at(self._late) if self._late is not None and known else None
        if isinstance(view, QuestionView):
            view.pictures.show_marks(self.marks_of(view.turn_id))

    def hover_badge(self, turn: str, number: int) -> None:
        view = self._picture_of(turn)
        if view is not None:
            view.pictures.highlight(number)

    def click_badge(self, turn: str, number: int) -> None:
        """Bring the picture into view."""
        row = self._area.row_of(turn)
        question = None if row is None else self._marks.question(row)
        if question is None:
            return
        self._area.show_row(question, _ABOVE)
        view = self._picture_of(turn)
        if view is not None:
            view.pictures.highlight(number)

    def hover_mark(self, turn: str, number: int) -> None:
        view = self._answer_view(turn)
        if view is not None:
            view.text.highlight(number)

    def click_mark(self, turn: str, number: int) -> None:
        """Bring the answer into view."""
        question = self._area.row_of(turn)
        answer = None if question is None else self._answer(question)
        if answer is None:
            return
        self._area.show_row(answer, _ABOVE)
        view = self._answer_view(turn)
        if view is not None:
            view.text.highlight(number)

    def _answer(self, question: int) -> int | None:
        if question not in self._chosen:
            found = self._marks.answer(question)
            if found is None:
                return None
            self._chosen[question] = found
        return self._chosen[question]

    def _answer_view(self, turn: str) -> ReplyView | None:
        question = self._area.row_of(turn)
        answer = None if question is None else self._answer(question)
        view = None if answer is None else self._area.view_at(answer)
        return view if isinstance(view, ReplyView) else None

    def _picture_of(self, turn: str) -> QuestionView | None:
        """The question whose pictures an answer speaks of; it shows that answer's marks then."""
        row = self._area.row_of(turn)
        question = None if row is None else self._marks.question(row)
        if row is None or question is None:
            return None
        self._chosen[question] = row
        view = self._area.view_at(question)
        if not isinstance(view, QuestionView):
            return None
        view.pictures.show_marks(self._marks.read(row).marks)
        return view
