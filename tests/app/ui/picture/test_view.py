"""The picture in a conversation: size, marks, mouse, keys, and what a screen reader is told."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart, Origin
from app.reading.geometry import relative_box
from app.reading.reply import Mark
from app.ui.picture.view import PictureView
from app.ui.theme import theme

SAMPLES = Path(__file__).parents[4] / "resources/samples"
ACCOUNT = ImagePart(SAMPLES / "account.png", "account.png")


def box(x1: float, y1: float, x2: float, y2: float, label: str = "Save") -> Mark:
    return Mark(label, "button", "", relative_box(x1, y1, x2, y2), None)


MARKS = (box(100, 200, 300, 400), box(500, 500, 900, 900, "Cancel"))


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    view = PictureView(ACCOUNT)
    qtbot.addWidget(view)
    view.set_marks(MARKS)
    qtbot.waitUntil(lambda: view.is_ready)
    view.resize(view.sizeHint())
    view.show()
    return view


def test_it_is_shrunk_and_never_enlarged(view: PictureView):
    assert view.sizeHint() == QSize(384, 256)
    assert view.heightForWidth(192) == 128 and view.heightForWidth(2000) == 256


def test_a_capture_is_as_large_as_it_was_on_the_screen(qtbot: QtBot):
    origin = Origin((0, 0, 192, 128), (0, 0, 384, 256))
    view = PictureView(ImagePart(ACCOUNT.source, "x", origin))
    qtbot.addWidget(view)
    assert view.sizeHint() == QSize(192, 128)


def test_the_place_is_kept_before_the_picture_comes(qtbot: QtBot):
    view = PictureView(ACCOUNT, size=(768, 512), limit=QSize(384, 400))
    qtbot.addWidget(view)
    assert view.sizeHint() == QSize(384, 256)


def test_a_missing_picture_says_so(qtbot: QtBot):
    view = PictureView(ImagePart(Path("/nowhere/x.png"), "x.png"))
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: "no longer there" in view.accessibleName())
    assert not view.is_ready and not view.grab().isNull()


def test_hover_and_click_name_the_mark(view: PictureView, qtbot: QtBot):
    hovered: list[int] = []
    view.hovered.connect(hovered.append)
    qtbot.mouseMove(view, QPoint(70, 70))
    qtbot.mouseMove(view, QPoint(300, 200))
    qtbot.mouseMove(view, QPoint(380, 250))
    assert hovered == [1, 2, 0]
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(70, 70))
    assert clicked.args == [1]
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.badge(2).center().toPoint())
    assert clicked.args == [2]
    with qtbot.waitSignal(view.opened):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(380, 5))


def test_keys_go_through_the_marks(view: PictureView, qtbot: QtBot):
    hovered: list[int] = []
    view.hovered.connect(hovered.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert hovered == [1, 2, 1, 2]
    assert view.accessibleDescription() == "2 of 2: Cancel, button"
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert clicked.args == [2]
    with qtbot.waitSignal(view.opened):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_highlighting_from_outside_is_silent_and_seen(view: PictureView):
    before = view.grab().toImage()
    view.hovered.connect(lambda _: pytest.fail("nobody hovers"))
    view.highlight(2)
    assert view.here == 2 and view.grab().toImage() != before
    view.highlight(0)
    assert view.grab().toImage() == before


def test_numbers_never_leave_the_picture(qtbot: QtBot):
    view = PictureView(ACCOUNT)
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    corners = [box(0, 0, 20, 20), box(980, 0, 1000, 20), box(0, 980, 20, 1000)]
    dots = [Mark("", "", "", None, relative_box(999, 999, 1000, 1000).end)]
    view.set_marks([*corners, *dots])
    assert all(view.area().contains(view.badge(number)) for number in (1, 2, 3, 4))


def test_the_screen_reader_hears_picture_and_marks(view: PictureView):
    assert view.accessibleName() == "Picture account.png, marked: 1 Save, 2 Cancel"


def test_another_picture_has_no_marks(view: PictureView, qtbot: QtBot):
    view.show_picture(ImagePart(SAMPLES / "menu.png", "menu.png"))
    qtbot.waitUntil(lambda: view.is_ready)
    assert view.marks == () and view.sizeHint() == QSize(256, 192)


def test_coordinates_are_copied(view: PictureView, qtbot: QtBot):
    view.taking.menu(2)
    view.taking.copy_json("pixels")
    told = json.loads(QGuiApplication.clipboard().text())
    assert told["label"] == "Cancel" and told["box"] == [192, 128, 346, 230]
    with qtbot.waitSignal(view.taking.done):
        view.taking.copy_picture()
    assert QGuiApplication.clipboard().image().size() == QSize(384, 256)


def test_a_key_that_means_nothing_here_goes_on(view: PictureView):
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    view.keyPressEvent(event)
    assert not event.isAccepted() and not view.area().contains(QPointF(-1, -1))


def test_the_focus_is_shown_to_those_who_use_the_keyboard(view: PictureView):
    view.activateWindow()
    before = view.grab().toImage()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.grab().toImage() == before
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.grab().toImage() != before


def test_light_and_dark_are_followed(view: PictureView):
    light = view.grab().toImage()
    theme().choose("dark")
    dark = view.grab().toImage()
    theme().choose("system")
    assert dark != light


def test_the_menu_offers_what_there_is(view: PictureView):
    titles = [action.text() for action in view.taking.menu(2).actions() if action.text()]
    assert titles == ["Open", "Copy picture", "Copy “Cancel” as JSON", "Save annotated picture…"]
    below = view.taking.menu(0).actions()[3].menu()
    assert isinstance(below, QMenu)
    assert [action.isEnabled() for action in below.actions()] == [True, True, False]


def test_what_cannot_be_saved_is_told(view: PictureView, qtbot: QtBot, tmp_path: Path):
    view.taking.save_to(str(tmp_path / "a.pdf"))
    qtbot.waitUntil(lambda: bool(view.findChildren(QMessageBox)))
    box = view.findChildren(QMessageBox)[0]
    assert "must end in .png" in box.informativeText()
    box.close()


def test_it_can_be_dragged_to_another_program(
    view: PictureView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    taken: list[QImage] = []
    monkeypatch.setattr(view.taking, "drag", taken.append)
    view.opened.connect(lambda: pytest.fail("a drag is no click"))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(380, 5))
    qtbot.mouseMove(view, QPoint(340, 20))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(340, 20))
    assert len(taken) == 1
    carried = view.taking.carried(taken[0])
    assert [url.toLocalFile() for url in carried.urls()] == [str(ACCOUNT.source)]


def test_a_kept_file_is_dragged_under_the_name_it_had(qtbot: QtBot, tmp_path: Path):
    kept = tmp_path / "0a1b2c.png"
    kept.write_bytes((SAMPLES / "menu.png").read_bytes())
    view = PictureView(ImagePart(kept, "my menu.png"))
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: view.is_ready)
    (url,) = view.taking.carried(QImage()).urls()
    file = Path(url.toLocalFile())
    assert file.name == "my menu.png" and file.read_bytes() == kept.read_bytes()
