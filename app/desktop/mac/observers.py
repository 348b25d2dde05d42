"""The system's notifications inside this process, told on the GUI's thread until they are ended."""

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.post import Call, Post


class Observers:
    """Each tells its own call."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._tokens: list[Cocoa] = []

    def hear(self, name: str, told: Call) -> None:
        """With no queue named, the block comes on the thread that posts: hence `post`."""
        Foundation = load("Foundation")
        center = Foundation.NSNotificationCenter.defaultCenter()
        token = center.addObserverForName_object_queue_usingBlock_(
            name, None, None, lambda notification: self._post(told)
        )
        self._tokens.append(token)

    def end(self) -> None:
        if not self._tokens:
            return
        Foundation = load("Foundation")
        for token in self._tokens:
            Foundation.NSNotificationCenter.defaultCenter().removeObserver_(token)
        self._tokens.clear()
