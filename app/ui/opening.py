"""From an application to the program: its language, and a store that may be damaged."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app.chat.store import Store, StoreDamaged, StoreError
from app.places import RESOURCES
from app.ui.language import Languages, LanguageUnreadable
from app.ui.preferences import PreferencesUnreadable, load
from app.ui.program import Program


def opened(application: QApplication, home: Path) -> Program | str:
    """The program, or why there is none. A damaged store is recovered if the user wants it."""
    try:
        Languages(RESOURCES / "i18n").install(application, load(home / "preferences.json").language)
        return Program(home)
    except StoreDamaged as error:
        if not _wants_recovery(error):
            return str(error)
        return _recovered(home)
    except (StoreError, PreferencesUnreadable, LanguageUnreadable) as error:
        return _told(str(error))


def _recovered(home: Path) -> Program | str:
    try:
        Store.recover(home / "chats").close()
        return Program(home)
    except (StoreError, PreferencesUnreadable) as error:
        return _told(str(error))


def _wants_recovery(error: StoreDamaged) -> bool:
    translate = QCoreApplication.translate
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(translate("Opening", "The file of chats is damaged."))
    box.setInformativeText(str(error))
    recover = box.addButton(
        translate("Opening", "Bring back what can be saved"), QMessageBox.ButtonRole.AcceptRole
    )
    box.addButton(translate("Opening", "Quit"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is recover


def _told(reason: str) -> str:
    """A person who pressed an icon has no terminal to read it in."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Kestrel", reason)
    box.exec()
    return reason
