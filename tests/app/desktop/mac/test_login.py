"""The login item: its states, and what macOS refuses."""

from typing import Any

import pytest

from app.desktop.face import Cannot
from app.desktop.mac.login import LoginItem
from tests.fixtures.cocoa import Cocoa, Said

NOT_REGISTERED, ENABLED, REQUIRES_APPROVAL, NOT_FOUND = range(4)
ERROR = Said(localizedDescription="The signature is missing.")


class Service:
    """SMAppService."""

    def __init__(self) -> None:
        self.state, self.after = NOT_REGISTERED, ENABLED
        self.refuses: Any = None
        self.calls: list[str] = []

    def mainAppService(self) -> "Service":
        return self

    def status(self) -> int:
        return self.state

    def registerAndReturnError_(self, error: None) -> tuple[bool, Any]:
        return self._change("register", self.after)

    def unregisterAndReturnError_(self, error: None) -> tuple[bool, Any]:
        return self._change("unregister", NOT_REGISTERED)

    def openSystemSettingsLoginItems(self) -> None:
        self.calls.append("settings")

    def _change(self, call: str, after: int) -> tuple[bool, Any]:
        self.calls.append(call)
        if self.refuses is None:
            self.state = after
        return self.refuses is None, self.refuses


@pytest.fixture
def service(cocoa: Cocoa) -> Service:
    service = Service()
    cocoa.give("Foundation", NSBundle=Said(mainBundle=Said(bundleIdentifier="org.kestrel")))
    cocoa.give(
        "ServiceManagement",
        SMAppService=service,
        SMAppServiceStatusNotRegistered=NOT_REGISTERED,
        SMAppServiceStatusEnabled=ENABLED,
        SMAppServiceStatusRequiresApproval=REQUIRES_APPROVAL,
        SMAppServiceStatusNotFound=NOT_FOUND,
    )
    return service


def test_without_a_bundle_the_service_is_not_touched(cocoa: Cocoa):
    cocoa.give("Foundation", NSBundle=Said(mainBundle=Said(bundleIdentifier=None)))
    for outcome in (LoginItem().starts(), LoginItem().start(True), LoginItem().start(False)):
        assert isinstance(outcome, Cannot) and "Kestrel.app" in outcome.reason


@pytest.mark.parametrize(
    ("state", "wanted"),
    [(NOT_REGISTERED, False), (ENABLED, True), (REQUIRES_APPROVAL, False), (NOT_FOUND, False)],
)
def test_only_an_enabled_one_starts(service: Service, state: int, wanted: bool):
    service.state = state
    assert LoginItem().starts() is wanted


def test_it_is_switched_on_and_off(service: Service):
    item = LoginItem()
    assert item.start(True) is None and item.starts() is True
    assert item.start(False) is None and item.starts() is False
    assert service.calls == ["register", "unregister"]


@pytest.mark.parametrize("state", [NOT_REGISTERED, NOT_FOUND])
def test_what_is_not_there_is_not_taken_away(service: Service, state: int):
    service.state = state
    assert LoginItem().start(False) is None
    assert service.calls == []


@pytest.mark.parametrize("error", [None, ERROR])
def test_where_macos_wants_consent_its_settings_are_opened(service: Service, error: Any):
    """Registering then fails, or succeeds without effect."""
    service.after, service.refuses = REQUIRES_APPROVAL, error
    service.state = REQUIRES_APPROVAL if error else NOT_REGISTERED
    outcome = LoginItem().start(True)
    assert isinstance(outcome, Cannot) and "consent" in outcome.reason and outcome.remedy
    assert service.calls == ["register", "settings"]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_refusal_has_the_systems_reason(service: Service, wanted: bool):
    service.refuses, service.state = ERROR, NOT_REGISTERED if wanted else ENABLED
    outcome = LoginItem().start(wanted)
    assert isinstance(outcome, Cannot) and outcome.remedy == "The signature is missing."
