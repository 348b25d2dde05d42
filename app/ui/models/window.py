"""The window "Models": rows, the context that verdicts count with, engines elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.models.machine import Machine
from app.ui.labels import label
from app.ui.models.remotes import RemotesPanel
from app.ui.models.row import Model, ModelRow
from app.ui.models.wording import context_words, memory
from app.ui.settings.controls import Choice, Tick
from app.ui.tabbing import tab
from app.ui.theme import wear

CONTEXTS = (4096, 8192, 16384, 32768, 65536, 131072, 262144)
SHEET = """
#models, #models #page { background: $page; }
#models QScrollArea { border: 0; background: $page; }
"""


class ModelsWindow(QWidget):
    """Takes values and signals wishes; `acted` carries an Act (row.py) and a model's id."""

    acted = Signal(str, str)
    use = Signal(str)
    context_changed = Signal(int)
    folder_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("models")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Models"))
        self.resize(800, 640)
        self._rows: dict[str, ModelRow] = {}
        self._machine: Machine | None = None
        self._about = label(kind="soft", wraps=True)
        self._notice = label(kind="warn", wraps=True)
        self._notice.hide()
        self.context = Choice(self.tr("Context that the verdicts count with"))
        for tokens in CONTEXTS:
            self.context.addItem(context_words(tokens), tokens)
        self.context.currentIndexChanged.connect(self._tell_context)
        self.all = Tick(self.tr("Full precision and base models too"))
        self.all.toggled.connect(self._hide_some)
        self.open = QPushButton(self.tr("Open folder…"))
        self.open.clicked.connect(self._choose_folder)
        self.remotes = RemotesPanel()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._rare: set[str] = set()
        self._lay_out()
        wear(self, SHEET)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self.close)

    def set_machine(self, machine: Machine, context: int) -> None:
        """What the verdicts count with."""
        self._machine = machine
        found = self.context.findData(context)
        self.context.blockSignals(True)
        if found < 0:
            self.context.addItem(context_words(context), context)
            found = self.context.count() - 1
        self.context.setCurrentIndex(found)
        self.context.blockSignals(False)
        self._about.setText(
            self.tr("For this computer: {total}, {usable} usable by the model").format(
                total=f"{machine.total / 2**30:.0f} GB", usable=memory(machine.usable)
            )
        )

    def set_models(self, models: Sequence[Model], rare: Sequence[str] = ()) -> None:
        """All rows, in this order; those in `rare` are shown when they are asked for."""
        self._rare = set(rare)
        ids = [model.id for model in models]
        for gone in set(self._rows) - set(ids):
            row = self._rows.pop(gone)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, model in enumerate(models):
            row = self._rows.get(model.id)
            if row is None:
                row = self._rows[model.id] = ModelRow(model)
                row.acted.connect(self._pass_on)
            else:
                row.show_model(model)
            if self._list.indexOf(row) != place:
                self._list.removeWidget(row)
                self._list.insertWidget(place, row)
        self._hide_some()

    def set_model(self, model: Model) -> None:
        """One row, as it is now."""
        if model.id in self._rows:
            self._rows[model.id].show_model(model)

    def row(self, model_id: str) -> ModelRow:
        return self._rows[model_id]

    def say(self, text: str) -> None:
        """Why something was not done; "" for nothing."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        return tab(self, (), next)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 22, 24, 24)
        column.setSpacing(6)
        column.addWidget(label(self.tr("Models"), "title"))
        head = QHBoxLayout()
        head.addWidget(self._about, 1)
        head.addWidget(label(self.tr("Context"), "soft"))
        head.addWidget(self.context)
        column.addLayout(head)
        column.addWidget(self._notice)
        column.addLayout(self._list)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 18)
        foot.addWidget(self.all)
        foot.addStretch()
        foot.addWidget(self.open)
        column.addLayout(foot)
        column.addWidget(self.remotes)
        column.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _hide_some(self) -> None:
        for name, row in self._rows.items():
            idle = row.model.state == "offered"
            row.setVisible(self.all.isChecked() or name not in self._rare or not idle)

    def _pass_on(self, act: str, model_id: str) -> None:
        if act == "use":
            self.use.emit(model_id)
        else:
            self.acted.emit(act, model_id)

    def _tell_context(self) -> None:
        self.context_changed.emit(int(self.context.currentData()))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open a checkpoint"))
        if folder:
            self.folder_opened.emit(folder)
