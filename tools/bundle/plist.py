"""What macOS is told of Kestrel.app before it starts: Info.plist as values, each with its reason.

Keys and their meaning: Apple's Information Property List reference; which texts the system shows in
other languages stands in lproj/. No Mac has read it yet.
"""

from typing import Any

BUNDLE_ID = "app.kestrel.Kestrel"  # permissions and the login item are tied to it: it never changes
NAME = "Kestrel"
OLDEST = "14.0"  # SCScreenshotManager and the system's picker; Qt's and MLX's wheels
SERVICE = "Ask Kestrel about this"
SCHEME = "kestrel"

Plist = dict[str, Any]  # Any: what plistlib writes

# Shown by the system where it asks; what it does not ask for has no text. Accessibility has no key:
# the program tells its reason itself, in its settings.
FILES = "Kestrel reads the files that you drop on it or open with it."
USAGE = {
    "NSScreenCaptureUsageDescription": (
        "Kestrel takes a picture of a region or window when you ask it to. It stays on this Mac."
    ),
    "NSDesktopFolderUsageDescription": FILES,
    "NSDocumentsFolderUsageDescription": FILES,
    "NSDownloadsFolderUsageDescription": FILES,
    "NSRemovableVolumesUsageDescription": FILES,
    # Asked since macOS 15, and only of who has set up an engine on another machine; the engine of
    # this Mac is reached through a file.
    "NSLocalNetworkUsageDescription": (
        "Kestrel talks to an engine on another machine of yours, if you have added one."
    ),
}

# What can be dropped on the icon: name, and the system's names of the kinds.
DOCUMENTS = (
    ("Image", ("public.image",)),
    ("Video", ("public.movie",)),
    ("PDF", ("com.adobe.pdf",)),
    ("Text", ("public.plain-text", "public.source-code")),
    ("Folder", ("public.folder",)),
)


def info_plist(version: str) -> Plist:
    """All of it. PyInstaller adds the executable, the icon and the bundle's type."""
    return {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleVersion": version,
        "CFBundleShortVersionString": version,
        # Said here for the menus that AppKit fills itself; the texts lie in lproj/.
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "LSMinimumSystemVersion": OLDEST,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "NSHumanReadableCopyright": "Apache License 2.0",
        "NSPrincipalClass": "NSApplication",  # what Qt's own Info.plist says
        "NSHighResolutionCapable": True,  # or the window would be drawn at half its pixels
        # Qt draws AppKit's look of before macOS 26; it is kept until the new one was seen.
        "UIDesignRequiresCompatibility": True,
        "CFBundleDocumentTypes": [_document(name, kinds) for name, kinds in DOCUMENTS],
        # kestrel://ask of other programs; app/ui/surroundings/callers.py answers.
        "CFBundleURLTypes": [
            {"CFBundleURLName": BUNDLE_ID, "CFBundleURLSchemes": [SCHEME]},
        ],
        "NSServices": [
            # Selected words of any program; app/desktop/mac/services.py answers by these names.
            _service("askText", NSSendTypes=["NSStringPboardType", "public.utf8-plain-text"]),
            # Offered only for files of which the program can make something.
            _service(
                "askFiles", NSSendFileTypes=[kind for _, kinds in DOCUMENTS for kind in kinds]
            ),
        ],
        **USAGE,
    }


def _document(name: str, kinds: tuple[str, ...]) -> Plist:
    """Alternate: opening with Kestrel is offered, and never becomes what a double click does."""
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": list(kinds),
    }


def _service(message: str, **sent: list[str]) -> Plist:
    return {
        "NSMenuItem": {"default": SERVICE},
        "NSMessage": message,
        "NSPortName": NAME,
        "NSRequiredContext": {},  # offered wherever something of the kind is selected
        **sent,
    }
