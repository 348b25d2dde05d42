"""What this program is, and what runs where."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from app.ui.labels import label
from app.ui.theme import wear

WIDTH, ICON = 380, 84
SHEET = """
#about { background: $page; }
#about QLabel#name { font-size: 24px; font-weight: 700; }
"""


class AboutWindow(QWidget):
    """Escape closes it."""

    licence_wanted = Signal()

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("About Kestrel"))
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 28)
        column.setSpacing(4)
        sign = QApplication.windowIcon()
        if not sign.isNull():
            picture = label()
            picture.setPixmap(sign.pixmap(ICON, ICON))
            column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(10)
        said = (
            ("Kestrel", "", "name", 0),
            (self.tr("Version {version}").format(version=version), "soft", "version", 0),
            (self.tr("A private assistant that sees."), "", "", 14),
            (self._where(), "soft", "", 10),
            (self.tr("Apache License 2.0"), "small", "", 14),
        )
        for text, kind, name, gap in said:
            words = label(text, kind, wraps=True, name=name)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addSpacing(gap)
            column.addWidget(words)
        self.licence = QPushButton(self.tr("Show the licence"))
        self.licence.clicked.connect(self.licence_wanted)
        column.addSpacing(16)
        column.addWidget(self.licence, 0, Qt.AlignmentFlag.AlignHCenter)
        wear(self, SHEET)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self.close)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """As high as its words need, once they have their fonts."""
        super().showEvent(event)
        column = self.layout()
        assert column is not None
        self.setFixedHeight(column.totalHeightForWidth(WIDTH))
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _where(self) -> str:
        return self.tr(
            "The window, your chats and the model all live on this computer. Nothing leaves it "
            "unless you choose an engine on another computer."
        )
