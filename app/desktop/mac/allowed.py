"""What the user allowed, found out by trying, and the way to allow more.

CGPreflightScreenCaptureAccess is known to be stale both ways, and CGRequestScreenCaptureAccess does
not always put the program on the list of those that can be allowed; asking for what can be captured
does (facts/macos.md §3).
"""

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, Permission
from app.desktop.mac.frameworks import load
from app.desktop.mac.listing import listed, names_are_told

PANES = "x-apple.systempreferences:com.apple.preference.security?Privacy_"
ASKED = "KestrelAskedFor"  # in the user's defaults, with what was asked for


def capture() -> Permission:
    Quartz = load("Quartz")
    preflight = bool(Quartz.CGPreflightScreenCaptureAccess())
    return capture_state(preflight, names_are_told(listed()), was_asked("ScreenCapture"))


def capture_state(preflight: bool, names: bool | None, asked: bool) -> Permission:
    """From the system's word, from what the list of windows shows, and whether it was asked for.

    What can be seen counts more than what is said. Said but not seen: it was given while the
    program ran.
    """
    if names is True:
        return "granted"
    if preflight:
        return "granted" if names is None else "restart"
    return "denied" if asked else "unasked"


def ask_capture() -> Cannot | None:
    """The first time macOS asks; afterwards its settings are all that there is."""
    Quartz, ScreenCaptureKit = load("Quartz"), load("ScreenCaptureKit")
    before = was_asked("ScreenCapture")
    remember("ScreenCapture")
    if Quartz.CGRequestScreenCaptureAccess():
        return None
    ScreenCaptureKit.SCShareableContent.getShareableContentWithCompletionHandler_(_enrolled)
    return open_pane("ScreenCapture") if before else None


def accessibility() -> Permission:
    """This one is true at once when it is given."""
    ApplicationServices = load("ApplicationServices")
    if ApplicationServices.AXIsProcessTrusted():
        return "granted"
    return "denied" if was_asked("Accessibility") else "unasked"


def ask_accessibility() -> Cannot | None:
    ApplicationServices = load("ApplicationServices")
    before = was_asked("Accessibility")
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


def was_asked(what: str) -> bool:
    Foundation = load("Foundation")
    return bool(Foundation.NSUserDefaults.standardUserDefaults().boolForKey_(ASKED + what))


def remember(what: str) -> None:
    Foundation = load("Foundation")
    Foundation.NSUserDefaults.standardUserDefaults().setBool_forKey_(True, ASKED + what)


def _enrolled(content: object, error: object) -> None:
    """Having asked is all: now the program stands on the list."""
