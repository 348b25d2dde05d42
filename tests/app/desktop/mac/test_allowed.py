"""What may be captured is found out by looking; the system's own word is stale both ways."""

import os

import pytest

from app.desktop.face import Cannot, Permission
from app.desktop.mac import allowed, listing
from tests.fixtures.cocoa import URL, Cocoa, Said
from tests.fixtures.screen_capture import ScreenCapture, window_info

PLACE = (0, 0, 100, 100)


@pytest.mark.parametrize(
    ("preflight", "names", "asked", "state"),
    [
        (True, True, True, "granted"),
        (False, True, True, "granted"),  # a stale no
        (False, True, False, "granted"),
        (True, False, True, "restart"),  # a yes that holds from the next start on, or a stale one
        (True, False, False, "restart"),
        (False, False, False, "unasked"),
        (False, False, True, "denied"),
        (True, None, True, "granted"),  # no window to judge by
        (True, None, False, "granted"),
        (False, None, False, "unasked"),
        (False, None, True, "denied"),
    ],
)
def test_every_case(preflight: bool, names: bool | None, asked: bool, state: Permission):
    assert allowed.capture_state(preflight, names, asked) == state


class Mac:
    """What was asked for is remembered in the user's defaults."""

    def __init__(self, cocoa: Cocoa) -> None:
        self.capture = ScreenCapture(cocoa)
        self.asked: set[str] = set()
        self.opened: list[str] = []
        self.opens, self.granted, self.prompts = True, False, list[bool]()
        defaults = Said(
            boolForKey_=lambda key: key in self.asked,
            setBool_forKey_=lambda value, key: self.asked.add(key),
        )
        cocoa.give("Foundation", NSUserDefaults=Said(standardUserDefaults=defaults), NSURL=URL)
        cocoa.give("AppKit", NSWorkspace=Said(sharedWorkspace=Said(openURL_=self._open)))
        cocoa.give(
            "Quartz",
            CGPreflightScreenCaptureAccess=lambda: self.granted,
            CGRequestScreenCaptureAccess=lambda: self.granted,
        )
        self.content = Said()
        cocoa.give("ScreenCaptureKit", SCShareableContent=self.content)
        cocoa.give(
            "ApplicationServices",
            AXIsProcessTrusted=lambda: self.granted,
            AXIsProcessTrustedWithOptions=self._trusted,
            kAXTrustedCheckOptionPrompt="prompt",
        )

    def _open(self, url: URL) -> bool:
        self.opened.append(url.path())
        return self.opens

    def _trusted(self, options: dict[str, bool]) -> bool:
        self.prompts.append(options["prompt"])
        return self.granted


@pytest.fixture
def mac(cocoa: Cocoa) -> Mac:
    return Mac(cocoa)


def test_titles_of_other_programs_tell_whether_the_grant_holds(mac: Mac):
    assert listing.names_are_told(listing.listed()) is None
    mac.capture.infos = [
        window_info(1, os.getpid(), "ours", PLACE),
        window_info(2, 30, "the menu bar", PLACE, layer=24),
        window_info(3, 30, "an edge", (0, 0, 1, 100)),
    ]
    assert listing.listed() == () and listing.names_are_told(()) is None
    mac.capture.infos.append(window_info(4, 30, None, PLACE))
    assert listing.names_are_told(listing.listed()) is False
    found = listing.windows()
    assert [w.app for w in found.listed] == ["App 30"] and isinstance(found.lacking, Cannot)
    mac.capture.infos.append(window_info(5, 31, "", PLACE))  # without a title, but told
    assert listing.names_are_told(listing.listed()) is True
    assert listing.windows().lacking is None


def test_the_state_follows_what_is_seen_and_not_what_is_said(mac: Mac):
    mac.granted = True
    mac.capture.infos = [window_info(4, 30, None, PLACE)]
    assert allowed.capture() == "restart"
    mac.granted = False
    mac.capture.infos = [window_info(4, 30, "Plan", PLACE)]
    assert allowed.capture() == "granted"


def test_the_system_asks_once_then_its_settings_are_opened(mac: Mac):
    assert allowed.capture() == "unasked"
    assert allowed.ask_capture() is None
    assert allowed.capture() == "denied" and mac.opened == []
    assert mac.content.count("getShareableContentWithCompletionHandler_") == 1, "it is enrolled"
    assert allowed.ask_capture() is None
    assert mac.opened == [allowed.PANES + "ScreenCapture"]
    mac.opens = False
    assert isinstance(allowed.ask_capture(), Cannot)


def test_accessibility_prompts_once(mac: Mac):
    assert allowed.accessibility() == "unasked"
    assert allowed.ask_accessibility() is None and mac.opened == []
    assert allowed.accessibility() == "denied"
    assert allowed.ask_accessibility() is None
    assert mac.prompts == [True, False] and mac.opened == [allowed.PANES + "Accessibility"]
    mac.granted = True
    assert allowed.accessibility() == "granted" and allowed.ask_accessibility() is None
    assert len(mac.opened) == 1
