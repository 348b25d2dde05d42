"""A Mac has one menu bar for all windows, in the order that it expects."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.window.menus import Menus


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    owner = QWidget()
    qtbot.addWidget(owner)
    return owner


def test_the_menus_stand_in_the_conventional_order(owner: QWidget):
    titles = [action.text() for action in Menus(owner).bar.actions()]
    assert titles[:3] == ["File", "Edit", "View"] and titles[-2:] == ["Window", "Help"]


@pytest.mark.parametrize("is_global", [True, False])
def test_a_global_bar_belongs_to_no_window_and_ends_with_it(
    qtbot: QtBot, owner: QWidget, is_global: bool
):
    menus = Menus(owner, is_global=is_global)
    assert menus.bar.parent() is (None if is_global else owner)
    ended: list[bool] = []
    menus.bar.destroyed.connect(lambda: ended.append(True))
    menus.deleteLater()
    if is_global:
        qtbot.waitUntil(lambda: ended == [True])
