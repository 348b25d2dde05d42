"""Frameworks that answer as a test says."""

import pytest

from tests.fixtures.cocoa import Cocoa, NSObject


@pytest.fixture
def cocoa(monkeypatch: pytest.MonkeyPatch) -> Cocoa:
    cocoa = Cocoa(monkeypatch)
    cocoa.give("objc", super=super, python_method=lambda function: function)
    cocoa.give("Foundation", NSObject=NSObject)
    cocoa.give("AppKit", NSObject=NSObject)
    return cocoa
