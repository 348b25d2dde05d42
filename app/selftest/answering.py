"""A question to the bundled checkpoint as the window asks it: by process, socket and stream."""

import json
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from app.chat.events import Answer, Event, gather
from app.chat.message import ImagePart
from app.chat.settings import EXACT
from app.client.client import Client
from app.client.engine_process import Launch, engine_launch
from app.client.stream import Stream
from app.client.supervisor import Supervisor
from app.places import PROMPTS, RESOURCES
from app.reading.geometry import PixelBox, pixel_box
from app.reading.prompts import OWN_WORDING, Prompts, load_wording
from app.reading.screens import finding, search_of
from app.selftest.check import Outcome, failed, ok

MODEL = "kestrel-nano"
SAMPLE = RESOURCES / "samples" / "print.png"
WORDS = "Save"
LIMIT_MS = 180_000  # a cold disk, a slow machine
TICK_MS = 100
ENOUGH = 0.5  # of the box found and the true one, what they share


def answered(
    launch: Callable[[Path], Launch] = lambda socket: engine_launch(socket, MODEL),
) -> Outcome:
    """Start the engine, ask where a button is, compare the box with the true one."""
    with tempfile.TemporaryDirectory(prefix="kestrel-") as folder:
        client = Client(Supervisor(launch(Path(folder) / "engine" / "s")))
        try:
            whole = _asked(client)
        finally:
            client.close()
    if isinstance(whole, str):
        return failed(whole)
    return judged(whole)


def judged(whole: Answer) -> Outcome:
    """A true box around the button is what is wanted of the whole chain."""
    if whole.end.reason != "stop":
        return failed(whole.end.error or f"the answer ended by {whole.end.reason}")
    search = search_of(whole, whole.receipts[0].source_size)
    boxes = [match.box for match in search.matches if match.box is not None]
    if not boxes:
        return failed(f"no box in the answer: {whole.text[:200]}")
    if overlap(boxes[0], _truth()) < ENOUGH:
        return failed(f"the box of {WORDS} is wrong: {boxes[0]}")
    end = whole.end
    return ok(
        f"{MODEL} found {WORDS}; prompt {end.timings.prefill_tps:.0f} tokens/s, "
        f"answer {end.timings.decode_tps:.0f} tokens/s"
    )


def overlap(one: PixelBox, other: PixelBox) -> float:
    """What they share, of what they cover together: 0 to 1."""
    shared = one.shared(other)
    whole = one.width * one.height + other.width * other.height - shared
    return shared / whole if whole > 0 else 0.0


def _asked(client: Client) -> Answer | str:
    prompts = load_wording(Prompts, PROMPTS, RESOURCES / "models" / MODEL / OWN_WORDING)
    messages = finding(ImagePart(SAMPLE, SAMPLE.name), WORDS, prompts)
    stream = client.ask(messages, EXACT)
    events: list[Event] = []
    stream.told.connect(events.append)
    if not _over(stream):
        stream.cancel()
        return f"no answer within {LIMIT_MS // 1000} s; the engine is {client.state}"
    return gather(events)


def _over(stream: Stream) -> bool:
    """Wait for its end, or for a time, or until Ctrl-C, which Qt's loop alone would not hear."""
    loop, limit, tick = QEventLoop(), QTimer(), QTimer()
    pressed: list[int] = []
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    tick.timeout.connect(lambda: loop.quit() if pressed else None)
    stream.over.connect(loop.quit)
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    limit.start(LIMIT_MS)
    tick.start(TICK_MS)
    try:
        loop.exec()
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
    return stream.is_over


def _truth() -> PixelBox:
    told = json.loads(SAMPLE.with_suffix(".json").read_text(encoding="utf-8"))
    named = [element for element in told["elements"] if element["text"] == WORDS]
    return pixel_box(*named[0]["box"])
