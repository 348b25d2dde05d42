"""Pictures of the desktop through Qt: its displays, and the program's own windows.

The offscreen platform has no desktop: there one is composed of the program's own windows.
"""

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from app.chat.message import Origin
from app.desktop import x11
from app.desktop.face import Cannot, Captured, Screen, Window
from app.reading.geometry import Box, PointBox, Points, point_box

translate = QCoreApplication.translate
BARE = "#5b6675"  # behind the program's own windows where there is no desktop


def gone() -> Cannot:
    return Cannot(translate("Desktop", "What was to be captured is no longer there."))


def _origin() -> QPoint:
    """Of the main display, in Qt's coordinates, which on X11 need not start there."""
    return QGuiApplication.primaryScreen().geometry().topLeft()


def _box(area: QRect) -> PointBox:
    moved = area.translated(-_origin())
    start = Points(moved.x(), moved.y())
    return Box(start, Points(moved.x() + moved.width(), moved.y() + moved.height()))


def screen_of(screen: QScreen) -> Screen:
    is_main = screen is QGuiApplication.primaryScreen()
    return Screen(screen.name(), _box(screen.geometry()), is_main)


def _captured(picture: QImage, bounds: PointBox, display: str, title: str = "") -> Captured:
    picture.setDevicePixelRatio(1.0)  # from here on its pixels count
    return Captured(
        picture,
        Origin(
            bounds=(bounds.start.x, bounds.start.y, bounds.width, bounds.height),
            content=(0.0, 0.0, float(picture.width()), float(picture.height())),
            display=display,
            title=title,
        ),
    )


def grabbed(screen: QScreen) -> Captured | Cannot:
    if QGuiApplication.platformName() == "offscreen":
        picture = _composed(screen)
    else:
        picture = screen.grabWindow(0).toImage()
    if picture.isNull():
        reason = translate("Desktop", "This desktop does not let programs take pictures of it.")
        remedy = translate("Desktop", "Take one with the desktop's own key and paste it.")
        return Cannot(reason, remedy)
    return _captured(picture, _box(screen.geometry()), screen.name())


def _composed(screen: QScreen) -> QImage:
    """What a display would show if there were one: the program's own windows."""
    area, ratio = screen.geometry(), screen.devicePixelRatio()
    picture = QImage(area.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(BARE)
    painter = QPainter(picture)
    for widget in _own_widgets():
        painter.drawPixmap(widget.geometry().topLeft() - area.topLeft(), widget.grab())
    painter.end()
    return picture


def rendered(widget: QWidget) -> Captured:
    screen = widget.screen().name()
    bounds = _box(widget.geometry())
    return _captured(widget.grab().toImage(), bounds, screen, widget.windowTitle())


def _own_widgets() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def own_windows() -> list[Window]:
    name = QApplication.applicationDisplayName()
    return [
        Window(int(widget.winId()), widget.windowTitle(), name, _box(widget.geometry()))
        for widget in reversed(_own_widgets())
    ]


def window_of(found: x11.Found) -> Window:
    """X counts in pixels; Qt's screens keep their place in pixels and scale their size."""
    middle = QPoint(found.x + found.width // 2, found.y + found.height // 2)
    screen = next(
        (s for s in QGuiApplication.screens() if _native(s).contains(middle)),
        QGuiApplication.primaryScreen(),
    )
    ratio, corner = screen.devicePixelRatio(), screen.geometry().topLeft()
    left = corner.x() + (found.x - corner.x()) / ratio - _origin().x()
    top = corner.y() + (found.y - corner.y()) / ratio - _origin().y()
    bounds = point_box(left, top, left + found.width / ratio, top + found.height / ratio)
    return Window(found.id, found.title, found.app, bounds)


def _native(screen: QScreen) -> QRect:
    area = screen.geometry()
    return QRect(area.topLeft(), area.size() * screen.devicePixelRatio())
