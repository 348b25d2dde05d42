"""A window of Qt's that floats over other programs without taking the activation from them.

On a Mac a Qt.Tool window is an NSPanel. It gets the mask of panels that do not activate before it
is first shown, since the window server may not notice a later change; AppKit has no public way to
make it. Where the activation is taken all the same, it is given back when the panel goes. A panel
of AppKit's own around Qt's view would be the third way; Qt moves, shows and closes the window that
it made itself, so that way is not taken.

Qt lowers floating windows to the level of ordinary ones when the program loses the activation
(qnswindow.mm, `applicationActivationChanged`), but leaves other levels alone.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.views import view_of


@dataclass(frozen=True)
class Parting:
    """What is known when a panel goes that came while another application was in front."""

    is_active: bool  # the program now: the panel took the activation
    turned: bool  # meanwhile the user went to another window of the program
    former_runs: bool

    @property
    def gives_back(self) -> bool:
        return self.is_active and not self.turned and self.former_runs


class Panels(QObject):
    """Watches the windows that were made panels."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: QWidget | None = None
        self._former: Cocoa = None  # the application in front before, None if that was this one
        self._turned = False

    def float(self, widget: QWidget) -> None:
        widget.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        widget.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        widget.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        settle(view_of(widget).window())
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Qt tells that it will show a window just before it does."""
        if isinstance(watched, QWidget):
            if event.type() == QEvent.Type.Show and not event.spontaneous():
                self._comes(watched)
            elif event.type() == QEvent.Type.Hide and watched is self._shown:
                self._goes()
        return False

    def _comes(self, widget: QWidget) -> None:
        """The native window may be another one than last time, and Qt may have set its mask."""
        settle(view_of(widget).window())
        AppKit = load("AppKit")
        is_active = AppKit.NSApplication.sharedApplication().isActive()
        workspace = AppKit.NSWorkspace.sharedWorkspace()
        self._former = None if is_active else workspace.frontmostApplication()
        if self._shown is None:
            self._application().focusWindowChanged.connect(self._focused)
        self._shown, self._turned = widget, False

    def _goes(self) -> None:
        self._shown = None
        self._application().focusWindowChanged.disconnect(self._focused)
        former, self._former = self._former, None
        if former is not None:
            turned = self._turned
            QTimer.singleShot(0, self, lambda: give_back(former, turned))

    def _focused(self, window: QWindow | None) -> None:
        """Menus and tips of the panel have it as their parent."""
        own = self._shown.windowHandle() if self._shown is not None else None
        if window is not None and own is not None:
            belongs = window is own or own.isAncestorOf(window)
            self._turned = self._turned or not belongs

    def _application(self) -> QGuiApplication:
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "there is a desktop"
        return application


def settle(window: Cocoa) -> bool:
    """Make a panel one that does not activate. False: it is none, and will activate."""
    AppKit = load("AppKit")
    if not window.isKindOfClass_(AppKit.NSPanel):
        return False
    window.setStyleMask_(window.styleMask() | AppKit.NSWindowStyleMaskNonactivatingPanel)
    window.setHidesOnDeactivate_(False)
    window.setFloatingPanel_(True)  # sets a level as well: before ours
    window.setLevel_(AppKit.NSStatusWindowLevel)
    window.setBecomesKeyOnlyIfNeeded_(False)  # one types into it at once
    window.setCollectionBehavior_(
        AppKit.NSWindowCollectionBehaviorCanJoinAllSpaces
        | AppKit.NSWindowCollectionBehaviorFullScreenAuxiliary
    )
    return True


def give_back(former: Cocoa, turned: bool) -> None:
    """To the application that was in front, if that is right.

    Since macOS 14 an application must yield before another can be activated for it.
    """
    AppKit = load("AppKit")
    application = AppKit.NSApplication.sharedApplication()
    parting = Parting(bool(application.isActive()), turned, not former.isTerminated())
    if parting.gives_back:
        own = AppKit.NSRunningApplication.currentApplication()
        application.yieldActivationToApplication_(former)
        former.activateFromApplication_options_(own, 0)
