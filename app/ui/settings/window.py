"""The settings window: tabs above, one page at a time, every change at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.face import Cannot, Permission, PermissionKind
from app.models.network import Contact
from app.ui.language import Language
from app.ui.preferences import Preferences
from app.ui.settings.answers import AnswersPage
from app.ui.settings.general import GeneralPage
from app.ui.settings.model import ModelPage
from app.ui.settings.page import Page
from app.ui.settings.permissions import PermissionsPage
from app.ui.settings.privacy import PrivacyPage
from app.ui.settings.records import StorageRow
from app.ui.settings.storage import StoragePage
from app.ui.settings.tabs import HEIGHT, TabRow
from app.ui.theme import wear

WIDTH, LOWEST = 680, 300
SHEET = """
#settings { background: $page; }
#settings QScrollArea, #settings QScrollArea > QWidget > QWidget { background: $page; border: 0; }
"""


class SettingsWindow(QWidget):
    """Takes values and tells what was changed or wanted; Escape closes it."""

    changed = Signal(object)  # Preferences
    reveal = Signal(Path)
    export_wanted = Signal()
    import_wanted = Signal()
    trash_wanted = Signal()
    snapshots_clear_wanted = Signal()
    network_cleared = Signal()
    models_wanted = Signal()
    login_wanted = Signal(bool)
    permission_asked = Signal(str)  # PermissionKind
    looked = Signal()  # the window is in front again: what the system says may have changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(WIDTH, 480)
        self.setMinimumSize(600, 360)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._preferences = Preferences()
        self.general, self.answers, self.model = GeneralPage(), AnswersPage(), ModelPage()
        self.privacy, self.storage = PrivacyPage(), StoragePage()
        self.permissions = PermissionsPage()
        self._pages = {
            "general": self.general,
            "answers": self.answers,
            "model": self.model,
            "privacy": self.privacy,
            "permissions": self.permissions,
            "storage": self.storage,
        }
        self.tabs = self._made_tabs()
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        for page in self._pages.values():
            self.stack.addWidget(_scrolling(page))
            page.changed.connect(self._take)
        self._join()
        wear(self, SHEET)
        self.turn("general")

    def _made_tabs(self) -> TabRow:
        return TabRow(
            (
                ("settings", self.tr("General")),
                ("speech", self.tr("Answers")),
                ("chip", self.tr("Model")),
                ("lock", self.tr("Privacy")),
                ("shield", self.tr("Permissions")),
                ("drawer", self.tr("Storage")),
            )
        )

    def turn(self, name: str) -> None:
        """Show a page: general, answers, model, privacy, permissions or storage."""
        self._turn(list(self._pages).index(name))

    def set_preferences(self, preferences: Preferences) -> None:
        self._preferences = preferences
        for page in self._pages.values():
            page.set_preferences(preferences)

    def set_languages(self, languages: Sequence[Language]) -> None:
        self.general.set_languages(languages)

    def set_memory(self, total: int) -> None:
        """How much this computer has, in bytes."""
        self.model.set_memory(total)

    def set_network(self, rows: Sequence[Contact]) -> None:
        """Newest first."""
        self.privacy.set_network(rows)

    def set_storage(self, rows: Sequence[StorageRow], backed_up: float | None) -> None:
        """`backed_up`: when the last backup was made, in seconds since 1970."""
        self.storage.set_storage(rows, backed_up)

    def set_login(self, state: bool | Cannot) -> None:
        self.general.set_login(state)

    def set_permissions(self, states: Mapping[PermissionKind, Permission]) -> None:
        self.permissions.set_permissions(states)

    def say_about_permissions(self, kind: PermissionKind, words: str) -> None:
        """Why the system could not be asked; "" where it was."""
        self.permissions.say(words)
        if kind == "notifications":
            self.general.say_of_notices(words)

    def say_about_hotkey(self, words: str) -> None:
        """What the system answered when the hotkey was registered; "" where it is well."""
        self.general.hotkey.say(words)

    def _join(self) -> None:
        self.tabs.turned.connect(self._turn)
        self.model.models_wanted.connect(self.models_wanted)
        self.privacy.network_cleared.connect(self.network_cleared)
        self.general.login_wanted.connect(self.login_wanted)
        self.general.notices_wanted.connect(lambda: self.permission_asked.emit("notifications"))
        self.permissions.asked.connect(self.permission_asked)
        self.storage.reveal.connect(self.reveal)
        self.storage.export_wanted.connect(self.export_wanted)
        self.storage.import_wanted.connect(self.import_wanted)
        self.storage.trash_wanted.connect(self.trash_wanted)
        self.storage.snapshots_clear_wanted.connect(self.snapshots_clear_wanted)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self.close)

    def _turn(self, place: int) -> None:
        self.tabs.turn(place)
        self.stack.setCurrentIndex(place)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.looked.emit()

    def _fit(self) -> None:
        """As high as the page needs, as far as the screen reaches."""
        page = list(self._pages.values())[self.stack.currentIndex()]
        wanted = page.heightForWidth(self.width()) if page.hasHeightForWidth() else 0
        wanted = max(wanted, page.sizeHint().height(), LOWEST) + HEIGHT
        self.resize(self.width(), min(wanted, self.screen().availableGeometry().height() - 80))

    def _take(self, preferences: Preferences) -> None:
        """A page changes what it shows; the others follow."""
        self._preferences = preferences
        for page in self._pages.values():
            if page is not self.sender():
                page.set_preferences(preferences)
        self.changed.emit(preferences)


def _scrolling(page: Page) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
