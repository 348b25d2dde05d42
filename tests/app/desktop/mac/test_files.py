"""The Finder is asked for files that are there, the trash for all, with the reason if it fails."""

from pathlib import Path
from typing import Any

import pytest

from app.desktop.face import Cannot
from app.desktop.mac.files import reveal, trash
from tests.fixtures.cocoa import URL, Cocoa, Said


class Finder:
    """NSWorkspace and NSFileManager."""

    def __init__(self) -> None:
        self.revealed: list[str] = []
        self.trashed: list[str] = []
        self.error: Any = None

    def activateFileViewerSelectingURLs_(self, urls: list[URL]) -> None:
        self.revealed += [url.path() for url in urls]

    def trashItemAtURL_resultingItemURL_error_(
        self, url: URL, resulting: None, error: None
    ) -> tuple[bool, Any, Any]:
        if self.error is None:
            self.trashed.append(url.path())
        return self.error is None, None, self.error


@pytest.fixture
def finder(cocoa: Cocoa) -> Finder:
    finder = Finder()
    cocoa.give("AppKit", NSWorkspace=Said(sharedWorkspace=finder))
    cocoa.give("Foundation", NSURL=URL, NSFileManager=Said(defaultManager=finder))
    return finder


def test_a_file_is_shown_where_it_lies(finder: Finder, tmp_path: Path):
    path = tmp_path / "ä b.txt"
    path.write_text("content")
    assert reveal(path) is None
    assert finder.revealed == [str(path)]
    path.unlink()
    outcome = reveal(path)
    assert isinstance(outcome, Cannot) and "ä b.txt" in outcome.reason
    assert len(finder.revealed) == 1


def test_a_file_goes_to_the_trash_or_the_reason_is_told(finder: Finder, tmp_path: Path):
    assert trash(tmp_path / "a.txt") is None
    assert finder.trashed == [str(tmp_path / "a.txt")]
    finder.error = Said(localizedDescription="The disk is locked.")
    outcome = trash(tmp_path / "b.txt")
    assert isinstance(outcome, Cannot)
    assert "b.txt" in outcome.reason and outcome.remedy == "The disk is locked."
