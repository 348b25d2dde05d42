"""Pictures of displays and windows by ScreenCaptureKit (macOS 14), in this process.

A child process would not have the program's permission (facts/macos.md §3). The program's own
windows are left out of displays. How many pixels a point has is not assumed: the filter is asked
how large the picture is to be, and the picture that came is what is measured. Where it lies is
asked for in the same moment as what there is to see: displays may have been rearranged and windows
moved since they were listed.

Without the permission macOS 15 gives a picture of the wallpaper and no error. It is told from a
true one by asking once more whether the titles of other programs' windows can be seen.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.chat.message import Origin
from app.desktop.cutting import cut
from app.desktop.face import Cannot, Captured, CaptureResult, Screen, Then, Window
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.listing import listed, names_are_told
from app.desktop.mac.once import Once
from app.desktop.mac.pictures import picture_of
from app.desktop.mac.post import Post
from app.desktop.mac.screens import box_of, display_of, where_now
from app.reading.geometry import PointBox, point_box

PATIENCE_MS = 10_000
USER_DECLINED = -3801  # SCStreamErrorUserDeclined
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Subject:
    """What a picture is to be taken of (an SCContentFilter), and where on the desktop it is."""

    chosen: Cocoa
    bounds: PointBox
    display: str = ""
    title: str = ""


class Shooting:
    """`patience_ms`: how long the system may take to answer."""

    def __init__(self, post: Post, patience_ms: int = PATIENCE_MS) -> None:
        self._post, self._patience_ms = post, patience_ms
        self._waiting: set[Once[CaptureResult]] = set()  # until each was told

    def screen(self, screen: Screen, then: Then) -> None:
        """Where it is now; another one that took its place is not taken for it."""
        now = where_now(screen)
        if now is None:
            then(_gone())
            return
        number = display_of(now.bounds)

        def of_display(content: Cocoa) -> Subject | None:
            for shown in content.displays():
                if shown.displayID() == number:
                    chosen = _display_filter(shown, content.applications())
                    return Subject(chosen, box_of(shown.frame()), screen.name)
            return None

        self._shoot(of_display, then)

    def window(self, window: Window, then: Then) -> None:
        """As it is, whatever covers it."""
        ScreenCaptureKit = load("ScreenCaptureKit")

        def of_window(content: Cocoa) -> Subject | None:
            for shown in content.windows():
                if shown.windowID() == window.id:
                    made = ScreenCaptureKit.SCContentFilter.alloc()
                    chosen = made.initWithDesktopIndependentWindow_(shown)
                    return Subject(chosen, box_of(shown.frame()), title=window.label)
            return None

        self._shoot(of_window, then)

    def region(self, region: PointBox, screens: Sequence[Screen], then: Then) -> None:
        """Cut out of the display that shows most of it."""
        screen = max(screens, key=lambda screen: screen.bounds.shared(region))

        def part(result: CaptureResult) -> None:
            if isinstance(result, Captured):
                result = cut(result, region) or _gone()
            then(result)

        self.screen(screen, part)

    def filtered(self, chosen: Cocoa, then: Then) -> None:
        """Of what the user picked: the system has allowed just that."""
        self._take(self._once(then), _picked(chosen))

    def close(self) -> None:
        """A service that hangs would be told as late when there is nobody left to hear it."""
        for once in self._waiting:
            once.end()
        self._waiting.clear()

    def _shoot(self, choose: Callable[[Cocoa], Subject | None], then: Then) -> None:
        once = self._once(lambda result: then(_checked(result)))

        def found(content: Cocoa, error: Cocoa) -> None:
            if error is not None or content is None:
                once.tell(_refused(error))
                return
            self._post(lambda: take(content))

        def take(content: Cocoa) -> None:
            subject = None if once.is_told else choose(content)
            if subject is None:
                once.tell(_gone())
            else:
                self._take(once, subject)

        ScreenCaptureKit = load("ScreenCaptureKit")
        ScreenCaptureKit.SCShareableContent.getShareableContentExcludingDesktopWindows_onScreenWindowsOnly_completionHandler_(
            False, True, found
        )

    def _once(self, then: Then) -> Once[CaptureResult]:
        def told(result: CaptureResult) -> None:
            self._waiting.discard(once)
            then(result)

        once = Once[CaptureResult](self._post, told, _late(), self._patience_ms)
        self._waiting.add(once)
        return once

    def _take(self, once: Once[CaptureResult], subject: Subject) -> None:
        def taken(image: Cocoa, error: Cocoa) -> None:
            if error is not None or image is None:
                once.tell(_refused(error))
                return
            try:
                once.tell(captured(image, subject))
            except Exception as broken:  # noqa: BLE001  # through Apple's frames it would end the program
                once.tell(_no_picture(str(broken)))

        ScreenCaptureKit = load("ScreenCaptureKit")
        manager = ScreenCaptureKit.SCScreenshotManager
        manager.captureImageWithFilter_configuration_completionHandler_(
            subject.chosen, _configuration(subject.chosen), taken
        )


def captured(image: Cocoa, subject: Subject) -> CaptureResult:
    """On any thread: only memory is made of it, and much of it."""
    picture = picture_of(image)
    if picture.isNull():
        return _no_picture()
    content = (0.0, 0.0, float(picture.width()), float(picture.height()))
    start, bounds = subject.bounds.start, subject.bounds
    where = (start.x, start.y, bounds.width, bounds.height)
    return Captured(picture, Origin(where, content, subject.display, subject.title))


def _display_filter(display: Cocoa, applications: Cocoa) -> Cocoa:
    """All of it but the windows of this program."""
    ScreenCaptureKit, own = load("ScreenCaptureKit"), os.getpid()
    ours = [one for one in applications if one.processID() == own]
    made = ScreenCaptureKit.SCContentFilter.alloc()
    return made.initWithDisplay_excludingApplications_exceptingWindows_(display, ours, [])


def _picked(chosen: Cocoa) -> Subject:
    """Since macOS 15.2 it tells what was picked; before, its own rectangle has to do.

    That rectangle's size is right; where it begins is written down nowhere.
    """
    content = box_of(chosen.contentRect())
    if not chosen.respondsToSelector_("includedWindows"):
        return Subject(chosen, content)
    ScreenCaptureKit = load("ScreenCaptureKit")
    is_window = chosen.style() == ScreenCaptureKit.SCShareableContentStyleWindow
    shown = next(iter(chosen.includedWindows() if is_window else chosen.includedDisplays()), None)
    if shown is None:
        return Subject(chosen, content)
    start = box_of(shown.frame()).start
    end = start.x + content.width, start.y + content.height
    title = str(shown.title() or "") if is_window else ""
    return Subject(chosen, point_box(start.x, start.y, *end), title=title)


def _configuration(chosen: Cocoa) -> Cocoa:
    """As many pixels as the content has; colours in sRGB, no pointer, no shadow around a window."""
    Quartz, ScreenCaptureKit = load("Quartz"), load("ScreenCaptureKit")
    wanted = ScreenCaptureKit.SCStreamConfiguration.alloc().init()
    size, scale = chosen.contentRect().size, chosen.pointPixelScale()
    wanted.setWidth_(max(round(size.width * scale), 1))
    wanted.setHeight_(max(round(size.height * scale), 1))
    wanted.setShowsCursor_(False)
    wanted.setColorSpaceName_(Quartz.kCGColorSpaceSRGB)
    wanted.setIgnoreShadowsSingleWindow_(True)
    return wanted


def _checked(result: CaptureResult) -> CaptureResult:
    """A picture that came in spite of a missing permission shows the wallpaper alone."""
    if isinstance(result, Captured) and names_are_told(listed()) is False:
        reason = translate("Desktop", "The picture shows the wallpaper only.")
        return Cannot(reason, _remedy())
    return result


def _refused(error: Cocoa) -> Cannot:
    if error is not None and error.code() == USER_DECLINED:
        return Cannot(
            translate("Desktop", "macOS does not let Kestrel take pictures of the screen."),
            _remedy(),
        )
    return _no_picture("" if error is None else str(error.localizedDescription()))


def _no_picture(why: str = "") -> Cannot:
    return Cannot(translate("Desktop", "macOS took no picture."), why)


def _remedy() -> str:
    return translate(
        "Desktop", "Allow screen recording in Kestrel's settings, Permissions, and start it again."
    )


def _gone() -> Cannot:
    return Cannot(translate("Desktop", "What was to be captured is no longer there."))


def _late() -> Cannot:
    return Cannot(
        translate("Desktop", "macOS did not answer in time."),
        translate("Desktop", "Try again; if that does not help, log out and in."),
    )
