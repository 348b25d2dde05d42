"""Each capture ends once, with what was pointed at and where that was."""

from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.desktop.face import Cannot, CaptureResult, Desktop
from app.ui.capture.capturer import Capturer, Kind
from app.ui.capture.picker import WindowOverlay
from app.ui.capture.region import RegionOverlay
from tests.app.ui.capture.conftest import SOUND

KEY, LEFT_BUTTON = Qt.Key, Qt.MouseButton.LeftButton


class Ends:
    """What a capturer told."""

    def __init__(self, desktop, **options) -> None:
        self.parts: list[ImagePart] = []
        self.cancelled: list[bool] = []
        self.reasons: list[str] = []
        self.capturer = Capturer(cast(Desktop, desktop), settle_ms=0, **options)
        self.capturer.taken.connect(self.parts.append)
        self.capturer.cancelled.connect(lambda: self.cancelled.append(True))
        self.capturer.failed.connect(self.reasons.append)

    @property
    def count(self) -> int:
        return len(self.parts) + len(self.cancelled) + len(self.reasons)

    def overlay(self, qtbot: QtBot, kind: Kind, display: str = "main"):
        self.capturer.take(kind)
        qtbot.waitUntil(lambda: len(self.capturer.overlays) == 2)
        return next(o for o in self.capturer.overlays if o.still.screen.name == display)

    def part(self, qtbot: QtBot) -> ImagePart:
        qtbot.waitUntil(lambda: self.count == 1)
        (part,) = self.parts
        assert not self.capturer.is_busy and not self.capturer.overlays
        return part


def picture(part: ImagePart) -> QImage:
    assert isinstance(part.source, bytes)
    return QImage.fromData(part.source)


