"""What the system gives to bundles only, because it knows programs by their bundle's identifier."""

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot
from app.desktop.mac.frameworks import load


def lacking_bundle() -> Cannot | None:
    """None in Kestrel.app. Started from a terminal, the main bundle has no identifier."""
    Foundation = load("Foundation")
    if Foundation.NSBundle.mainBundle().bundleIdentifier():
        return None
    return Cannot(
        QCoreApplication.translate("Desktop", "macOS lets only Kestrel.app do this."),
        QCoreApplication.translate(
            "Desktop", "Build it with build_macos.sh and start it in place of the command."
        ),
    )
