"""What leaves this computer, and the log that proves it."""

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.models.network import Contact
from app.ui.labels import label
from app.ui.settings.network import Contacts
from app.ui.settings.page import Page
from app.ui.settings.records import time_words
from app.ui.settings.table import Table
from app.ui.theme import wear

REMOTE = "remote:"
SHEET = "QLabel#leaves { font-size: 20px; font-weight: 600; }"


class PrivacyPage(Page):
    network_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.leaves = label(name="leaves", wraps=True)
        self.more = label(kind="soft", wraps=True)
        self._log = Contacts(self)
        self.table = Table(self._log, "", wide=2)
        self.table.setAccessibleName(self.tr("Connections that were made"))
        self.table.setMinimumHeight(220)
        self.clear = QPushButton(self.tr("Clear the log"))
        self.clear.clicked.connect(self._clear)
        heading = label(self.tr("Connections"), kind="heading")
        heading.setBuddy(self.table)
        above = QHBoxLayout()
        above.addWidget(heading)
        above.addStretch()
        above.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(self.leaves)
        self.column.addSpacing(6)
        self.column.addWidget(self.more)
        self.column.addSpacing(24)
        self.column.addLayout(above)
        self.column.addSpacing(8)
        self.column.addWidget(self.table, 1)
        wear(self, SHEET)
        self.set_network(())
        self._show()

    def set_network(self, rows: Sequence[Contact]) -> None:
        """Newest first."""
        self._log.set_rows(rows)
        self.clear.setVisible(bool(rows))

    def _clear(self) -> None:
        self.network_cleared.emit()
        self._change(replace(self._preferences, log_cleared=time.time()))
        self._show()

    def _show(self) -> None:
        cleared = self._preferences.log_cleared
        self.table.set_empty(
            self.tr("No connection was ever made.")
            if cleared is None
            else self.tr("No connection since the log was cleared on {time}.").format(
                time=time_words(cleared)
            )
        )
        self._promise()

    def _promise(self) -> None:
        """With an engine elsewhere it is another one."""
        chosen = self._preferences.model
        name = chosen.removeprefix(REMOTE)
        remote = next((r for r in self._preferences.remotes if r.name == name), None)
        if chosen.startswith(REMOTE):
            where = f"{remote.name} ({remote.url})" if remote else name
            self.leaves.setText(
                self.tr("What you ask is sent to {where}.").format(where=where),
            )
            self.more.setText(
                self.tr(
                    "You chose an engine there. Each question goes to it with its chat, "
                    "pictures and files; nothing goes anywhere else. Choose a model on this "
                    "computer to keep everything here."
                )
            )
            return
        self.leaves.setText(self.tr("Nothing leaves this computer."))
        self.more.setText(
            self.tr(
                "Chats, pictures and answers stay here, and so does the model that reads them. "
                "Kestrel connects to the network only when you download a model or choose an "
                "engine on another computer. Each connection is listed below."
            )
        )
