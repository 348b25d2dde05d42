"""What another program hands over through the Services menu: a text, files, or nothing usable."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.face import Asked
from app.desktop.mac.post import Post
from app.desktop.mac.services import Services
from tests.fixtures.cocoa import URL, Cocoa, Said


class Application(Said):
    """NSApplication."""

    provider: Any = None

    def __init__(self) -> None:
        super().__init__(setServicesProvider_=lambda given: setattr(self, "provider", given))


@pytest.fixture
def application(cocoa: Cocoa) -> Application:
    application = Application()
    cocoa.give(
        "AppKit",
        NSApplication=Said(sharedApplication=application),
        NSPasteboardTypeString="public.utf8-plain-text",
        NSPasteboardURLReadingFileURLsOnlyKey="only files",
    )
    cocoa.give("Foundation", NSURL=URL)
    cocoa.give("objc", typedSelector=lambda signature: _checked(signature))
    return application


def _checked(signature: bytes) -> Callable[[Any], Any]:
    """Of a service: nothing comes back but the error, the third argument."""
    assert signature == b"v@:@@o^@"
    return lambda function: function


def text(given: str | None) -> Said:
    kinds = {"public.utf8-plain-text": given}
    return Said(stringForType_=kinds.get)


def files(*paths: str) -> Said:
    def read(kinds: list[Any], options: dict[str, bool]) -> list[URL] | None:
        assert kinds == [URL] and options == {"only files": True}
        return [URL(path) for path in paths] or None

    return Said(readObjectsForClasses_options_=read)


def test_a_text_and_files_are_told_in_the_loop(application: Application, qtbot: QtBot):
    told: list[Asked] = []
    services = Services(Post())
    services.receive(told.append)
    provider = application.provider
    assert provider.askText_userData_error_(text("  indented\n"), "", None) is None
    assert provider.askFiles_userData_error_(files("/a/ä.png", "/b"), "", None) is None
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] == Asked(text="  indented\n")
    assert told[1] == Asked(files=(Path("/a/ä.png"), Path("/b")))


@pytest.mark.parametrize("given", [None, "", " \n"])
def test_no_text_is_an_error_that_the_other_program_shows(
    application: Application, qtbot: QtBot, given: str | None
):
    told: list[Asked] = []
    Services(Post()).receive(told.append)
    assert application.provider.askText_userData_error_(text(given), "", None)
    assert application.provider.askFiles_userData_error_(files(), "", None)
    qtbot.wait(20)
    assert told == []


def test_a_new_listener_takes_the_place_of_the_former(application: Application, qtbot: QtBot):
    first: list[Asked] = []
    second: list[Asked] = []
    services = Services(Post())
    services.receive(first.append)
    services.receive(second.append)
    application.provider.askText_userData_error_(text("a"), "", None)
    qtbot.waitUntil(lambda: len(second) == 1)
    assert first == []


def test_closed_it_provides_nothing(application: Application, qtbot: QtBot):
    services = Services(Post())
    services.close()
    services.receive(lambda asked: None)
    services.close()
    assert application.provider is None
