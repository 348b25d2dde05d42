"""What the pictures' chats show: a settings panel, a clip, a photograph that cannot be read."""

from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.ui.theme import sized

PANEL = (860, 472)
SECONDS, RATE = 12, 10
LINE, INK, BLUE = QColor("#cfcfd4"), QColor("#1d1d1f"), QColor("#0a6cff")
STARTUP = (28, 238, 338, 286)  # pixels of the panel: its switch
DONE = (620, 368, 766, 436)


def sound_panel(path: Path) -> Path:
    """A settings panel, as the question about the chime shows it."""
    picture = QImage(*PANEL, QImage.Format.Format_RGB32)
    picture.fill(QColor("#f4f4f6"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _words(painter, 38, 52, "Sound", 27, bold=True)
    _words(painter, 38, 128, "Alert volume", 24)
    painter.setPen(QPen(QColor("#c4c4ca"), 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(304, 120, 716, 120)
    painter.setPen(QPen(LINE, 2))
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawEllipse(QPointF(600, 120), 15, 15)
    _switch(painter, 200, "Play feedback when volume is changed", on=False)
    _switch(painter, 262, "Play sound on startup", on=True)
    for at, words, chosen in ((466, "Cancel", False), (634, "Done", True)):
        button = QRectF(at, 378, 120 if chosen else 136, 48)
        painter.setPen(Qt.PenStyle.NoPen if chosen else QPen(LINE, 2))
        painter.setBrush(BLUE if chosen else Qt.GlobalColor.white)
        painter.drawRoundedRect(button, 10, 10)
        painter.setPen(QColor("white") if chosen else INK)
        painter.setFont(sized(23))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    picture.save(str(path))
    return path


def _words(painter: QPainter, x: int, y: int, words: str, size: int, bold: bool = False) -> None:
    font = sized(size)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(INK)
    painter.drawText(x, y, words)


def _switch(painter: QPainter, y: int, words: str, *, on: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen if on else QPen(LINE, 2))
    painter.setBrush(BLUE if on else Qt.GlobalColor.white)
    painter.drawRoundedRect(QRectF(39, y - 12, 24, 24), 5, 5)
    if on:
        painter.setPen(QPen(Qt.GlobalColor.white, 3.2))
        painter.drawPolyline([QPointF(45, y), QPointF(49.5, y + 5), QPointF(57, y - 6)])
    _words(painter, 80, y + 9, words, 24)


def clip(path: Path) -> Path:
    """A hill, and a sun that rises over it."""
    width, height = 640, 360
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE, (width, height))
    rows = np.linspace(0, 1, height)[:, None, None]
    for number in range(SECONDS * RATE):
        light = number / (SECONDS * RATE)
        top = np.array([120 + 110 * light, 60 + 120 * light, 40 + 70 * light])
        low = np.array([150 + 80 * light, 130 + 80 * light, 190 + 50 * light])
        frame = np.broadcast_to(top * (1 - rows) + low * rows, (height, width, 3))
        frame = np.ascontiguousarray(frame.astype(np.uint8))
        sun = (int(120 + 400 * light), int(330 - 270 * np.sin(light * np.pi * 0.6)))
        cv2.circle(frame, sun, 34, (120, 215, 255), -1, cv2.LINE_AA)
        for middle, size, shade in ((140, 300, 0.62), (520, 380, 0.45)):
            hill = tuple(float(part * shade * (0.4 + 0.6 * light)) for part in (110, 150, 100))
            cv2.ellipse(frame, (middle, 400), (size, 170), 0, 180, 360, hill, -1, cv2.LINE_AA)
        film.write(frame)
    film.release()
    return path


def unreadable(path: Path) -> Path:
    """What an iPhone takes and the program refuses."""
    path.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64))
    return path


def notes(path: Path) -> Path:
    path.write_text("Release notes\n\n" + "- Faster start, calmer windows.\n" * 40)
    return path
