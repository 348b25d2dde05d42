"""Notifications come from a bundle only, after the user was asked, and not against a no."""

from collections.abc import Callable
from threading import Timer
from time import monotonic
from typing import Any

import pytest

from app.desktop.face import Cannot, Permission
from app.desktop.mac.notices import PATIENCE_S, Notices
from tests.fixtures.cocoa import URL, Cocoa, Kind, Said

NOT_DETERMINED, DENIED, AUTHORIZED, PROVISIONAL = range(4)


class Center:
    """UNUserNotificationCenter, and the user who is asked."""

    def __init__(self) -> None:
        self.status, self.consents, self.answers = NOT_DETERMINED, True, True
        self.asked: list[int] = []
        self.sent: list[Any] = []

    def currentNotificationCenter(self) -> "Center":
        return self

    def getNotificationSettingsWithCompletionHandler_(self, told: Callable[[Any], None]) -> None:
        if self.answers:
            Timer(0.02, told, [Said(authorizationStatus=self.status)]).start()

    def requestAuthorizationWithOptions_completionHandler_(
        self, options: int, told: Callable[[bool, Any], None]
    ) -> None:
        if self.status == NOT_DETERMINED:
            self.asked.append(options)
            self.status = AUTHORIZED if self.consents else DENIED
        told(self.status == AUTHORIZED, None)

    def addNotificationRequest_withCompletionHandler_(self, request: Any, told: None) -> None:
        self.sent.append(request)


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def center(cocoa: Cocoa, opened: list[str]) -> Center:
    center = Center()
    workspace = Said(openURL_=lambda url: opened.append(url.path()))
    cocoa.give("AppKit", NSWorkspace=Said(sharedWorkspace=workspace))
    cocoa.give(
        "Foundation", NSURL=URL, NSBundle=Said(mainBundle=Said(bundleIdentifier="org.kestrel"))
    )
    cocoa.give(
        "UserNotifications",
        UNUserNotificationCenter=center,
        UNAuthorizationStatusNotDetermined=NOT_DETERMINED,
        UNAuthorizationStatusDenied=DENIED,
        UNAuthorizationOptionAlert=4,
        UNMutableNotificationContent=Kind(),
        UNNotificationRequest=Said(
            requestWithIdentifier_content_trigger_=lambda name, content, trigger: content
        ),
    )
    return center


def test_without_a_bundle_the_center_is_not_touched(cocoa: Cocoa):
    """It would end the process; here it is not even given."""
    cocoa.give("Foundation", NSBundle=Said(mainBundle=Said(bundleIdentifier=None)))
    notices = Notices()
    for outcome in (notices.send("a", "b"), notices.ask()):
        assert isinstance(outcome, Cannot) and "Kestrel.app" in outcome.reason and outcome.remedy
    assert notices.permission() == "denied"


def test_the_first_one_asks_and_is_sent(center: Center):
    notices, begun = Notices(), monotonic()
    assert notices.send("Done", "The answer is there.") is None
    assert notices.send("Done", "Another.") is None
    assert monotonic() - begun < PATIENCE_S  # no longer than the center takes
    assert center.asked == [4] and len(center.sent) == 2
    assert center.sent[0].last("setTitle_") == "Done"
    assert center.sent[0].last("setBody_") == "The answer is there."


def test_who_says_no_gets_none(center: Center):
    center.consents = False
    notices = Notices()
    assert notices.send("Done", "a") is None
    assert center.sent == []
    refused = notices.send("Done", "b")
    assert isinstance(refused, Cannot) and refused.remedy
    assert center.sent == [] and len(center.asked) == 1


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (NOT_DETERMINED, "unasked"),
        (DENIED, "denied"),
        (AUTHORIZED, "granted"),
        (PROVISIONAL, "granted"),
    ],
)
def test_the_state_is_the_systems(center: Center, status: int, wanted: Permission):
    center.status = status
    assert Notices().permission() == wanted


def test_a_center_that_does_not_answer_is_not_waited_for_long(
    center: Center, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.desktop.mac.notices.PATIENCE_S", 0.05)
    center.answers = False
    assert Notices().permission() == "unasked"


def test_it_asks_once_and_then_opens_the_settings(center: Center, opened: list[str]):
    notices = Notices()
    assert notices.ask() is None
    assert center.asked == [4] and opened == []
    assert notices.ask() is None
    assert len(center.asked) == 1 and "Notifications" in opened[0]
