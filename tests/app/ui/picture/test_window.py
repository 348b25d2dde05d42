"""The picture in its own window: zoom, pan, marks at the side, keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart, Origin
from app.reading.geometry import relative_box
from app.reading.reply import Mark
from app.ui.picture.window import PictureWindow

SAMPLES = Path(__file__).parents[4] / "resources/samples"
ACCOUNT = ImagePart(SAMPLES / "account.png", "account.png")
MARKS = (
    Mark("Save", "button", "", relative_box(100, 200, 300, 400), None),
    Mark("Cancel", "button", "disabled", relative_box(500, 500, 900, 900), None),
)


@pytest.fixture
def window(qtbot: QtBot) -> PictureWindow:
    window = PictureWindow()
    qtbot.addWidget(window)
    window.show()
    window.show_picture(ACCOUNT, MARKS)
    qtbot.waitUntil(lambda: window.canvas.is_ready)
    return window


def test_it_fits_at_first_and_a_small_picture_grows_at_most_twice(window: PictureWindow):
    assert window.windowTitle() == "account.png"
    area = window.canvas._sight.area
    middle = QPointF(window.canvas.width() / 2, window.canvas.height() / 2)
    assert 384 < area.width() <= 2 * 384 and (area.center() - middle).manhattanLength() < 1


def test_a_capture_is_not_larger_than_it_was(qtbot: QtBot):
    window = PictureWindow()
    qtbot.addWidget(window)
    origin = Origin((0, 0, 192, 128), (0, 0, 384, 256))
    window.show()
    window.show_picture(ImagePart(ACCOUNT.source, "x", origin))
    qtbot.waitUntil(lambda: window.canvas.is_ready)
    assert window.canvas._sight.area.width() == 192


def test_keys_zoom_and_close(window: PictureWindow, qtbot: QtBot):
    qtbot.keyClick(window, Qt.Key.Key_0)
    assert window.canvas.zoom == 1.0
    qtbot.keyClick(window, Qt.Key.Key_Plus)
    assert window.canvas.zoom == pytest.approx(1.25)
    qtbot.keyClick(window, Qt.Key.Key_Minus)
    assert window.canvas.zoom == pytest.approx(1.0)
    qtbot.keyClick(window, Qt.Key.Key_9)
    assert window.canvas.zoom > 1
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_wheel_zooms_around_the_pointer(window: PictureWindow):
    canvas = window.canvas
    place = QPointF(100, 100)
    canvas.zoom_to(4.0)
    before = (place - canvas._sight.corner) / canvas._sight.scale
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    after = (place - canvas._sight.corner) / canvas._sight.scale
    assert canvas.zoom > 4.0 and (after - before).manhattanLength() < 1


def test_two_fingers_zoom(window: PictureWindow):
    canvas = window.canvas
    canvas.actual()
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(50, 50),
        QPointF(50, 50),
        QPointF(50, 50),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.zoom == pytest.approx(1.5)


def test_dragging_pans_and_does_not_click(window: PictureWindow, qtbot: QtBot):
    canvas = window.canvas
    canvas.zoom_to(8.0)
    before = QPointF(canvas._sight.corner)
    canvas.clicked.connect(lambda _: pytest.fail("a drag is no click"))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    qtbot.mouseMove(canvas, QPoint(330, 310))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(330, 310))
    assert canvas._sight.corner == before + QPointF(30, 10)
    canvas._pan(QPointF(1e6, 1e6))
    assert canvas._sight.corner == QPointF(0, 0)


def test_list_and_picture_point_at_each_other(window: PictureWindow, qtbot: QtBot):
    canvas = window.canvas
    place = canvas._placed[1].target.center() + canvas._sight.corner
    qtbot.mouseMove(canvas, place.toPoint())
    assert window.marks.here == 2
    window.marks.hovered.emit(1)
    assert canvas.here == 1
    canvas.zoom_to(8.0)
    window.marks.chosen.emit(2)
    target = canvas._placed[1].target.translated(canvas._sight.corner)
    assert target.intersects(canvas.rect().toRectF())


def test_the_picture_is_copied(window: PictureWindow, qtbot: QtBot):
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(window.canvas.taking.done):
        qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().size() == QSize(384, 256)


def test_the_annotated_picture_is_saved(window: PictureWindow, qtbot: QtBot, tmp_path: Path):
    with qtbot.waitSignal(window.canvas.taking.done):
        window.canvas.taking.save_to(str(tmp_path / "marked.png"))
    assert (tmp_path / "marked.png").stat().st_size > 0


def test_without_marks_there_is_no_list(window: PictureWindow, qtbot: QtBot):
    window.show_picture(ACCOUNT)
    assert not window.marks.isVisible()
    qtbot.waitUntil(lambda: window.canvas.is_ready)


def test_every_button_says_what_it_does(window: PictureWindow):
    buttons = window.findChildren(QToolButton)
    assert len(buttons) == 6
    assert all(button.accessibleName() and button.toolTip() for button in buttons)


def test_a_picture_that_cannot_be_opened_says_so(qtbot: QtBot):
    window = PictureWindow()
    qtbot.addWidget(window)
    window.show_picture(ImagePart(b"words", "words.png"))
    qtbot.waitUntil(lambda: "cannot be shown" in window.canvas.accessibleName())
