"""Notifications. macOS asks the user before the first one, so the first is when it is asked.

UNUserNotificationCenter ends the process where there is no bundle: it is not touched then. While
the program is in front they are not shown, since no delegate wants that: its window shows it all.
"""

from collections.abc import Callable
from threading import Event
from uuid import uuid4

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, Permission
from app.desktop.mac.bundle import lacking_bundle
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load

translate = QCoreApplication.translate
PANE = "x-apple.systempreferences:com.apple.Notifications-Settings.extension"
PATIENCE_S = 1.0  # the center answers by a message to another process


class Notices:
    """The centre's answers come on threads of its own, which is why one can wait for them."""

    def send(self, title: str, text: str) -> Cannot | None:
        lacking = lacking_bundle()
        if lacking is not None:
            return lacking
        if self.permission() == "denied":
            return Cannot(
                translate("Desktop", "You do not want notifications from Kestrel."),
                translate("Desktop", "System Settings → Notifications changes that."),
            )
        request = _request(title, text)
        _ask(lambda: _center().addNotificationRequest_withCompletionHandler_(request, None))
        return None

    def permission(self) -> Permission:
        """Without a bundle nothing can be given."""
        if lacking_bundle() is not None:
            return "denied"
        return self._standing()

    def ask(self) -> Cannot | None:
        """macOS asks once; afterwards its settings are the place."""
        lacking = lacking_bundle()
        if lacking is not None:
            return lacking
        if self._standing() == "unasked":
            _ask(lambda: None)
            return None
        AppKit, Foundation = load("AppKit"), load("Foundation")
        AppKit.NSWorkspace.sharedWorkspace().openURL_(Foundation.NSURL.URLWithString_(PANE))
        return None

    def _standing(self) -> Permission:
        UserNotifications = load("UserNotifications")
        answered, told = Event(), list[int]()

        def settings(given: Cocoa) -> None:
            told.append(given.authorizationStatus())
            answered.set()

        _center().getNotificationSettingsWithCompletionHandler_(settings)
        answered.wait(PATIENCE_S)
        if not told or told[0] == UserNotifications.UNAuthorizationStatusNotDetermined:
            return "unasked"
        return "denied" if told[0] == UserNotifications.UNAuthorizationStatusDenied else "granted"


def _center() -> Cocoa:
    UserNotifications = load("UserNotifications")
    return UserNotifications.UNUserNotificationCenter.currentNotificationCenter()


def _ask(granted: Callable[[], None]) -> None:
    """The system asks the user at the first time only; later it answers at once."""
    UserNotifications = load("UserNotifications")

    def answered(is_granted: bool, error: Cocoa) -> None:
        if is_granted:
            granted()

    _center().requestAuthorizationWithOptions_completionHandler_(
        UserNotifications.UNAuthorizationOptionAlert, answered
    )


def _request(title: str, text: str) -> Cocoa:
    """To be shown at once: it has no trigger."""
    UserNotifications = load("UserNotifications")
    content = UserNotifications.UNMutableNotificationContent.alloc().init()
    content.setTitle_(title)
    content.setBody_(text)
    return UserNotifications.UNNotificationRequest.requestWithIdentifier_content_trigger_(
        str(uuid4()), content, None
    )
