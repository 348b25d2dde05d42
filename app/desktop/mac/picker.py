"""The system's own picker: the user points at a window or display, and that alone may be seen.

SCContentSharingPicker (macOS 14) needs no permission. It tells an observer, on a thread of its own,
and stays active until it is told not to be: an active one shows a sign in the menu bar.
"""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, CaptureResult, Then
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.post import Post
from app.desktop.mac.shooting import Shooting


class Picker:
    """One choice at a time; a second one while it lasts ends the first."""

    def __init__(self, post: Post, shooting: Shooting) -> None:
        self._post, self._shooting = post, shooting
        self._observer: Cocoa = None
        self._is_active = False
        self._then: Then | None = None

    def pick(self, then: Then) -> None:
        ScreenCaptureKit = load("ScreenCaptureKit")
        self._end(Cannot(""))
        self._then, self._is_active = then, True
        picker = ScreenCaptureKit.SCContentSharingPicker.sharedPicker()
        self._observer = _observer_class().alloc().init()
        self._observer.picked = lambda chosen: self._post(lambda: self._picked(chosen))
        self._observer.left = lambda reason: self._post(lambda: self._end(Cannot(reason)))
        picker.addObserver_(self._observer)
        picker.setDefaultConfiguration_(_configuration())
        picker.setActive_(True)
        picker.present()

    def close(self) -> None:
        self._then = None
        self._stop_hearing()
        self._put_away()

    def _picked(self, chosen: Cocoa) -> None:
        """The picker stays active until the picture is there: its leave may end with it."""
        then, self._then = self._then, None
        self._stop_hearing()
        if then is not None:
            self._shooting.filtered(chosen, lambda result: self._told(then, result))

    def _told(self, then: Then, result: CaptureResult) -> None:
        if self._observer is None:  # otherwise the next choice has begun
            self._put_away()
        then(result)

    def _end(self, result: CaptureResult) -> None:
        then, self._then = self._then, None
        self._stop_hearing()
        self._put_away()
        if then is not None:
            then(result)

    def _stop_hearing(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            ScreenCaptureKit = load("ScreenCaptureKit")
            ScreenCaptureKit.SCContentSharingPicker.sharedPicker().removeObserver_(observer)

    def _put_away(self) -> None:
        was_active, self._is_active = self._is_active, False
        if was_active:
            ScreenCaptureKit = load("ScreenCaptureKit")
            ScreenCaptureKit.SCContentSharingPicker.sharedPicker().setActive_(False)


def _configuration() -> Cocoa:
    """One window or one display, and not this program."""
    Foundation, ScreenCaptureKit = load("Foundation"), load("ScreenCaptureKit")
    wanted = ScreenCaptureKit.SCContentSharingPickerConfiguration.alloc().init()
    wanted.setAllowedPickerModes_(
        ScreenCaptureKit.SCContentSharingPickerModeSingleWindow
        | ScreenCaptureKit.SCContentSharingPickerModeSingleDisplay
    )
    own = Foundation.NSBundle.mainBundle().bundleIdentifier()
    if own:
        wanted.setExcludedBundleIDs_([own])
    return wanted


@cache
def _observer_class() -> Cocoa:
    """The runtime knows the protocol because `pick` has loaded the framework."""
    Foundation, objc = load("Foundation"), load("objc")
    watching = objc.protocolNamed("SCContentSharingPickerObserver")

    class KestrelPickerObserver(  # pyright: ignore[reportGeneralTypeIssues]
        Foundation.NSObject,
        protocols=[watching],  # pyright: ignore[reportCallIssue]  # a word of pyobjc's
    ):
        picked: Callable[[Cocoa], None]
        left: Callable[[str], None]

        def contentSharingPicker_didUpdateWithFilter_forStream_(
            self, picker: Cocoa, chosen: Cocoa, stream: Cocoa
        ) -> None:
            self.picked(chosen)

        def contentSharingPicker_didCancelForStream_(self, picker: Cocoa, stream: Cocoa) -> None:
            self.left("")

        def contentSharingPickerStartDidFailWithError_(self, error: Cocoa) -> None:
            reason = QCoreApplication.translate("Desktop", "macOS could not show its picker.")
            self.left(f"{reason} {error.localizedDescription()}")

    return KestrelPickerObserver
