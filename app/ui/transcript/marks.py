"""What answers point at: their marks, and the question whose pictures they speak of."""

from collections.abc import Sequence

from app.chat.conversation import Shown, Turn
from app.chat.events import Receipt
from app.chat.message import ImagePart, VideoPart
from app.reading.pointing import Pointed, point_out, with_times
from app.reading.reply import Mark
from app.ui.picture.wording import wording

_KEPT = 64  # answers that were read


class Marks:
    """Reads answers of one path. Of answers about the same pictures the last one is shown first."""

    def __init__(self) -> None:
        self._path: list[Shown] = []
        self._nearest: list[tuple[int | None, int | None]] = []
        self._read: dict[str, tuple[str, bool, Pointed]] = {}

    def set_path(self, path: list[Shown]) -> None:
        """The list itself, which its owner goes on to change."""
        self._path, self._nearest = path, []

    def read(self, row: int, done: bool = True) -> Pointed:
        """An answer in Markdown with numbers, and what they stand for."""
        turn = self._path[row].turn
        known = self._read.get(turn.id)
        if known is not None and known[:2] == (turn.text, done):
            return known[2]
        pointed = self._pointed(row, turn, done)
        self._read.pop(turn.id, None)
        self._read[turn.id] = (turn.text, done, pointed)
        if len(self._read) > _KEPT:
            del self._read[next(iter(self._read))]
        return pointed

    def latest(self, row: int) -> tuple[Mark, ...]:
        """What an answer pointed at when it was last read, be it done or not."""
        known = self._read.get(self._path[row].turn.id)
        return known[2].marks if known is not None else self.read(row).marks

    def _pointed(self, row: int, turn: Turn, done: bool) -> Pointed:
        text = turn.text
        marks: Pointed = Pointed(text, ())
        question, film = self.question(row), self.film(row)
        if question is not None:
            seen = [receipt.source_size for receipt in seen_of(self._path, question, row)]
            size = seen[0] if len(seen) == 1 else None
            marks = point_out(text, done, wording=wording(), size=size)
        if film is not None:
            return Pointed(with_times(marks.markdown, self._duration(film, row)), marks.marks)
        return marks

    def question(self, row: int) -> int | None:
        """The nearest question above with pictures."""
        return self._above()[row][0]

    def film(self, row: int) -> int | None:
        """The nearest question above with a clip."""
        return self._above()[row][1]

    def _above(self) -> list[tuple[int | None, int | None]]:
        """Of each row; found in one go, since long chats are asked for many rows."""
        if len(self._nearest) != len(self._path):
            pictured = filmed = None
            self._nearest = []
            for row, shown in enumerate(self._path):
                self._nearest.append((pictured, filmed))
                if shown.turn.role == "user":
                    kinds = {type(part) for part in shown.turn.parts}
                    pictured = row if ImagePart in kinds else pictured
                    filmed = row if VideoPart in kinds else filmed
        return self._nearest

    def _duration(self, film: int, row: int) -> float:
        """Of the clip, as far as it is known: by what was seen of it."""
        told = [*seen_of(self._path, film, row), *receipts_of(self._path, film)]
        times = [time for seen in told for time in seen.times]
        return max(times) + 1 if times else float("inf")

    def answer(self, question: int) -> int | None:
        """The last answer that points at the pictures of a question."""
        found: int | None = None
        for row in range(question + 1, len(self._path)):
            turn = self._path[row].turn
            if turn.role == "user" and any(isinstance(part, ImagePart) for part in turn.parts):
                break
            if turn.role == "assistant" and "_2d" in turn.text and self.read(row).marks:
                found = row
        return found


def receipts_of(path: Sequence[Shown], question: int) -> tuple[Receipt, ...]:
    """What the model saw of a question's own attachments, as the answer that follows tells."""
    return seen_of(path, question, question + 1)


def seen_of(path: Sequence[Shown], question: int, answer: int) -> tuple[Receipt, ...]:
    """A question's own among an answer's receipts, which are of all attachments up to it."""
    reply = path[answer].turn.reply if answer < len(path) else None
    if reply is None:
        return ()
    later = sum(_seen_parts(shown.turn) for shown in path[question + 1 : answer])
    end = len(reply.receipts) - later
    return reply.receipts[max(end - _seen_parts(path[question].turn), 0) : max(end, 0)]


def _seen_parts(turn: Turn) -> int:
    return sum(isinstance(part, ImagePart | VideoPart) for part in turn.parts)
