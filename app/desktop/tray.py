"""The status item as Qt's tray icon. Not for a Mac, where that aborts (facts/apps.md §3)."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.desktop.face import Cannot
from app.desktop.menu import Entry, Item, Separator, StatusMenu, Submenu


class Tray:
    """Made when it is first shown."""

    def __init__(self) -> None:
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None

    def show(self, menu: StatusMenu, chosen: Callable[[str], None]) -> Cannot | None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return Cannot(
                QCoreApplication.translate("Desktop", "This desktop shows no status items.")
            )
        if self._icon is None:
            self._icon = QSystemTrayIcon(QGuiApplication.windowIcon())
        former, self._menu = self._menu, menu_of(menu.items, chosen)
        self._icon.setContextMenu(self._menu)
        self._icon.setToolTip(menu.tip)
        self._icon.show()
        if former is not None:
            former.deleteLater()
        return None

    def hide(self) -> None:
        if self._icon is not None:
            self._icon.hide()

    def notify(self, title: str, text: str) -> Cannot | None:
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return Cannot(
                QCoreApplication.translate("Desktop", "This desktop shows no notifications.")
            )
        self._icon.showMessage(title, text, QGuiApplication.windowIcon())
        return None


def menu_of(items: Iterable[Item], chosen: Callable[[str], None], title: str = "") -> QMenu:
    """A menu of Qt's with these lines."""
    menu = QMenu(title)
    for item in items:
        match item:
            case Separator():
                menu.addSeparator()
            case Submenu(text, lines):
                inner = menu_of(lines, chosen, text)
                inner.setParent(menu, inner.windowFlags())
                menu.addMenu(inner)
            case Entry():
                _add(menu, item, chosen)
    return menu


def _add(menu: QMenu, entry: Entry, chosen: Callable[[str], None]) -> None:
    action = menu.addAction(entry.text.replace("&", "&&"))
    action.setEnabled(entry.enabled and bool(entry.name))
    if entry.checked is not None:
        action.setCheckable(True)
        action.setChecked(entry.checked)
    action.triggered.connect(lambda _=False, name=entry.name: chosen(name))
