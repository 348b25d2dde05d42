"""Widgets below each other, each as wide as it likes; the height is known for any width."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtWidgets import QWidget

Side: TypeAlias = Literal["fill", "left", "right"]


@dataclass
class _Piece:
    widget: QWidget
    side: Side
    gap: int  # above it, where something stands above
    most: int
    rank: int


class Stack:
    """Lays out visible widgets of one parent. A layout of Qt measures them far more often."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    def add(
        self, widget: QWidget, side: Side = "fill", gap: int = 0, most: int = 10_000, rank: int = 9
    ) -> None:
        """Below those of a lower rank, and of the same one that were there before."""
        self._pieces.append(_Piece(widget, side, gap, most, rank))
        self._pieces.sort(key=lambda piece: piece.rank)

    def remove(self, widget: QWidget) -> None:
        self._pieces = [piece for piece in self._pieces if piece.widget is not widget]

    def arrange(self, x: int, y: int, width: int) -> int:
        """Put them from (x, y) down; where the last one ends."""
        first = True
        for piece in self._pieces:
            if piece.widget.isHidden():
                continue
            y += 0 if first else piece.gap
            first = False
            y += _place(piece, x, y, width)
        return y


def _place(piece: _Piece, x: int, y: int, width: int) -> int:
    widget = piece.widget
    most = min(width, piece.most)
    wide = most if piece.side == "fill" else min(widget.sizeHint().width(), most)
    height = widget.heightForWidth(wide)
    if height < 0:
        height = widget.sizeHint().height()
    left = x + width - wide if piece.side == "right" else x
    widget.setGeometry(left, y, wide, height)
    return height
