"""General settings: how the program looks, in which language, and how it is reached."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.language import Language
from app.ui.quick.recorder import Recorder
from app.ui.settings.controls import Choice, Tick
from app.ui.settings.form import Form
from app.ui.settings.page import Page


class GeneralPage(Page):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appearance = Choice(self.tr("Appearance"))
        self.appearance.offer(
            (
                ("system", self.tr("As the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            )
        )
        self.language = Choice(self.tr("Language"))
        self.status_item = Tick(
            self.tr("Keep Kestrel in the menu bar")
            if sys.platform == "darwin"
            else self.tr("Keep Kestrel in the status area")
        )
        self.hotkey = Recorder()
        self._arrange()
        self.set_languages(())
        self.appearance.chosen.connect(self._choose_appearance)
        self.language.chosen.connect(self._choose_language)
        self.status_item.clicked.connect(self._keep_status_item)
        self.hotkey.changed.connect(self._choose_hotkey)

    def _arrange(self) -> None:
        form = Form()
        form.add(self.tr("Appearance:"), self.appearance)
        form.add(
            self.tr("Language:"),
            self.language,
            self.tr("Another language takes effect when Kestrel is started again."),
        )
        form.rule()
        form.add(
            self.tr("Within reach:"),
            self.status_item,
            self.tr("Ask, capture and see the model's memory from there, without a window."),
        )
        form.add(
            self.tr("Quick ask:"),
            self.hotkey,
            self.tr("These keys ask from within any program. None are taken until you choose."),
            fills=True,
        )
        self.column.addLayout(form)
        self.column.addStretch()

    def set_languages(self, languages: Sequence[Language]) -> None:
        offered = [(language.code, language.name) for language in languages]
        self.language.offer([("", self.tr("As the system")), *offered])
        self._show()

    def _show(self) -> None:
        chosen = self._preferences
        self.appearance.choose(chosen.appearance)
        if not self.language.choose(chosen.language):
            self.language.addItem(chosen.language, chosen.language)
            self.language.choose(chosen.language)
        self.status_item.setChecked(chosen.status_item)
        keys = QKeySequence(chosen.hotkey, QKeySequence.SequenceFormat.PortableText)
        if keys != self.hotkey.keys:
            self.hotkey.set_keys(keys)

    def _choose_appearance(self, value: str) -> None:
        self._change(replace(self._preferences, appearance=value))

    def _choose_language(self, value: str) -> None:
        self._change(replace(self._preferences, language=value))

    def _keep_status_item(self, on: bool) -> None:
        self._change(replace(self._preferences, status_item=on))

    def _choose_hotkey(self, keys: QKeySequence) -> None:
        portable = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self._change(replace(self._preferences, hotkey=portable))
