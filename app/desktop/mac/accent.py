"""The user's accent colour, in sRGB as Qt's style sheets take it."""

from collections.abc import Callable

from app.desktop.mac.frameworks import load
from app.desktop.mac.observers import Observers
from app.desktop.mac.post import Post


class Accent:
    """Told at once, and again whenever it is another one."""

    def __init__(self, post: Post) -> None:
        self._observers = Observers(post)
        self._changed: Callable[[str], None] | None = None
        self._known = ""

    def watch(self, changed: Callable[[str], None]) -> None:
        if self._changed is None:
            AppKit = load("AppKit")
            self._observers.hear(AppKit.NSSystemColorsDidChangeNotification, self._look)
        self._changed, self._known = changed, ""
        self._look()

    def close(self) -> None:
        self._observers.end()
        self._changed = None

    def _look(self) -> None:
        now = accent()
        if self._changed is not None and now and now != self._known:
            self._known = now
            self._changed(now)


def accent() -> str:
    """#rrggbb, "" where macOS cannot say it in sRGB."""
    AppKit = load("AppKit")
    srgb = AppKit.NSColorSpace.sRGBColorSpace()
    color = AppKit.NSColor.controlAccentColor().colorUsingColorSpace_(srgb)
    if color is None:
        return ""
    shares = (color.redComponent(), color.greenComponent(), color.blueComponent())
    return "#" + "".join(f"{round(255 * min(max(share, 0.0), 1.0)):02x}" for share in shares)
