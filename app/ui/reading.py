"""Asks the engine what is on a screen, or where one thing on it is, and has it look twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.message import ImagePart
from app.client.client import Client
from app.places import PROMPTS
from app.reading.listing import BUDGET, list_checked
from app.reading.looking import find_exactly
from app.reading.prompts import OWN_WORDING, Prompts, load_wording
from app.reading.reply import parse_reply
from app.reading.run import Progress, Run
from app.reading.screens import Reading, Search
from app.reading.telling import Steps, Told, describe, explain, steps_for
from app.reading.undrawn import NotDrawn
from app.reading.witness import Witnessed
from app.ui.reading_thread import ReadingThread, Tell

Tree = Callable[[ImagePart], Sequence[Witnessed]]


def wording_of(checkpoint: Path | None) -> Prompts:
    """How the checkpoint in a folder is asked; as the family is where it has no own wording.

    Raises:
        PromptsUnreadable: its file is damaged.
    """
    own = checkpoint / OWN_WORDING if checkpoint is not None else None
    return load_wording(Prompts, PROMPTS, own)


def no_tree(picture: ImagePart) -> Sequence[Witnessed]:
    """Where the platform says nothing of a picture."""
    return ()


class ScreenReader(QObject):
    """One question at a time; a new one cancels the former, of which nothing more is told.

    Each question ends with one of `read`, `found`, `said`, `failed` and `cancelled`. A list is told
    as soon as it is there (`listed`) and once more with each verdict.
    """

    listed = Signal(object)  # a screens.Reading, of which verdicts are still to come
    read = Signal(object)  # a screens.Reading
    found = Signal(object)  # a screens.Search
    said = Signal(object)  # a telling.Told or telling.Steps
    failed = Signal(str)
    cancelled = Signal()
    seeing = Signal(int, int)  # tokens of the question that were seen, of all
    counted = Signal(int)  # elements told so far
    checking = Signal(int, int)  # elements looked at again, of all

    def __init__(
        self,
        client: Client,
        logs: Path,
        checkpoint: Path | None = None,
        parent: QObject | None = None,
        tree: Tree = no_tree,
    ) -> None:
        super().__init__(parent)
        self._checkpoint, self._tree = checkpoint, tree
        self._list: Reading | None = None
        self._count = self._brackets = 0
        self._thread = ReadingThread(client, logs, self)
        self._thread.progressed.connect(self._advance)
        self._thread.told.connect(self._hear)
        self._thread.done.connect(self._end)
        self._thread.failed.connect(self.failed)
        self._thread.cancelled.connect(self.cancelled)

    @property
    def is_busy(self) -> bool:
        return self._thread.is_busy

    def use(self, checkpoint: Path | None) -> None:
        """The folder of the checkpoint that answers from now on; None: it is not known."""
        self._checkpoint = checkpoint

    def list_elements(self, picture: ImagePart) -> None:
        """Ask for all elements; `read` brings them."""
        self._begin("screen", partial(_list, picture, tuple(self._tree(picture))))

    def find(self, picture: ImagePart, words: str) -> None:
        """Ask where something is; `found` brings the matches."""
        self._begin("find", partial(_find, picture, words))

    def describe(self, picture: ImagePart) -> None:
        """Ask what the screen is; `said` brings a Told."""
        self._begin("describe", partial(_describe, picture))

    def explain(self, picture: ImagePart, question: str) -> None:
        """Ask what its message wants; `said` brings a Told."""
        self._begin("explain", partial(_explain, picture, question))

    def steps(self, picture: ImagePart, task: str) -> None:
        """Ask how a task is done on it; `said` brings Steps."""
        self._begin("steps", partial(_steps, picture, task))

    def cancel(self) -> None:
        """End the question, if there is one."""
        self._thread.cancel()

    def close(self) -> None:
        """Cancel, and wait for the end of what is under way."""
        self._thread.close()

    def _begin(self, name: str, read: "Callable[[Prompts, Run, Tell], object]") -> None:
        self._list, self._count, self._brackets = None, 0, 0
        checkpoint = self._checkpoint
        self._thread.begin(
            name,
            lambda run, tell: read(wording_of(checkpoint), run, tell),
            budget=BUDGET,
            refusals=(NotDrawn,),
        )

    def _advance(self, at: Progress) -> None:
        if self._list is not None:
            return  # a second look is told by its verdict
        if at.total:
            self.seeing.emit(at.seen, at.total)
        elif at.text.count("}") != self._brackets:
            self._tell_count(at.text)

    def _tell_count(self, text: str) -> None:
        """An element is whole with its bracket, and only then worth a look at all of them."""
        self._brackets = text.count("}")
        count = len(parse_reply(text).marks)
        if count != self._count:
            self._count = count
            self.counted.emit(count)

    def _hear(self, told: object) -> None:
        assert isinstance(told, _Looked), told
        self._list = told.reading
        self.listed.emit(told.reading)
        self.checking.emit(told.place, len(told.reading.elements))

    def _end(self, value: object) -> None:
        match value:
            case Reading():
                self.read.emit(value)
            case Search():
                self.found.emit(value)
            case Told() | Steps():
                self.said.emit(value)
            case _:
                raise AssertionError(f"a reading returned {value!r}")


@dataclass(frozen=True)
class _Looked:
    """A list, of which so many elements were looked at again."""

    reading: Reading
    place: int


def _list(
    picture: ImagePart, tree: Sequence[Witnessed], prompts: Prompts, run: Run, tell: Tell
) -> Reading:
    looks = 0

    def looked(reading: Reading) -> None:
        nonlocal looks
        tell(_Looked(reading, looks))
        looks += 1

    return list_checked(run, picture, prompts, tree, looked)


def _find(picture: ImagePart, words: str, prompts: Prompts, run: Run, tell: Tell) -> Search:
    return find_exactly(run, picture, words, prompts)


def _describe(picture: ImagePart, prompts: Prompts, run: Run, tell: Tell) -> Told:
    return describe(run, picture, prompts)


def _explain(picture: ImagePart, question: str, prompts: Prompts, run: Run, tell: Tell) -> Told:
    return explain(run, picture, question, prompts)


def _steps(picture: ImagePart, task: str, prompts: Prompts, run: Run, tell: Tell) -> Steps:
    return steps_for(run, picture, task, prompts)
