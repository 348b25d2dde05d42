"""Pictures and clips that were decoded before, so that a conversation's next turn need not again.

Every turn sends all earlier attachments anew. One is known by the bytes it came as, or by its
file's place, size and time of change; what was made of it lies here until the budget is used up.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from mlx_model.inputs.message import ImagePart, VideoPart
from mlx_model.inputs.visual import Visual

Name = tuple[object, ...]


class Gallery:
    """Visuals by their sources, those used longest ago going first. Any thread may use it."""

    def __init__(self, budget: int) -> None:
        self._budget = budget  # bytes of patches
        self._visuals: OrderedDict[Name, Visual] = OrderedDict()
        self._lock = threading.Lock()
        self.nbytes = 0

    def get(self, part: ImagePart | VideoPart, see: Callable[[], Visual]) -> Visual:
        """The visual of a part, made by `see` if it is not here."""
        name = _name(part)
        if name is None:
            return see()
        with self._lock:
            known = self._visuals.get(name)
            if known is not None:
                self._visuals.move_to_end(name)
                return known
        visual = see()
        self._keep(name, visual)
        return visual

    def _keep(self, name: Name, visual: Visual) -> None:
        with self._lock:
            if name not in self._visuals:
                self._visuals[name] = visual
                self.nbytes += visual.patches.nbytes
            while self.nbytes > self._budget:
                _, oldest = self._visuals.popitem(last=False)
                self.nbytes -= oldest.patches.nbytes


def _name(part: ImagePart | VideoPart) -> Name | None:
    """What a part is known by, with all that changes how it is seen; None: by nothing."""
    source = part.source
    if isinstance(source, bytes):
        where: object = hashlib.sha256(source).digest()
    elif isinstance(source, Path):
        try:
            stat = source.stat()
        except OSError:
            return None  # `see` will say what is wrong with it
        where = (str(source.absolute()), stat.st_ino, stat.st_size, stat.st_mtime_ns)
    else:
        return None
    if isinstance(part, ImagePart):
        return (where, part.name, part.max_tokens)
    return (where, part.name, part.fps, part.start, part.end, part.max_frames, part.max_tokens)
