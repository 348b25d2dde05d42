"""Run commands through the program's own edge, with a scripted answer or the bundled model."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from app.cli.program import run
from tests.fixtures.nano import write_short_sight
from tests.fixtures.scripted_ask import ScriptedAsk


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    def refusal(self) -> str:
        """The one line of a command that refused."""
        lines = self.err.splitlines()
        assert self.code == 2 and self.out == "", self
        assert len(lines) == 1 and lines[0].startswith("kestrel: "), self
        assert "Traceback" not in self.err
        return lines[0]


Kestrel = Callable[..., Outcome]


@pytest.fixture
def kestrel(
    capfd: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Kestrel:
    """kestrel("ask", "hi", ask=ScriptedAsk("Hello")); without `ask` the bundled model answers."""
    monkeypatch.setenv("KESTREL_HOME", str(tmp_path_factory.mktemp("home")))

    def call(*arguments: object, ask: ScriptedAsk | None = None) -> Outcome:
        capfd.readouterr()
        code = run([str(a) for a in arguments], ask.opened if ask else None)
        told = capfd.readouterr()
        return Outcome(code, told.out, told.err)

    return call


@pytest.fixture
def bundled_sees_little(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Films are cut and asked about as one checkpoint sees them, whichever is bundled."""
    models = tmp_path_factory.mktemp("models")
    (models / "kestrel-nano").mkdir()
    write_short_sight(models / "kestrel-nano")
    monkeypatch.setattr("app.cli.places.MODELS", models)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """What the program finds on standard input."""

    def put(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return put


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """A picture of 200 x 100 pixels."""
    path = tmp_path / "shot.png"
    Image.new("RGB", (200, 100), (230, 230, 230)).save(path)
    return path
