"""What leaves this computer, and the log that proves it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.ui.labels import label
from app.ui.settings.network import NetworkLog
from app.ui.settings.page import Page
from app.ui.settings.records import NetworkRow
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
        self._log = NetworkLog(self)
        self.table = Table(self._log, self.tr("No connection was ever made."), wide=2)
        self.table.setAccessibleName(self.tr("Connections that were made"))
        self.table.setMinimumHeight(220)
        self.clear = QPushButton(self.tr("Clear the log"))
        self.clear.clicked.connect(self.network_cleared)
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

    def set_network(self, rows: Sequence[NetworkRow]) -> None:
        """Newest first."""
        self._log.set_rows(rows)
        self.clear.setVisible(bool(rows))

    def _show(self) -> None:
        """With an engine elsewhere the promise is another one."""
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
                    "You chose an engine there. Each question goes to it with its conversation, "
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
                "engine on another machine. Each connection is listed below."
            )
        )
