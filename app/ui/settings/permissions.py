"""The permission doctor: what the system lets the program do, found out live, and the way to more.

Nothing here is needed to chat or to read pictures; a permission is asked for when its button is
pressed, and by nothing else.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.desktop.face import Permission, PermissionKind
from app.ui.labels import label
from app.ui.settings.form import line
from app.ui.settings.page import Page
from app.ui.theme import wear

SHEET = """
QLabel#leads { font-size: 20px; font-weight: 600; }
QLabel#state[given="true"] { color: $good; }
QLabel#state[given="false"] { color: $warn; }
"""


class PermissionRow(QWidget):
    """One permission: what it is for, how it stands, what can be done."""

    asked = Signal()

    def __init__(self, name: str, purpose: str) -> None:
        super().__init__()
        self.name = label(name, kind="heading")
        self.state = label(name="state")
        self.state.setAccessibleName(name)
        self.advice = label(kind="small", wraps=True)
        self.button = QPushButton()
        self.button.clicked.connect(self.asked)
        self._title = name
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 12, 0, 12)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.state, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label(purpose, kind="soft", wraps=True), 1, 0)
        grid.addWidget(self.button, 1, 1)
        grid.addWidget(self.advice, 2, 0, 1, 2)

    def show_state(self, state: Permission) -> None:
        words, advice, button = self._words()[state]
        self.state.setText(words)
        self.state.setProperty("given", _given(state))
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.button.setText(button)
        self.button.setAccessibleName(f"{self._title}: {button}")
        self.button.setVisible(bool(button))

    def _words(self) -> dict[Permission, tuple[str, str, str]]:
        """State, advice and button."""
        return {
            "granted": (self.tr("Given"), "", ""),
            "unneeded": (self.tr("Not needed here"), "", ""),
            "unasked": (self.tr("Not asked yet"), "", self.tr("Allow…")),
            "denied": (
                self.tr("Not given"),
                self.tr(
                    "If the system shows it as given, quit Kestrel and open it again. If that does "
                    "not help, take it off the list there and add it anew: a new version of the "
                    "program may count as another one."
                ),
                self.tr("Open the system's settings"),
            ),
            "restart": (
                self.tr("Given after a restart"),
                self.tr("Quit Kestrel and open it again; until then pictures may show nothing."),
                "",
            ),
        }


class PermissionsPage(Page):
    """`asked` carries the kind whose button was pressed."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.leads = label(self.tr("Only what you allow."), name="leads", wraps=True)
        self.more = label(
            self.tr(
                "Chats, attached pictures and documents need no permission. Neither does a capture "
                "by the system's own picker."
            ),
            kind="soft",
            wraps=True,
        )
        self.rows = self._made_rows()
        self.column.addWidget(self.leads)
        self.column.addSpacing(6)
        self.column.addWidget(self.more)
        self.column.addSpacing(12)
        for kind, row in self.rows.items():
            self.column.addWidget(line())
            self.column.addWidget(row)
            row.asked.connect(lambda kind=kind: self.asked.emit(kind))
        self.said = label(kind="small", wraps=True)
        self.said.hide()
        self.column.addWidget(self.said)
        self.column.addStretch()
        wear(self, SHEET)
        self.set_permissions({})

    def _made_rows(self) -> dict[PermissionKind, PermissionRow]:
        return {
            "capture": PermissionRow(
                self.tr("Pictures of the screen"),
                self.tr("To capture a region or a window without the system's picker."),
            ),
            "accessibility": PermissionRow(
                self.tr("Elements of other programs"),
                self.tr("To check what the model reads on a window against the window itself."),
            ),
            "notifications": PermissionRow(
                self.tr("Notifications"),
                self.tr("To say that an answer or a download is done while you look elsewhere."),
            ),
        }

    def set_permissions(self, states: Mapping[PermissionKind, Permission]) -> None:
        for kind, row in self.rows.items():
            row.show_state(states.get(kind, "unasked"))

    def say(self, words: str) -> None:
        """Why something could not be asked for."""
        self.said.setText(words)
        self.said.setVisible(bool(words))


def _given(state: Permission) -> str:
    if state == "granted":
        return "true"
    return "" if state in ("unneeded", "unasked") else "false"
