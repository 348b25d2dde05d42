"""What the model may use: how much it sees at once, how much memory, and for how long."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.settings.controls import Choice
from app.ui.settings.form import Form
from app.ui.settings.page import Page

CONTEXTS = (4096, 8192, 16384, 32768, 65536, 131072, 262144)
GIGABYTES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192)
MINUTES = (1, 5, 10, 30, 60)


class ModelPage(Page):
    models_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._total_gb = 0.0
        self.models = QPushButton(self.tr("Choose or download a model…"))
        self.context = Choice(self.tr("Context length"))
        self.memory = Choice(self.tr("Memory limit"))
        self.idle = Choice(self.tr("Unload the model"))
        form = Form()
        form.add(self.tr("Model:"), self.models)
        form.rule()
        form.add(
            self.tr("Context length:"),
            self.context,
            self.tr(
                "How much of a chat the model sees at once. A longer one needs more "
                "memory: the Models window says how much."
            ),
        )
        form.add(
            self.tr("Memory limit:"),
            self.memory,
            self.tr("A model or a question that needs more is refused before it begins."),
        )
        form.add(
            self.tr("Unload the model:"),
            self.idle,
            self.tr("The next question after that waits until the model is loaded again."),
        )
        self.column.addLayout(form)
        self.column.addStretch()
        self.models.clicked.connect(self.models_wanted)
        self.context.chosen.connect(self._take_context)
        self.memory.chosen.connect(self._take_memory)
        self.idle.chosen.connect(self._take_idle)
        self._show()

    def set_memory(self, total: int) -> None:
        """How much there is, in bytes: no limit above it is offered."""
        self._total_gb = total / 2**30
        self._show()

    def _show(self) -> None:
        chosen = self._preferences
        tokens = sorted({*CONTEXTS, chosen.context})
        self.context.offer([(n, self.tr("{count} tokens").format(count=f"{n:,}")) for n in tokens])
        self.context.choose(chosen.context)
        limits = {float(n) for n in GIGABYTES if not self._total_gb or n < self._total_gb}
        if chosen.memory_gb is not None:
            limits.add(chosen.memory_gb)
        none = (None, self.tr("What the system allows"))
        self.memory.offer([none, *((n, f"{n:g} GB") for n in sorted(limits))])
        self.memory.choose(chosen.memory_gb)
        minutes = set(MINUTES) | ({chosen.idle_minutes} if chosen.idle_minutes else set())
        waits = [(n, self._waited(n)) for n in sorted(minutes)]
        self.idle.offer([*waits, (None, self.tr("Never"))])
        self.idle.choose(chosen.idle_minutes)

    def _waited(self, minutes: int) -> str:
        if minutes == 1:
            return self.tr("After a minute without a question")
        if minutes == 60:
            return self.tr("After an hour without a question")
        return self.tr("After {count} minutes without a question").format(count=minutes)

    def _take_context(self, tokens: int) -> None:
        self._change(replace(self._preferences, context=tokens))

    def _take_memory(self, gigabytes: float | None) -> None:
        self._change(replace(self._preferences, memory_gb=gigabytes))

    def _take_idle(self, minutes: int | None) -> None:
        self._change(replace(self._preferences, idle_minutes=minutes))
