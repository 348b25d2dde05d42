"""The laws of the house that a machine can hold: arrows between rooms, sizes, words.

ARCHITECTURE.md draws the same arrows for people.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("mlx_model", "app", "tools", "tests")
MAX_FILE, MAX_FUNCTION = 300, 40

# Who may know whom, besides itself and the standard library. Longest prefix of a module wins.
BASE = {"mlx_model.errors", "mlx_model.fields", "mlx_model.config"}
NET, INPUTS = {"mlx_model.net"}, {"mlx_model.inputs"}
CHECKPOINT, RUNTIME = {"mlx_model.checkpoint"}, {"mlx_model.runtime"}
PORT = BASE | NET | INPUTS | CHECKPOINT | RUNTIME
EVERYTHING = {"mlx_model", "app"}
WINDOW = {
    "app.chat",
    "app.client",
    "app.reading",
    "app.desktop",
    "app.models",
    "app.places",
    "PySide6",
}
ARROWS: dict[str, set[str]] = {
    "mlx_model": PORT,  # the public face, which re-exports lazily
    "mlx_model.errors": set(),
    "mlx_model.fields": {"mlx_model.errors"},
    "mlx_model.config": {"mlx_model.errors", "mlx_model.fields"},
    "mlx_model.footprint": {"mlx_model.config"},
    "mlx_model.net": BASE | {"mlx", "numpy"},
    "mlx_model.inputs": BASE | {"numpy", "PIL", "av", "tokenizers", "jinja2"},
    "mlx_model.checkpoint": BASE | NET | {"mlx", "numpy"},
    "mlx_model.runtime": PORT | {"mlx_model.footprint", "mlx", "numpy", "llguidance"},
    "app": set(),  # the version
    "app.preload": set(),
    "app.places": set(),
    "app.chat": set(),
    "app.reading": {"app.chat", "PIL"},
    "app.reading.video": {"app.chat", "app.reading", "PIL", "av"},  # av: text tracks alone
    "app.reading.documents": {"app.chat", "app.reading", "PIL", "pypdfium2"},
    "app.reading.folders": {"app.chat", "app.reading", "pygments"},
    "app.engine": {"app", "mlx_model", "mlx", "numpy"},
    "app.engine.api": {"app.engine", "mlx_model", "fastapi", "starlette", "pydantic"},
    "app.engine.serve": {"app.engine", "mlx_model.errors", "uvicorn"},
    "app.client": {"app.chat", "PySide6.QtCore", "PySide6.QtNetwork"},
    "app.models": BASE | {"mlx_model.footprint", "app.places", "httpx", "keyring"},
    "app.desktop": {"app.chat", "app.reading.geometry", "PySide6"},
    "app.ui": WINDOW,
    "app.ui.windows": WINDOW | {"app.ui", "app.VERSION", "shiboken6"},
    "app.ui.text": WINDOW | {"app.ui", "markdown_it", "mdit_py_plugins", "pygments", "ziamath"},
    "app.bench": {"mlx_model", "mlx", "numpy", "mlx_lm", "mlx_vlm", "httpx", "PIL"},
    "app.bench.reading": {"app.chat", "app.reading", "app.places"},
    "app.bench.window": {"app.ui", "app.chat", "app.client", "PySide6"},
    "app.selftest": WINDOW | {"app.VERSION", "mlx"},
    "app.cli": EVERYTHING | {"click", "PIL", "numpy", "PySide6"},
    "app.__main__": EVERYTHING,
}


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Full dotted names, `from a import b` as `a.b`; those under TYPE_CHECKING count too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> str:
    rooms = [room for room in ARROWS if name == room or name.startswith(room + ".")]
    assert rooms, f"{name} lies in no room: add it to ARROWS and to ARCHITECTURE.md"
    return max(rooms, key=len)


def allowed(target: str, room: str) -> bool:
    if target.split(".")[0] in sys.stdlib_module_names:
        return True
    known = ARROWS[room] | ({room} if "." in room else set())
    return any(target == name or target.startswith(name + ".") for name in known)


@pytest.mark.parametrize("path", modules("mlx_model", "app"), ids=module_name)
def test_arrows(path: Path):
    room = room_of(module_name(path))
    strangers = sorted(target for target in imports(path) if not allowed(target, room))
    assert not strangers, f"{room} may not know {strangers}"


def test_arrows_notice_a_wrong_import(tmp_path: Path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from mlx_model.runtime.cache import KeyValues\nimport torch\n")
    room = room_of("mlx_model.net.wrong")
    assert [t for t in sorted(imports(wrong)) if not allowed(t, room)] == [
        "mlx_model.runtime.cache.KeyValues",
        "torch",
    ]


@pytest.mark.parametrize("path", modules(*CODE), ids=lambda p: str(p.relative_to(ROOT)))
def test_sizes(path: Path):
    text = path.read_text()
    assert text.count("\n") <= MAX_FILE, "split it by ideas, not by lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION, f"{node.name} has {length} lines"


def test_nobody_is_called_a_helper():
    forbidden = {"util", "utils", "helper", "helpers", "base", "common", "misc", "manager"}
    named = [path for path in modules(*CODE) if path.stem in forbidden]
    assert not named