def drag(overlay: QWidget, start: QPoint, end: QPoint, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(overlay, LEFT_BUTTON, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(overlay, (start + end) / 2)
    QTest.mouseMove(overlay, end)
    QTest.mouseRelease(overlay, LEFT_BUTTON, modifiers, end)


def hover(overlay: QWidget, place: QPoint) -> None:
    """The pointer itself is not ours to move where there is no display."""
    at, none = QPointF(place), Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(overlay, move)


@pytest.mark.parametrize("ratio", [1.0, 1.714, 2.0])
def test_a_drag_takes_what_it_spans(qtbot: QtBot, painted, ratio: float):
    painted.ratio = ratio
    ends = Ends(painted)
    drag(ends.overlay(qtbot, "region"), QPoint(110, 90), QPoint(210, 140))
    part = ends.part(qtbot)
    seen = picture(part)
    assert abs(seen.width() - 100 * ratio) <= 1 and abs(seen.height() - 50 * ratio) <= 1
    assert seen.pixelColor(2, 2) == QColor("#00ff00")
    assert part.origin is not None and part.origin.display == "main"
    assert part.origin.bounds == pytest.approx((110, 90, 100, 50), abs=1)


@pytest.mark.parametrize("ratio", [1.0, 1.714, 2.0])
def test_a_display_to_the_left_has_negative_points(qtbot: QtBot, painted, ratio: float):
    painted.ratio = ratio
    ends = Ends(painted)
    drag(ends.overlay(qtbot, "region", "left"), QPoint(100, 120), QPoint(180, 160))
    part = ends.part(qtbot)
    assert part.origin is not None and part.origin.display == "left"
    assert part.origin.bounds == pytest.approx((-400, 20, 80, 40), abs=1)


def test_a_click_takes_nothing_and_the_overlay_stays(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(RegionOverlay, ends.overlay(qtbot, "region"))
    drag(overlay, QPoint(110, 90), QPoint(112, 91))
    assert ends.count == 0 and overlay.area is None and overlay.isVisible()
    ends.capturer.cancel()


def test_the_keyboard_alone_takes_a_region(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(RegionOverlay, ends.overlay(qtbot, "region"))
    qtbot.keyClick(overlay, KEY.Key_Space)
    assert overlay.area == QRectF(200, 150, 400, 300)
    qtbot.keyClick(overlay, KEY.Key_Left)
    qtbot.keyClick(overlay, KEY.Key_Up, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(overlay, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert overlay.area == QRectF(199, 140, 401, 300)
    assert "401 × 300 points · 401 × 300 pixels" in overlay.size_in_words()
    qtbot.keyClick(overlay, KEY.Key_Return)
    part = ends.part(qtbot)
    assert part.origin is not None and part.origin.bounds == (199, 140, 401, 300)


def test_with_alt_a_drag_stays_to_be_nudged_and_never_leaves_the_display(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(RegionOverlay, ends.overlay(qtbot, "region"))
    drag(overlay, QPoint(5, 5), QPoint(105, 55), Qt.KeyboardModifier.AltModifier)
    assert ends.count == 0
    for _ in range(9):
        qtbot.keyClick(overlay, KEY.Key_Left)
    assert overlay.area == QRectF(0, 5, 100, 50)
    qtbot.keyClick(overlay, KEY.Key_Enter)
    assert ends.part(qtbot).origin is not None


@pytest.mark.parametrize("kind", ["region", "window"])
def test_escape_cancels(qtbot: QtBot, painted, kind: Kind):
    ends = Ends(painted)
    qtbot.keyClick(ends.overlay(qtbot, kind), KEY.Key_Escape)
    assert ends.cancelled == [True] and ends.count == 1
    assert not ends.capturer.overlays and not ends.capturer.is_busy


def test_a_window_is_pointed_at_and_taken(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(WindowOverlay, ends.overlay(qtbot, "window"))
    hover(overlay, QPoint(350, 250))  # Sound stands over Notes there
    assert overlay.pointed is not None and overlay.pointed.title == "Sound"
    hover(overlay, QPoint(10, 10))
    assert overlay.pointed is None
    QTest.mouseClick(overlay, LEFT_BUTTON, Qt.KeyboardModifier.NoModifier, QPoint(350, 250))
    part = ends.part(qtbot)
    assert part.name == "Sound"
    assert part.origin is not None and part.origin.title == "Sound"
    assert part.origin.bounds == (100, 80, 300, 200)
    assert picture(part).pixelColor(250, 170) == QColor("#00ff00")


def test_tab_goes_through_the_windows(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(WindowOverlay, ends.overlay(qtbot, "window"))
    qtbot.keyClick(overlay, KEY.Key_Tab)
    qtbot.keyClick(overlay, KEY.Key_Tab)
    assert overlay.pointed is not None and overlay.pointed.app == "Notes"
    assert overlay.accessibleDescription() == "Notes"
    qtbot.keyClick(overlay, KEY.Key_Return)
    assert ends.part(qtbot).name == "Notes"


def test_the_screen_under_the_pointer_is_taken_at_once(qtbot: QtBot, painted):
    ends = Ends(painted)
    ends.capturer.take("screen")
    part = ends.part(qtbot)
    assert (picture(part).width(), picture(part).height()) == (800, 600)
    assert painted.captures == ["main"]


def test_own_windows_are_away_meanwhile_and_back_afterwards(qtbot: QtBot, painted):
    own = QWidget()
    qtbot.addWidget(own)
    own.show()
    ends = Ends(painted, own=lambda: (own,))
    overlay = ends.overlay(qtbot, "region")
    assert not own.isVisible()
    qtbot.keyClick(overlay, KEY.Key_Escape)
    assert own.isVisible()
    painted.leaves_own_windows_out = True
    ends.overlay(qtbot, "region")
    assert own.isVisible()
    ends.capturer.cancel()


def test_a_missing_permission_is_said_and_nothing_is_captured(qtbot: QtBot, painted):
    """Without it a Mac gives a picture of the bare wallpaper, which must not pass for one."""
    painted.allowed = "denied"
    ends = Ends(painted)
    ends.capturer.take("screen")
    assert "may not take pictures" in ends.reasons[0] and ends.count == 1
    assert painted.captures == ["picker"] and not ends.capturer.is_busy


def test_displays_that_are_rearranged_meanwhile_do_not_move_what_was_seen(qtbot: QtBot, painted):
    """A region is cut out of what was shown when it was chosen; its points are of that moment."""
    ends = Ends(painted)
    overlay = ends.overlay(qtbot, "region")
    painted.moved = 800.0
    drag(overlay, QPoint(110, 90), QPoint(210, 140))
    part = ends.part(qtbot)
    assert picture(part).pixelColor(5, 5) == QColor("#00ff00")
    assert part.origin is not None
    assert part.origin.bounds == pytest.approx((110, 90, 100, 50), abs=1)


def test_a_window_that_moved_meanwhile_tells_where_it_is_now(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = ends.overlay(qtbot, "window")
    assert isinstance(overlay, WindowOverlay)
    painted.moved = 800.0
    overlay.chosen.emit(SOUND)
    part = ends.part(qtbot)
    assert part.origin is not None
    assert part.origin.bounds == pytest.approx((900, 80, 300, 200), abs=1)


@pytest.mark.parametrize("allowed", ["denied", "unasked", "restart"])
@pytest.mark.parametrize("kind", ["region", "window", "screen"])
def test_without_a_permission_the_systems_picker_asks(
    qtbot: QtBot, painted, allowed: str, kind: Kind
):
    """The picture that a Mac gives all the same is never taken: it may show wallpaper only."""
    results: list[CaptureResult] = []
    painted.capture_window(SOUND, results.append)
    painted.allowed, painted.picked = allowed, results[0]
    ends = Ends(painted)
    ends.capturer.take(kind)
    part = ends.part(qtbot)
    assert painted.captures == ["picker"]
    assert part.name == "Sound" and picture(part).pixelColor(5, 5) == QColor("#00ff00")


def test_a_picker_that_was_left_is_no_failure(qtbot: QtBot, painted):
    painted.allowed, painted.picked = "unasked", Cannot("")
    ends = Ends(painted)
    ends.capturer.take("window")
    assert ends.cancelled == [True] and ends.count == 1


def test_a_picker_that_never_answers_is_left_by_the_next_wish(qtbot: QtBot, painted):
    results: list[CaptureResult] = []
    painted.capture_window(SOUND, results.append)
    painted.allowed, painted.picked, painted.late = "denied", results[0], True
    ends = Ends(painted)
    ends.capturer.take("window")
    ends.capturer.take("window")
    assert ends.cancelled == [True] and ends.capturer.is_busy
    first, second = painted.waiting
    first()  # after all
    assert ends.parts == []
    second()
    qtbot.waitUntil(lambda: len(ends.parts) == 1)
    assert not ends.capturer.is_busy and ends.count == 2


def test_a_grant_that_waits_for_a_restart_says_so(qtbot: QtBot, painted):
    painted.allowed = "restart"
    ends = Ends(painted)
    ends.capturer.take("screen")
    assert "started again" in ends.reasons[0] and ends.count == 1


def test_what_the_desktop_refuses_is_told_with_its_remedy(qtbot: QtBot, painted):
    painted.broken = Cannot("No pictures here.", "Paste one.")
    own = QWidget()
    qtbot.addWidget(own)
    own.show()
    ends = Ends(painted, own=lambda: (own,))
    ends.capturer.take("region")
    qtbot.waitUntil(lambda: ends.count == 1)
    assert ends.reasons == ["No pictures here. Paste one."]
    assert own.isVisible() and not ends.capturer.is_busy


def test_a_late_answer_is_waited_for_and_a_second_wish_ignored(qtbot: QtBot, painted):
    painted.late = True
    ends = Ends(painted)
    ends.capturer.take("screen")
    qtbot.waitUntil(lambda: bool(painted.waiting))
    ends.capturer.take("screen")
    painted.waiting.pop()()
    ends.part(qtbot)
    assert painted.captures == ["main"]


def test_the_overlay_dims_all_but_what_is_chosen(qtbot: QtBot, painted):
    ends = Ends(painted)
    overlay = cast(RegionOverlay, ends.overlay(qtbot, "region"))
    overlay.resize(800, 600)
    QTest.mousePress(overlay, LEFT_BUTTON, Qt.KeyboardModifier.NoModifier, QPoint(120, 100))
    QTest.mouseMove(overlay, QPoint(220, 160))
    shown = overlay.grab().toImage()
    assert shown.pixelColor(170, 130) == QColor("#00ff00")
    assert shown.pixelColor(320, 130).green() < 200  # Sound too, but outside
    assert overlay.still.points(QRectF(QPointF(120, 100), QPointF(220, 160))).width == 100
    QTest.mouseRelease(overlay, LEFT_BUTTON, Qt.KeyboardModifier.NoModifier, QPoint(220, 160))
    qtbot.waitUntil(lambda: not ends.capturer.is_busy)
