"""General settings: how the program looks, in which language, and how it is reached."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.desktop.face import Cannot
from app.ui.language import Language
from app.ui.quick.recorder import Recorder
from app.ui.settings.controls import Choice, Tick
from app.ui.settings.form import Form
from app.ui.settings.page import Page


class GeneralPage(Page):
    """`login_wanted`: whether the system is to open the program at login; it keeps that itself."""

    login_wanted = Signal(bool)
    notices_wanted = Signal()  # the user chose notifications: the system is to be asked

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
        self.login = Tick(self.tr("Open Kestrel when I log in"))
        self.notify = Tick(self.tr("Tell me when an answer or a download is done"))
        self.hotkey = Recorder()
        self._arrange()
        self.set_languages(())
        self.appearance.chosen.connect(self._choose_appearance)
        self.language.chosen.connect(self._choose_language)
        self.status_item.clicked.connect(self._keep_status_item)
        self.login.clicked.connect(self.login_wanted)
        self.notify.clicked.connect(self._choose_notify)
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
        form.rule()
        self._login_hint = form.add(self.tr("At login:"), self.login, " ")
        self._notify_hint = form.add(self.tr("Elsewhere:"), self.notify, " ")
        self.say_of_notices("")
        self.column.addLayout(form)
        self.column.addStretch()

    def set_languages(self, languages: Sequence[Language]) -> None:
        offered = [(language.code, language.name) for language in languages]
        self.language.offer([("", self.tr("As the system")), *offered])
        self._show()

    @property
    def said_of_login(self) -> str:
        """Why it cannot be chosen."""
        return self._login_hint.text()

    @property
    def said_of_notices(self) -> str:
        return self._notify_hint.text()

    def say_of_notices(self, refused: str) -> None:
        """What the system answered; "" where all is well."""
        usual = self.tr("By a notification, while you look at another program.")
        self._notify_hint.setText(refused or usual)

    def set_login(self, state: bool | Cannot) -> None:
        """Whether the system opens the program at login, or why that cannot be chosen here."""
        can = not isinstance(state, Cannot)
        self.login.setEnabled(can)
        self.login.setChecked(state is True)
        self._login_hint.setText("" if can else str(state))
        self._login_hint.setVisible(not can)

    def _show(self) -> None:
        chosen = self._preferences
        self.appearance.choose(chosen.appearance)
        if not self.language.choose(chosen.language):
            self.language.addItem(chosen.language, chosen.language)
            self.language.choose(chosen.language)
        self.status_item.setChecked(chosen.status_item)
        self.notify.setChecked(chosen.notify)
        keys = QKeySequence(chosen.hotkey, QKeySequence.SequenceFormat.PortableText)
        if keys != self.hotkey.keys:
            self.hotkey.set_keys(keys)

    def _choose_appearance(self, value: str) -> None:
        self._change(replace(self._preferences, appearance=value))

    def _choose_language(self, value: str) -> None:
        self._change(replace(self._preferences, language=value))

    def _keep_status_item(self, on: bool) -> None:
        self._change(replace(self._preferences, status_item=on))

    def _choose_notify(self, on: bool) -> None:
        self.say_of_notices("")
        self._change(replace(self._preferences, notify=on))
        if on:
            self.notices_wanted.emit()

    def _choose_hotkey(self, keys: QKeySequence) -> None:
        portable = keys.toString(QKeySequence.SequenceFormat.PortableText)
        self._change(replace(self._preferences, hotkey=portable))
