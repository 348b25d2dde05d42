"""Answers that point, with a mouse: words to box, box to words, and what can be taken away."""

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.ui.picture.view import PictureView
from app.ui.picture.window import PictureWindow
from app.ui.text.view import TextView
from tests.e2e import pointer
from tests.e2e.window import Use, Used

SAMPLES = Path(__file__).parents[2] / "resources/samples"
SHAPE, SMOOTH = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
NEAR = 10  # pixels that the bundled model may be beside the truth


@pytest.fixture
def pointed(use: Use) -> tuple[Used, PictureView, TextView]:
    """A question and an answer with one box."""
    used = use()
    used.drop(SAMPLES / "print.png")
    used.ask("Where is the Save button?")
    transcript = used.program.window.transcript
    used.until(lambda: [v for v in transcript.findChildren(PictureView) if v.is_ready and v.marks])
    (picture,) = transcript.findChildren(PictureView)
    text = next(v for v in transcript.findChildren(TextView) if "box:1" in v.markdown())
    used.until(lambda: pointer.link(text, "box:1"))
    return used, picture, text


def middle_of_the_mark(picture: PictureView) -> QPoint:
    """Away from its number."""
    box = picture.marks[0].box
    assert box is not None
    area, center = picture.area(), box.center
    x = area.left() + center.x / 1000 * area.width()
    y = area.top() + center.y / 1000 * area.height()
    return QPoint(round(x), round(y))


def seen(text: TextView) -> QImage:
    return text.grab().toImage()


def test_hover_and_click_from_words_to_box_and_back(pointed: tuple[Used, PictureView, TextView]):
    used, picture, text = pointed
    badge = pointer.link(text, "box:1")
    pointer.move(text.viewport(), badge)
    used.until(lambda: picture.here == 1)
    pointer.move(used.program.window.bar)
    used.until(lambda: picture.here == 0)
    plain = seen(text)
    pointer.move(picture, middle_of_the_mark(picture))
    used.until(lambda: picture.here == 1 and seen(text) != plain)
    pointer.move(used.program.window.bar)
    used.until(lambda: picture.here == 0 and seen(text) == plain)
    pointer.press(text.viewport(), badge)
    used.until(lambda: picture.here == 1)
    pointer.press(picture, middle_of_the_mark(picture))
    assert pointer.window_of(PictureWindow) is None, "a box was pressed, not the picture"
    pointer.press(picture, QPoint(4, picture.height() - 4))
    used.until(lambda: pointer.window_of(PictureWindow))
    window = pointer.window_of(PictureWindow)
    assert window is not None and window.marks.rows.rowCount() == 1


def test_coordinates_are_copied_and_the_marked_picture_is_saved(
    pointed: tuple[Used, PictureView, TextView], tmp_path: Path
):
    used, picture, _ = pointed
    elements = json.loads((SAMPLES / "print.json").read_text())["elements"]
    truth = next(element["box"] for element in elements if element["text"] == "Save")
    pointer.press(picture, middle_of_the_mark(picture), pointer.RIGHT)
    used.until(pointer.popup)
    pointer.choose("Copy “Save” as JSON")
    pointer.choose("In pixels of the picture")
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["label"] == "Save" and copied["unit"] == "pixels"
    assert copied["box"] == pytest.approx(truth, abs=NEAR)
    pointer.press(picture, QPoint(4, picture.height() - 4), pointer.RIGHT)
    used.until(pointer.popup)
    pointer.choose("Save annotated picture…")
    used.until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    saved = tmp_path / "seen.png"
    name.selectAll()
    QTest.keyClicks(name, str(saved))
    QTest.keyClick(name, Qt.Key.Key_Return)
    used.until(lambda: saved.exists() and not QImage(str(saved)).isNull())
    before, after = QImage(str(SAMPLES / "print.png")), QImage(str(saved))
    # A tiny picture is enlarged, so that numbers fit.
    different = np.abs(pixels(after.scaled(before.size(), SHAPE, SMOOTH)) - pixels(before))
    changed = np.argwhere(different > 60)
    x1, y1, x2, y2 = copied["box"]
    around = [changed[:, 1].min(), changed[:, 0].min(), changed[:, 1].max(), changed[:, 0].max()]
    assert around == pytest.approx([x1, y1, x2, y2], abs=20)


def pixels(picture: QImage) -> np.ndarray:
    gray = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(gray.constBits(), np.uint8).reshape(gray.height(), -1)
    return rows[:, : gray.width()].astype(int)  # a copy, since `gray` owns them
