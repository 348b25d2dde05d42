"""What the user allowed, found out by trying, and the way to allow more.

CGPreflightScreenCaptureAccess is known to be stale both ways, and CGRequestScreenCaptureAccess does
not always put the program on the list of those that can be allowed; asking for what can be captured
does (facts/macos.md §3).
"""

import os

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, Permission
from app.desktop.mac.frameworks import load
from app.desktop.mac.listing import listed, names_are_told

PANES = "x-apple.systempreferences:com.apple.preference.security?Privacy_"
ASKED = "KestrelAskedFor"  # in the user's defaults: what was asked for, and by which process


def capture() -> Permission:
    Quartz = load("Quartz")
    preflight, asker = bool(Quartz.CGPreflightScreenCaptureAccess()), asked_by("ScreenCapture")
    names = names_are_told(listed())
    return capture_state(preflight, names, asker != 0, asker == os.getpid())


def capture_state(preflight: bool, names: bool | None, asked: bool, asked_now: bool) -> Permission:
    """From the system's word, from what the list of windows shows, and whether it was asked for.

    `asked_now`: since the program was started. What can be seen counts more than what is said. Said
    but not seen: it was given since then, and holds from the next start on; or else it was given to
    an earlier build, which the system takes for another program, and no start will help.
    """
    if names is True:
        return "granted"
    if not preflight:
        return "denied" if asked else "unasked"
    if names is None:
        return "granted"
    return "restart" if asked_now else "denied"


def ask_capture() -> Cannot | None:
    """The first time macOS asks; afterwards its settings are all that there is."""
    Quartz, ScreenCaptureKit = load("Quartz"), load("ScreenCaptureKit")
    before = capture()
    if before == "granted":
        return None
    remember("ScreenCapture")
    Quartz.CGRequestScreenCaptureAccess()
    ScreenCaptureKit.SCShareableContent.getShareableContentWithCompletionHandler_(_enrolled)
    return None if before == "unasked" else open_pane("ScreenCapture")


def accessibility() -> Permission:
    """This one is true at once when it is given."""
    ApplicationServices = load("ApplicationServices")
    if ApplicationServices.AXIsProcessTrusted():
        return "granted"
    return "denied" if asked_by("Accessibility") else "unasked"


def ask_accessibility() -> Cannot | None:
    ApplicationServices = load("ApplicationServices")
    before = asked_by("Accessibility") != 0
    remember("Accessibility")
    prompt = {ApplicationServices.kAXTrustedCheckOptionPrompt: not before}
    if ApplicationServices.AXIsProcessTrustedWithOptions(prompt):
        return None
    return open_pane("Accessibility") if before else None


def open_pane(name: str) -> Cannot | None:
    """One page of System Settings, Privacy & Security."""
    AppKit, Foundation = load("AppKit"), load("Foundation")
    url = Foundation.NSURL.URLWithString_(PANES + name)
    if AppKit.NSWorkspace.sharedWorkspace().openURL_(url):
        return None
    return Cannot(
        QCoreApplication.translate("Desktop", "System Settings could not be opened."),
        QCoreApplication.translate("Desktop", "Open it, and in it Privacy & Security."),
    )


def asked_by(what: str) -> int:
    """The process that last asked for it; 0: none ever did."""
    Foundation = load("Foundation")
    return int(Foundation.NSUserDefaults.standardUserDefaults().integerForKey_(ASKED + what))


def remember(what: str) -> None:
    Foundation = load("Foundation")
    defaults = Foundation.NSUserDefaults.standardUserDefaults()
    defaults.setInteger_forKey_(os.getpid(), ASKED + what)


def _enrolled(content: object, error: object) -> None:
    """Having asked is all: now the program stands on the list."""
