"""Joins the main window to the talks: what a widget signals is done, what is done is shown."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.chat.conversation import ChatCard, Draft, Shown, Turn
from app.chat.message import DocumentPart, ImagePart, VideoPart
from app.ui.asking import messages_of
from app.ui.composer.attaching import Attaching
from app.ui.composer.intake import Intake, parts_from
from app.ui.phase import Phase
from app.ui.talks import Talks
from app.ui.window.main import MainWindow
from app.ui.window.samples import Sample

DRAFT_MS = 400  # after the first key since it was kept: who never pauses loses no more
SEARCH_MS = 120


class Desk(QObject):
    """`picture_wanted`: a picture of the transcript is to be seen large."""

    picture_wanted = Signal(object, object)  # ImagePart, marks
    clip_wanted = Signal(object, float)  # VideoPart, seconds

    def __init__(self, window: MainWindow, talks: Talks, attaching: Attaching) -> None:
        super().__init__(window)
        self._window, self._talks, self._attaching = window, talks, attaching
        self._chat = "?"  # whose draft stands in the composer
        self._is_traceless = False  # a new chat of either kind has the same name
        self._path: tuple[Shown, ...] = ()
        self._keep_draft = self._later(DRAFT_MS, self.keep)
        self._search = self._later(SEARCH_MS, self._search_now)
        self._words = ""
        self._join_talks()
        self._join_sidebar()
        self._join_transcript()
        self._join_composer()

    def keep(self) -> None:
        """Store the draft and the place of the open chat."""
        if self._chat == self._talks.chat:
            self._talks.keep_draft(self._window.composer.draft())
            if self._path:
                self._talks.keep_place(self._window.transcript.place())

    def close(self) -> None:
        """Keep what is there, and nothing more: the store is about to be closed."""
        self.keep()
        for widget in (self._window.sidebar, self._window.composer):
            widget.blockSignals(True)  # they have timers of their own
        self._keep_draft.stop()
        self._search.stop()

    def open(self, chat: str, *, traceless: bool = False) -> None:
        self.keep()
        self._talks.open(chat, traceless=traceless)

    def take_in(self, mime: QMimeData) -> None:
        """What was dropped or pasted: attached, written, or refused with the reason."""
        self.attach(parts_from(mime))

    def attach(self, taken: Intake) -> None:
        self._window.composer.take_in(taken)
        self._window.composer.setFocus()

    def path(self) -> tuple[Shown, ...]:
        return self._path

    # --- joining ---

    def _join_talks(self) -> None:
        talks, window = self._talks, self._window
        talks.listed.connect(window.sidebar.set_chats)
        talks.opened.connect(self._opened)
        talks.shown.connect(self._shown)
        talks.grew.connect(self._grew)
        talks.busy.connect(window.composer.set_busy)
        talks.refused.connect(self._refused)
        talks.returned.connect(self._returned)

    def _join_sidebar(self) -> None:
        sidebar, talks = self._window.sidebar, self._talks
        sidebar.opened.connect(self.open)
        sidebar.hit_opened.connect(self._open_hit)
        sidebar.searched.connect(self._searched)
        sidebar.renamed.connect(talks.rename)
        sidebar.pinned.connect(talks.pin)
        sidebar.moved.connect(talks.move)
        sidebar.trashed.connect(talks.trash)
        sidebar.undone.connect(talks.restore)
        sidebar.new_wanted.connect(lambda: self.open(""))
        sidebar.new_wanted.connect(self._window.composer.setFocus)

    def _join_transcript(self) -> None:
        transcript, talks = self._window.transcript, self._talks
        transcript.edited.connect(talks.edit)
        transcript.regenerate.connect(talks.regenerate)
        transcript.retry.connect(talks.regenerate)
        transcript.branched.connect(talks.branch)
        transcript.chosen.connect(talks.choose)
        transcript.picture_opened.connect(self._picture)
        transcript.part_opened.connect(self._part)
        transcript.time_clicked.connect(self._time)
        transcript.link.connect(self.follow)

    def _join_composer(self) -> None:
        composer = self._window.composer
        composer.sent.connect(self._send)
        composer.stopped.connect(self._talks.stop)
        composer.changed.connect(self._keep_soon)
        composer.edit_last.connect(self._edit_last)
        composer.think_changed.connect(self._think)
        self._window.dropped.connect(self.take_in)
        self._window.welcome.tried.connect(self._try)

    def _keep_soon(self) -> None:
        if not self._keep_draft.isActive():
            self._keep_draft.start()

    def _later(self, period_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(period_ms)
        timer.timeout.connect(call)
        return timer

    # --- what happens ---

    def _opened(self, card: ChatCard | None) -> None:
        window = self._window
        new = self.tr("New chat")
        window.bar.set_title(card.title or new if card else new, traceless=self._talks.is_traceless)
        window.sidebar.set_current(self._talks.chat)
        window.composer.set_think(self._talks.settings.settings.think)
        now = self._talks.chat, self._talks.is_traceless
        if (self._chat, self._is_traceless) != now:
            first_question = self._chat == "" and self._talks.is_busy
            self._chat, self._is_traceless = now
            self._path = ()
            if not first_question:
                window.composer.set_draft(self._talks.draft())

    def _shown(self, path: tuple[Shown, ...]) -> None:
        transcript = self._window.transcript
        same = bool(self._path) and bool(path) and self._path[0].turn.id in path[0].versions
        self._path = path
        self._measure_behind(path)
        self._window.show_conversation(bool(path))
        if same:
            transcript.set_path(path)
        else:
            transcript.show_chat(path, self._talks.place())

    def _grew(self, turn: Turn, phase: Phase) -> None:
        self._window.transcript.grow(turn, phase)

    def _measure_behind(self, path: tuple[Shown, ...]) -> None:
        """Attachments are measured with all that was said before them."""
        chosen = self._talks.settings
        self._attaching.set_before(
            messages_of(path, chosen, self._talks.asking.system), chosen.settings
        )
        ends = [s.turn.reply.end for s in path if s.turn.reply is not None and s.turn.reply.end]
        rates = [end.timings.prefill_tps for end in ends if end.timings.prefill_tps]
        if rates:
            self._attaching.set_rate(rates[-1])

    def _send(self, draft: Draft) -> None:
        """The composer is emptied; what cannot be kept comes back into it."""
        if not self._talks.is_busy:
            self._window.composer.clear()
            self._window.notice.hide()
            self._talks.send(draft)

    def _edit_last(self) -> None:
        questions = [s.turn.id for s in self._path if s.turn.role == "user"]
        if questions and not self._talks.is_busy:
            self._window.transcript.edit(questions[-1])

    def _refused(self, reason: str) -> None:
        self._window.notice.say(reason, "bad")

    def _returned(self, draft: Draft) -> None:
        if self._window.composer.draft().is_empty:
            self._window.composer.set_draft(draft)

    def _try(self, sample: Sample) -> None:
        picture = ImagePart(sample.picture, sample.picture.name)
        self._send(Draft(sample.question, (picture,)))

    def _think(self, wanted: bool) -> None:
        chosen = self._talks.settings
        self._talks.set_settings(replace(chosen, settings=replace(chosen.settings, think=wanted)))

    def _searched(self, words: str) -> None:
        self._words = words
        self._search.start()

    def _search_now(self) -> None:
        if self._words.strip():
            self._window.sidebar.set_hits(self._talks.search(self._words))

    def _open_hit(self, chat: str, turn: str) -> None:
        if chat != self._talks.chat:
            self.open(chat)
        if turn:
            self._window.transcript.scroll_to(turn, self._words)

    def _picture(self, turn: str, place: int, marks: object) -> None:
        part = self._talks.part(turn, place)
        if isinstance(part, ImagePart):
            self.picture_wanted.emit(part, marks)

    def _part(self, turn: str, place: int) -> None:
        part = self._talks.part(turn, place)
        if isinstance(part, VideoPart):
            self.clip_wanted.emit(part, part.start)
        elif isinstance(part, DocumentPart) and isinstance(part.source, Path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(part.source)))

    def _time(self, turn: str, seconds: float) -> None:
        clips = [part for part in self._talks.turn(turn).parts if isinstance(part, VideoPart)]
        if clips:
            self.clip_wanted.emit(clips[0], seconds)

    def follow(self, url: str) -> None:
        """Only what a person pressed is opened, by the system's own browser."""
        if urlsplit(url).scheme in ("http", "https", "mailto"):
            QDesktopServices.openUrl(QUrl(url))
