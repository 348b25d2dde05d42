"""How answers are given: what is said first, whether to think, and the presets."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.ui.preferences import Preset
from app.ui.settings.controls import Choice, Prompt, Tick
from app.ui.settings.form import Form
from app.ui.settings.page import Page
from app.ui.settings.presets import PresetEditor


class AnswersPage(Page):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.system = Prompt(
            self.tr("System prompt"), self.tr("For example: Answer briefly and in plain words.")
        )
        self.think = Tick(self.tr("Think before answering"))
        self.preset = Choice(self.tr("Default preset"))
        self.presets = PresetEditor()
        form = Form()
        form.add(
            self.tr("System prompt:"),
            self.system,
            self.tr("Said to the model before every chat that has no prompt of its own."),
            fills=True,
        )
        form.add(
            self.tr("New chats:"),
            self.think,
            self.tr("Slower, and better at what needs several steps. Each chat can differ."),
        )
        form.add(self.tr("Begin with:"), self.preset)
        form.rule()
        form.add_wide(self.presets)
        self.column.addLayout(form)
        self.column.addStretch()
        self.system.settled.connect(self._take_system)
        self.think.clicked.connect(self._take_think)
        self.preset.chosen.connect(self._take_preset)
        self.presets.changed.connect(self._take_presets)

    def _show(self) -> None:
        chosen = self._preferences
        self.system.show_text(chosen.system)
        self.think.setChecked(chosen.settings.think)
        self.presets.set_presets(chosen.presets)
        self._offer()

    def _offer(self) -> None:
        names = [(preset.name, preset.name) for preset in self._preferences.presets]
        self.preset.offer([("", self.tr("The model's own way")), *names])
        if not self.preset.choose(self._preferences.preset):
            self.preset.choose("")

    def _take_system(self, text: str) -> None:
        self._change(replace(self._preferences, system=text))

    def _take_think(self, on: bool) -> None:
        self._change(
            replace(self._preferences, settings=replace(self._preferences.settings, think=on))
        )

    def _take_preset(self, name: str) -> None:
        self._change(replace(self._preferences, preset=name))

    def _take_presets(self, presets: tuple[Preset, ...], former: str, name: str) -> None:
        """A new chat begins with the same preset under its new name, or without the removed."""
        default = self._preferences.preset
        if former and former == default:
            default = name
        if default not in {preset.name for preset in presets}:
            default = ""
        self._change(replace(self._preferences, presets=presets, preset=default))
        self._offer()
