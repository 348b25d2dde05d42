"""A headless Chromium, driven by its DevTools protocol over a pipe: no port, no other package.

Messages are JSON, each ended by a NUL, on the descriptors 3 (to the browser) and 4 (from it).
Protocol: chromedevtools.github.io/devtools-protocol (Target, Page, Emulation, Runtime).
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0  # seconds for one answer
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # only our own pages are shown, and root has no sandbox
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
Answer = dict[str, Any]  # Any: what the protocol sends


class ChromiumFailed(Exception):
    """The browser is missing, ended or refused; the message says what to do."""


def program() -> str | None:
    """Where the browser is, if it is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Chromium:
    """One browser with one page. A context manager: it ends the browser."""

    def __init__(self) -> None:
        path = program()
        if path is None:
            raise ChromiumFailed("there is no Chromium here; apt-get install chromium")
        self._profile = tempfile.TemporaryDirectory(prefix="kestrel-chromium-")
        self._numbers = 0
        self._heard = b""
        self._session: str | None = None
        self._to, self._from, self._browser = _started(
            [path, *_FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"]
        )
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        os.close(self._to)
        try:
            self._browser.wait(10)
        except subprocess.TimeoutExpired:
            self._browser.kill()
            self._browser.wait()
        os.close(self._from)
        self._profile.cleanup()

    def shown(self, html: str, size: tuple[int, int], scale: int) -> None:
        """Show a page in a window of `size` CSS pixels, each of them `scale` pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=scale,
            mobile=False,
        )
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=html)

    def value(self, script: str) -> Any:  # noqa: ANN401  # whatever the script gives
        """What a script on the page gives, as JSON values."""
        said = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in said:
            raise ChromiumFailed(f"a script failed on the page: {said['exceptionDetails']}")
        return said["result"].get("value")

    def picture(self) -> bytes:
        """The page as a PNG, in pixels of the screen."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def call(self, method: str, **parameters: object) -> Answer:
        """One call of the protocol and its result."""
        self._numbers += 1
        message: Answer = {"id": self._numbers, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        sent = json.dumps(message).encode() + b"\0"
        while sent:
            sent = sent[os.write(self._to, sent) :]
        while (said := self._next()).get("id") != self._numbers:
            pass  # events that nobody waits for
        if "error" in said:
            raise ChromiumFailed(f"{method} was refused: {said['error'].get('message')}")
        return said["result"]

    def _next(self) -> Answer:
        late = time.monotonic() + PATIENCE
        while b"\0" not in self._heard:
            ready, _, _ = select.select([self._from], [], [], max(0.0, late - time.monotonic()))
            piece = os.read(self._from, 1 << 20) if ready else b""
            if not piece:
                raise ChromiumFailed("the browser ended or fell silent; run it by hand to see why")
            self._heard += piece
        whole, self._heard = self._heard.split(b"\0", 1)
        return json.loads(whole)


def _started(command: list[str]) -> tuple[int, int, subprocess.Popen[bytes]]:
    """The browser, what writes to its descriptor 3 and what reads from its 4.

    Without what make preloads for MLX, which the browser's own processes cannot load.
    """
    its_in, to = os.pipe()
    from_it, its_out = os.pipe()
    # Out of the way of 3 and 4, which both pipes together are sure to have taken or found taken.
    high_in, high_out = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (its_in, its_out))

    def placed() -> None:
        os.dup2(high_in, 3)
        os.dup2(high_out, 4)

    browser = subprocess.Popen(
        command,
        pass_fds=(3, 4),
        preexec_fn=placed,
        env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (its_in, its_out, high_in, high_out):
        os.close(end)
    return to, from_it, browser
