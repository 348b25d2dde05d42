"""A picture of Apple's (CGImage) as one of Qt's, in sRGB.

It is drawn into memory of ours: that converts whatever colours it has (a MacBook's display has
those of Display P3), and no rule about padding at the end of its rows has to be known. Windows have
round corners, which would be transparent: behind them it is white.
"""

from array import array

from PySide6.QtGui import QImage

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load

BYTES = 4  # of a pixel: blue, green, red and one that is not used


def picture_of(image: Cocoa) -> QImage:
    """A null picture where there is nothing in it."""
    Quartz = load("Quartz")
    width, height = Quartz.CGImageGetWidth(image), Quartz.CGImageGetHeight(image)
    if width <= 0 or height <= 0:
        return QImage()
    memory = array("B", bytes(width * height * BYTES))
    context = Quartz.CGBitmapContextCreate(
        memory,
        width,
        height,
        8,
        width * BYTES,
        Quartz.CGColorSpaceCreateWithName(Quartz.kCGColorSpaceSRGB),
        Quartz.kCGImageAlphaNoneSkipFirst | Quartz.kCGBitmapByteOrder32Little,
    )
    if context is None:
        return QImage()
    whole = Quartz.CGRectMake(0, 0, width, height)
    Quartz.CGContextSetRGBFillColor(context, 1.0, 1.0, 1.0, 1.0)
    Quartz.CGContextFillRect(context, whole)
    Quartz.CGContextDrawImage(context, whole, image)
    Quartz.CGContextFlush(context)
    shared = QImage(memoryview(memory), width, height, width * BYTES, QImage.Format.Format_RGB32)
    return shared.copy()
