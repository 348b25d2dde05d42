"""Screens painted by real Qt widgets, offscreen; boxes are the widgets' own rectangles."""

import os
from functools import cache

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)

from tools.nano.layout import Element, Plan
from tools.nano.screens import Ink, Measure, Picture, inks_of
from tools.nano.world import Theme


def _bare_application() -> None:
    """An application without a sheet: what another window dressed it in would move our letters."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([])
    if application.styleSheet():
        application.setStyleSheet("")
    if application.style().name() != "fusion":
        application.setStyle("Fusion")


@cache
def _palette(theme: Theme) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette(QColor(*theme.button), QColor(*theme.window))
    palette.setColor(role.Base, QColor(*theme.base))
    palette.setColor(role.Highlight, QColor(*theme.accent))
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(name, QColor(*theme.text))
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(*theme.faint))
    return palette


def _option(kind: type[QAbstractButton], element: Element, parent: QWidget) -> QAbstractButton:
    button = kind(parent)
    button.setText(element.text)
    button.setCheckable(element.role != "button")
    button.setChecked(element.state == "checked")
    button.setAutoExclusive(False)
    return button


def _title(text: str, theme: Theme, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setIndent(8)
    label.setAutoFillBackground(True)
    palette = QPalette(_palette(theme))
    palette.setColor(QPalette.ColorRole.Window, QColor(*theme.accent))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(255, 255, 255))
    label.setPalette(palette)
    return label


def _combobox(text: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItem(text)
    return box


def _widget(element: Element, theme: Theme, parent: QWidget) -> QWidget:
    if element.role == "button":
        return _option(QPushButton, element, parent)
    if element.role == "checkbox":
        return _option(QCheckBox, element, parent)
    if element.role == "radio":
        return _option(QRadioButton, element, parent)
    if element.role == "field":
        return QLineEdit(element.text, parent)
    if element.role == "combobox":
        return _combobox(element.text, parent)
    if element.role == "title":
        return _title(element.text, theme, parent)
    return QLabel(element.text, parent)


def _left(widget: QWidget, width: float) -> float:
    """Where in a widget its text of some width starts, in points, as its style lays it out."""
    style = widget.style()
    if isinstance(widget, QCheckBox | QRadioButton):
        option, part = QStyleOptionButton(), QStyle.SubElement.SE_CheckBoxContents
        if isinstance(widget, QRadioButton):
            part = QStyle.SubElement.SE_RadioButtonContents
        option.initFrom(widget)
        return style.subElementRect(part, option, widget).x()
    if isinstance(widget, QLineEdit):
        frame = QStyleOptionFrame()
        widget.initStyleOption(frame)
        part = QStyle.SubElement.SE_LineEditContents
        return style.subElementRect(part, frame, widget).x() + 2
    if isinstance(widget, QComboBox):
        combo = QStyleOptionComboBox()
        widget.initStyleOption(combo)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return style.subControlRect(control, combo, part, widget).x() + 2
    if isinstance(widget, QPushButton):
        return (widget.width() - width) / 2
    return max(0, widget.indent()) if isinstance(widget, QLabel) else 0


def _reach(plan: Plan, letters: QFont) -> Measure:
    """How far texts reach by Qt's own measure, in pixels of the picture."""
    metrics = QFontMetricsF(letters)
    return lambda text: metrics.horizontalAdvance(text) * plan.scale


def _items(plan: Plan, parent: QWidget, reach: Measure) -> list[Ink]:
    """All menu items of a plan are the rows of one real list."""
    rows = [(i, e) for i, e in enumerate(plan.elements) if e.role == "menuitem"]
    if not rows:
        return []
    unit = plan.scale
    view, (x1, y1, x2, _) = QListWidget(parent), (side // unit for side in rows[0][1].box)
    view.setFrameShape(QListWidget.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setGeometry(x1, y1, x2 - x1, rows[-1][1].box[3] // unit - y1)
    inks: list[Ink] = []
    for index, element in rows:
        item = QListWidgetItem(element.text, view)
        item.setSizeHint(QSize(x2 - x1, (element.box[3] - element.box[1]) // unit))
        box = view.visualItemRect(item).translated(view.pos())
        sides = (box.x(), box.y(), box.right() + 1, box.bottom() + 1)
        assert tuple(side * unit for side in sides) == element.box
        inks += inks_of(plan, index, (x1 + 3) * unit, reach)
    return inks


def _pixels(window: QWidget, plan: Plan) -> np.ndarray:
    """The window as it shows itself at the plan's scale (H W 3)."""
    image = QImage(QSize(*plan.size), QImage.Format.Format_RGB888)
    image.setDevicePixelRatio(plan.scale)
    window.render(image)
    row = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return row[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def paint(plan: Plan) -> Picture:
    """The plan as a window of Qt widgets."""
    _bare_application()
    window, inks, unit = QWidget(), [], plan.scale
    window.setFixedSize(plan.size[0] // unit, plan.size[1] // unit)
    window.setPalette(_palette(plan.theme))
    letters = QFont(plan.face.family)
    letters.setPixelSize(plan.pixel_size // unit)
    window.setFont(letters)
    reach = _reach(plan, letters)
    for index, element in enumerate(plan.elements):
        if element.role == "menuitem":
            continue
        widget = _widget(element, plan.theme, window)
        x1, y1, x2, y2 = (side // unit for side in element.box)
        widget.setGeometry(x1, y1, x2 - x1, y2 - y1)
        widget.setEnabled(element.state != "disabled")
        left = _left(widget, reach(element.text) / unit)
        inks += inks_of(plan, index, element.box[0] + left * unit, reach)
    inks += _items(plan, window, reach)
    return Picture(_pixels(window, plan), plan, tuple(inks))
