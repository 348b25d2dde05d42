"""What may be captured is found out by looking; the system's own word is stale both ways."""

import os

import pytest

from app.desktop.face import Cannot, Permission
from app.desktop.mac import allowed, listing
from tests.fixtures.cocoa import URL, Cocoa, Said
from tests.fixtures.screen_capture import ScreenCapture, window_info

PLACE = (0, 0, 100, 100)


@pytest.mark.parametrize("asked_now", [False, True])
@pytest.mark.parametrize(
    ("preflight", "names", "asked", "state"),
    [
        (True, True, False, "granted"),
        (True, True, True, "granted"),
        (False, True, False, "granted"),  # a stale no
        (False, True, True, "granted"),
        (True, None, False, "granted"),  # no window to judge by
        (True, None, True, "granted"),
        (False, None, False, "unasked"),
        (False, None, True, "denied"),
        (False, False, False, "unasked"),
        (False, False, True, "denied"),
    ],
)
def test_what_is_seen_counts_more_than_what_is_said(
    preflight: bool, names: bool | None, asked: bool, asked_now: bool, state: Permission
):
    assert allowed.capture_state(preflight, names, asked, asked_now) == state


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize(("asked_now", "state"), [(True, "restart"), (False, "denied")])
def test_said_but_not_seen_holds_later_only_if_it_was_given_just_now(
    asked: bool, asked_now: bool, state: Permission
):
    """Otherwise it is an earlier build's: no start of the program would help."""
    assert allowed.capture_state(True, False, asked, asked_now) == state


class Mac:
    """What was asked for is remembered in the user's defaults."""

    def __init__(self, cocoa: Cocoa) -> None:
        self.capture = ScreenCapture(cocoa)
        self.asked: dict[str, int] = {}
        self.opened: list[str] = []
        self.opens, self.granted, self.prompts = True, False, list[bool]()
        self.requests = 0
        defaults = Said(
            integerForKey_=lambda key: self.asked.get(key, 0),
            setInteger_forKey_=lambda value, key: self.asked.update({key: value}),
        )
        cocoa.give("Foundation", NSUserDefaults=Said(standardUserDefaults=defaults), NSURL=URL)
        cocoa.give("AppKit", NSWorkspace=Said(sharedWorkspace=Said(openURL_=self._open)))
        cocoa.give(
            "Quartz",
            CGPreflightScreenCaptureAccess=lambda: self.granted,
            CGRequestScreenCaptureAccess=self._request,
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

    def _request(self) -> bool:
        self.requests += 1
        return self.granted

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
        window_info(6, 30, "a veil", PLACE, alpha=0.0),
    ]
    assert listing.listed() == () and listing.names_are_told(()) is None
    mac.capture.infos.append(window_info(4, 30, None, PLACE))
    assert listing.names_are_told(listing.listed()) is False
    found = listing.windows()
    assert [w.app for w in found.listed] == ["App 30"] and isinstance(found.lacking, Cannot)
    mac.capture.infos.append(window_info(5, 31, "", PLACE))  # without a title, but told
    assert listing.names_are_told(listing.listed()) is True
    assert listing.windows().lacking is None


def test_a_grant_that_does_not_hold_yet_holds_from_the_next_start_on(mac: Mac):
    mac.capture.infos = [window_info(4, 30, None, PLACE)]
    allowed.ask_capture()
    mac.granted = True
    assert allowed.capture() == "restart"
    mac.capture.infos = [window_info(4, 30, "Plan", PLACE)]
    assert allowed.capture() == "granted"


def test_a_grant_of_an_earlier_build_can_be_given_anew(mac: Mac):
    """The system says yes, and means that build: its settings are opened all the same."""
    mac.granted = True
    mac.capture.infos = [window_info(4, 30, None, PLACE)]
    mac.asked["KestrelAskedForScreenCapture"] = os.getpid() + 1
    assert allowed.capture() == "denied"
    assert allowed.ask_capture() is None
    assert mac.opened == [allowed.PANES + "ScreenCapture"]


def test_what_is_granted_is_not_asked_for(mac: Mac):
    mac.capture.infos = [window_info(4, 30, "Plan", PLACE)]
    assert allowed.capture() == "granted", "whatever the system says"
    assert allowed.ask_capture() is None
    assert (mac.requests, mac.opened, mac.asked) == (0, [], {})


def test_the_system_asks_once_then_its_settings_are_opened(mac: Mac):
    assert allowed.capture() == "unasked"
    assert allowed.ask_capture() is None
    assert allowed.capture() == "denied" and mac.opened == []
    assert mac.content.count("getShareableContentWithCompletionHandler_") == 1, "it is enrolled"
    assert allowed.ask_capture() is None
    assert mac.opened == [allowed.PANES + "ScreenCapture"] and mac.requests == 2
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
