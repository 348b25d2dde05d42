"""Behind each window of Qt's lies an NSView: on a Mac `winId` is its address."""

from ctypes import c_void_p

from PySide6.QtWidgets import QWidget

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load


def view_of(widget: QWidget) -> Cocoa:
    """The NSView of a top window, which is made if it was not there yet."""
    objc = load("objc")
    return objc.objc_object(c_void_p=c_void_p(int(widget.winId())))
