"""What macOS reads of the application agrees with what the application does."""

import plistlib
import re
from pathlib import Path

import pytest

from app import VERSION
from app.ui.surroundings.callers import SCHEME as ANSWERED
from tools.bundle import plist

ROOT = Path(__file__).parents[3]
LPROJ = ROOT / "tools/bundle/lproj"
INFO = plist.info_plist(VERSION)


def strings(path: Path) -> dict[str, str]:
    return dict(re.findall(r'^"([^"]+)" = "([^"]+)";$', path.read_text("utf-8"), re.MULTILINE))


def test_it_is_a_property_list_and_comes_back_as_it_was():
    assert plistlib.loads(plistlib.dumps(INFO)) == INFO


def test_versions_and_the_oldest_system():
    assert INFO["CFBundleVersion"] == INFO["CFBundleShortVersionString"] == VERSION
    assert re.fullmatch(r"\d+(\.\d+){0,2}", VERSION), "macOS takes numbers only"
    assert INFO["LSMinimumSystemVersion"] == "14.0"
    assert INFO["UIDesignRequiresCompatibility"] is True
    assert "LSUIElement" not in INFO, "it has a window and a place in the Dock"


def test_what_can_be_dropped_on_the_icon_never_becomes_the_default():
    kinds = {kind for one in INFO["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]}
    assert {"public.image", "public.movie", "com.adobe.pdf", "public.folder"} <= kinds
    for one in INFO["CFBundleDocumentTypes"]:
        assert (one["CFBundleTypeRole"], one["LSHandlerRank"]) == ("Viewer", "Alternate")


def test_the_urls_are_those_that_the_program_answers():
    (one,) = INFO["CFBundleURLTypes"]
    assert one["CFBundleURLSchemes"] == [ANSWERED]


def test_each_service_is_a_method_of_the_provider():
    source = (ROOT / "app/desktop/mac/services.py").read_text()
    assert {one["NSMessage"] for one in INFO["NSServices"]} == {"askText", "askFiles"}
    for one in INFO["NSServices"]:
        assert f"def {one['NSMessage']}_userData_error_(" in source
        assert one["NSPortName"] == INFO["CFBundleName"]
        assert one.get("NSSendTypes") or one.get("NSSendFileTypes")
    opened = [kind for one in INFO["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]]
    assert [one["NSSendFileTypes"] for one in INFO["NSServices"] if "NSSendFileTypes" in one] == [
        opened
    ]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_text_that_the_system_shows_is_said_in_each_language(language: str):
    assert language in INFO["CFBundleLocalizations"]
    said = strings(LPROJ / f"{language}.lproj/InfoPlist.strings")
    names = {one["CFBundleTypeName"] for one in INFO["CFBundleDocumentTypes"]}
    assert said.keys() == set(plist.USAGE) | names
    menu = strings(LPROJ / f"{language}.lproj/ServicesMenu.strings")
    assert menu.keys() == {plist.SERVICE}
    if language == "en":
        assert {key: said[key] for key in plist.USAGE} == plist.USAGE


def test_every_entitlement_has_its_reason():
    path = ROOT / "tools/bundle/entitlements.plist"
    given = plistlib.loads(path.read_bytes())
    assert given == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
    assert len(re.findall(r"<!--.*?-->\s*<key>", path.read_text(), re.DOTALL)) == len(given)
