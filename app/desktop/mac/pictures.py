"""A picture of Apple's (CGImage) as one of Qt's, in sRGB.

It is drawn into the memory of Qt's picture: that converts whatever colours it has (a MacBook's
display has those of Display P3), and no rule about padding at the end of its rows has to be known.
Windows have round corners, which would be transparent: behind them it is white. The context keeps
the alpha, which is then that of the white, because Qt wants the fourth byte to be 255 and
CoreGraphics promises nothing about a byte that it skips.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load


def picture_of(image: Cocoa) -> QImage:
    """A null picture where there is nothing in it, or no memory for it."""
    Quartz = load("Quartz")
    width, height = Quartz.CGImageGetWidth(image), Quartz.CGImageGetHeight(image)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    if picture.isNull():
        return picture
    picture.fill(Qt.GlobalColor.white)
    context = Quartz.CGBitmapContextCreate(
        picture.bits(),
        width,
        height,
        8,
        picture.bytesPerLine(),
        Quartz.CGColorSpaceCreateWithName(Quartz.kCGColorSpaceSRGB),
        Quartz.kCGImageAlphaPremultipliedFirst | Quartz.kCGBitmapByteOrder32Little,
    )
    if context is None:
        return QImage()
    Quartz.CGContextDrawImage(context, Quartz.CGRectMake(0, 0, width, height), image)
    Quartz.CGContextFlush(context)
    return picture
