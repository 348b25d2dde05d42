"""One model in the window: its name and facts, whether it fits, and what can be done with it."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from app.models.fit import Verdict
from app.models.progress import Progress
from app.ui.icons import icon
from app.ui.labels import label
from app.ui.models.wording import progress_words, verdict_details, verdict_words
from app.ui.theme import theme, wear

State = Literal["offered", "getting", "paused", "failed", "here", "used"]
Act = Literal["get", "pause", "resume", "cancel", "use", "repair", "remove", "complete"]
VERDICT, BUTTON = 190, 104
SHEET = "#row { border: 0; border-bottom: 1px solid $line; }"


@dataclass(frozen=True)
class Model:
    """What a row shows. `reason` says why a download failed."""

    id: str
    name: str
    facts: str
    state: State
    verdict: Verdict | None = None
    progress: Progress | None = None
    reason: str = ""
    more: tuple[Act, ...] = ()


class ModelRow(QFrame):
    """Signals `acted` with an Act and the model's id."""

    acted = Signal(str, str)

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.setObjectName("row")
        self.model = model
        self._name, self._facts = label(kind="heading"), label(kind="small", wraps=True)
        self._fit, self._said = label(wraps=True), label(kind="small", wraps=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.button = QPushButton()
        self.button.setProperty("kind", "plain")
        self.button.clicked.connect(self._act)
        self.more = QToolButton()
        self.more.setIconSize(QSize(16, 16))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self._lay_out()
        wear(self, SHEET)
        theme().changed.connect(self._dress)
        self._dress()
        self.show_model(model)

    def show_model(self, model: Model) -> None:
        """The same one, as it is now."""
        is_new = model.more != self.model.more or not self.menu.actions()
        self.model = model
        self._name.setText(model.name)
        self._facts.setText(model.facts)
        going = model.state in ("getting", "paused")
        self.bar.setVisible(going)
        self._said.setVisible(going or model.state == "failed")
        self._fit.setVisible(not going and model.state != "failed")
        if model.progress is not None:
            total = max(model.progress.total, 1)
            self.bar.setValue(round(1000 * model.progress.done / total))
            self._said.setText(progress_words(model.progress))
        if model.state == "failed":
            self._said.setText(model.reason)
        if model.verdict is not None:
            words, kind = verdict_words(model.verdict)
            self._fit.setText(words)
            self._fit.setToolTip(verdict_details(model.verdict))
            self._dress_fit(kind)
        self._name_button()
        if is_new:
            self._fill_menu()

    def _lay_out(self) -> None:
        names, said = QVBoxLayout(), QVBoxLayout()
        for column, parts in (
            (names, (self._name, self._facts)),
            (said, (self._fit, self.bar, self._said)),
        ):
            column.setSpacing(2)
            column.addStretch()
            for part in parts:
                column.addWidget(part)
            column.addStretch()
        for part in (self._fit, self.bar, self._said):
            part.setFixedWidth(VERDICT)
        self.button.setMinimumWidth(BUTTON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 11, 0, 11)
        row.setSpacing(12)
        row.addLayout(names, 1)
        row.addLayout(said)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)

    def _dress(self) -> None:
        self.more.setIcon(icon("more"))

    def _dress_fit(self, kind: str) -> None:
        if self._fit.property("kind") != kind:
            self._fit.setProperty("kind", kind)
            self._fit.style().unpolish(self._fit)
            self._fit.style().polish(self._fit)

    def _act(self) -> None:
        self.acted.emit(self._main_act(), self.model.id)

    def _main_act(self) -> Act:
        acts: dict[State, Act] = {
            "offered": "get",
            "getting": "pause",
            "paused": "resume",
            "failed": "resume",
            "here": "use",
            "used": "use",
        }
        return acts[self.model.state]

    def _name_button(self) -> None:
        words = {
            "offered": self.tr("Get"),
            "getting": self.tr("Pause"),
            "paused": self.tr("Resume"),
            "failed": self.tr("Try again"),
            "here": self.tr("Use"),
            "used": self.tr("In use"),
        }[self.model.state]
        fits = self.model.verdict is None or self.model.verdict.kind != "wont_fit"
        self.button.setText(words)
        idle = self.model.state in ("offered", "here")
        self.button.setEnabled(self.model.state != "used" and (fits or not idle))
        cure = self.tr("Choose a shorter context above, or a smaller model.")
        self.button.setToolTip("" if fits or not idle else cure)
        name = f"{words}: {self.model.name}, {self.model.facts}"
        self.button.setAccessibleName(name)
        self.setAccessibleName(f"{self.model.name}, {self.model.facts}, {self._fit.text()}")
        more = self.tr("More for {name}").format(name=self.model.name)
        self.more.setAccessibleName(more)
        self.more.setToolTip(more)

    def _fill_menu(self) -> None:
        words = {
            "cancel": self.tr("Cancel and remove what has arrived"),
            "repair": self.tr("Check and repair"),
            "remove": self.tr("Remove…"),
            "complete": self.tr("Continue a text…"),
        }
        self.menu.clear()
        for act in self.model.more:
            action = self.menu.addAction(words[act])
            action.setData(act)
            action.triggered.connect(self._act_of_menu)
        self.more.setEnabled(bool(self.model.more))
        kept = self.more.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(kept)
        self.more.setVisible(bool(self.model.more))

    def _act_of_menu(self) -> None:
        action = self.sender()
        self.acted.emit(action.data(), self.model.id)  # type: ignore[attr-defined]  # a QAction
