"""Whether the program is started at login: the app itself is the login item (SMAppService)."""

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot
from app.desktop.mac.bundle import lacking_bundle
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load

translate = QCoreApplication.translate


class LoginItem:
    """The system keeps the state, and the user may change it in the settings at any time."""

    def starts(self) -> bool | Cannot:
        """One that waits for the user's consent does not start."""
        lacking = lacking_bundle()
        if lacking is not None:
            return lacking
        ServiceManagement = load("ServiceManagement")
        return _service().status() == ServiceManagement.SMAppServiceStatusEnabled

    def start(self, wanted: bool) -> Cannot | None:
        lacking = lacking_bundle()
        if lacking is not None:
            return lacking
        return self._register() if wanted else self._unregister()

    def _register(self) -> Cannot | None:
        """Once the user has switched it off in the settings, only there can it be given again."""
        ServiceManagement = load("ServiceManagement")
        done, error = _service().registerAndReturnError_(None)
        if _service().status() == ServiceManagement.SMAppServiceStatusRequiresApproval:
            ServiceManagement.SMAppService.openSystemSettingsLoginItems()
            return Cannot(
                translate("Desktop", "macOS waits for your consent."),
                translate("Desktop", "Allow Kestrel in the list of login items that was opened."),
            )
        return None if done else _refused(error)

    def _unregister(self) -> Cannot | None:
        """To take away what is not there would be an error."""
        ServiceManagement = load("ServiceManagement")
        if _service().status() in (
            ServiceManagement.SMAppServiceStatusNotRegistered,
            ServiceManagement.SMAppServiceStatusNotFound,
        ):
            return None
        done, error = _service().unregisterAndReturnError_(None)
        return None if done else _refused(error)


def _service() -> Cocoa:
    ServiceManagement = load("ServiceManagement")
    return ServiceManagement.SMAppService.mainAppService()


def _refused(error: Cocoa) -> Cannot:
    return Cannot(
        translate("Desktop", "macOS did not change the login item."),
        str(error.localizedDescription()) if error is not None else "",
    )
